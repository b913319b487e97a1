from dataclasses import fields
from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from mailgate.events import CommandRefused, LoginFailed, Processed, ReaderKilled, Received, Settled, Ticked
from mailgate.operations.metrics import COUNTED, MEASURED, Counted, Measured, MetricsSink
from mailgate.operations.status import JournalStatus, OutboxStatus, SourceStatus, Status, TimerStatus

STATUS = Status(
    ready=True,
    version="0.1.0",
    store="ok",
    journal=JournalStatus(received=10, processed=8, waiting=2, oldest_s=1.5),
    outbox=OutboxStatus(waiting=3, oldest_s=60.0, paused=True),
    quarantine=1,
    timers=TimerStatus(armed=5, due=1, lag_s=0.25),
    sources=(SourceStatus("smtp:127.0.0.1:8025", "listening", datetime(2026, 11, 23, 9, tzinfo=UTC)),),
    problems=("sending is paused",),
)


def samples(metrics: MetricsSink, status: Status | None = None) -> dict[tuple[str, frozenset[str]], float]:
    page = metrics.exposition(status).decode()
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_events_are_counted_by_name_and_by_what_matters() -> None:
    metrics = MetricsSink()
    metrics.emit(CommandRefused("unknown-recipient", 550, "192.0.2.1"))
    metrics.emit(CommandRefused("unknown-recipient", 550, "192.0.2.2"))
    metrics.emit(Settled(1, "example.com", "sent", 250))
    page = samples(metrics)
    assert page["mailgate_events_total", frozenset({"command_refused"})] == 2
    assert page["mailgate_commands_refused_total", frozenset({"550"})] == 2
    assert page["mailgate_settled_total", frozenset({"sent"})] == 1


def test_durations_are_seconds_and_lag_counts_the_wait() -> None:
    metrics = MetricsSink()
    metrics.emit(
        Processed(1, "<a@example.com>", "ticket", "EX-1", 0, "none", "pass", "full", 20.0, 50.0, 1950.0)
    )
    metrics.emit(Ticked(3, 250.0))
    metrics.emit(Received(1, "inject", 2048, "<a@example.com>"))
    page = samples(metrics)
    assert page["mailgate_read_seconds_sum", frozenset()] == pytest.approx(0.02)
    assert page["mailgate_processing_seconds_sum", frozenset()] == pytest.approx(0.05)
    assert page["mailgate_lag_seconds_sum", frozenset()] == pytest.approx(2.0)
    assert page["mailgate_tick_seconds_count", frozenset()] == 1
    assert page["mailgate_received_bytes_sum", frozenset()] == 2048


def test_no_stranger_makes_a_time_series() -> None:
    metrics = MetricsSink()
    for number in range(20):
        metrics.emit(LoginFailed(f"login{number}", f"192.0.2.{number}"))
        metrics.emit(Received(number, "inject", 1, f"<{number}@example.com>"))
        metrics.emit(Settled(number, f"host{number}.example.com", "sent", 250))
    page = metrics.exposition(None).decode()
    assert "login1" not in page
    assert "192.0.2" not in page
    assert "example.com" not in page


def test_labels_that_hold_strangers_words_after_all_cannot_fill_the_memory() -> None:
    metrics = MetricsSink()
    for number in range(1000):
        metrics.emit(ReaderKilled(f"reason {number}"))
    series = {
        labels: n for (name, labels), n in samples(metrics).items() if name == "mailgate_readers_killed_total"
    }
    assert len(series) == 101
    assert series[frozenset({"other"})] == 900


def test_gauges_show_the_status_of_the_moment() -> None:
    page = samples(MetricsSink(), STATUS)
    shown = {
        name: page[f"mailgate_{name}", frozenset()] for name in ("ready", "journal_waiting", "quarantine")
    }
    assert shown == {"ready": 1, "journal_waiting": 2, "quarantine": 1}
    assert page["mailgate_outbox_paused", frozenset()] == 1
    assert page["mailgate_timers_lag_seconds", frozenset()] == 0.25
    assert page["mailgate_store_up", frozenset()] == 1
    source = frozenset({"smtp:127.0.0.1:8025", "listening"})
    assert page["mailgate_source_last_ok_timestamp_seconds", source] == 1795424400


def test_a_store_that_is_away_leaves_counters_and_no_stale_gauge() -> None:
    metrics = MetricsSink()
    metrics.emit(Received(1, "inject", 1, "<a@example.com>"))
    assert ("mailgate_journal_waiting", frozenset()) in samples(metrics, STATUS)
    page = samples(metrics, None)
    assert page["mailgate_store_up", frozenset()] == 0
    assert page["mailgate_received_total", frozenset({"inject"})] == 1
    assert ("mailgate_journal_waiting", frozenset()) not in page


def test_two_services_in_one_process_count_apart() -> None:
    first, second = MetricsSink(), MetricsSink()
    first.emit(Received(1, "inject", 1, "<a@example.com>"))
    assert ("mailgate_received_total", frozenset({"inject"})) not in samples(second)
    assert not any(family.name.startswith("mailgate") for family in REGISTRY.collect())


@pytest.mark.parametrize("counted", COUNTED, ids=lambda counted: counted.metric)
def test_every_label_is_a_field_of_its_event(counted: Counted) -> None:
    assert set(counted.labels) <= {field.name for field in fields(counted.event)}


@pytest.mark.parametrize("measured", MEASURED, ids=lambda measured: measured.metric)
def test_every_measure_is_a_field_of_its_event(measured: Measured) -> None:
    assert set(measured.fields) <= {field.name for field in fields(measured.event)}
