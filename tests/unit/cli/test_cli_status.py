"""`status` says what the daemon says, and without one what the store says."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from mailgate.cli.status import look
from mailgate.operations.health import HealthServer, parse_address
from mailgate.operations.heartbeat import Heartbeats
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.status import SourceStatus, Status
from mailgate.operations.survey import Live, StoreSurvey, survey
from tests.unit.cli.working_desk import WorkingDesk

LISTENER = SourceStatus("smtp 127.0.0.1:8025", "listening")


async def asked(desk: WorkingDesk, live: Live) -> tuple[dict[str, Any], int]:
    """What `status` finds while a daemon with these facts answers."""
    source = StoreSurvey(desk.store, lambda: desk.settings, desk.clock, lambda: live, "9.9")
    health = HealthServer(MetricsSink(), source, Heartbeats(desk.clock), desk.clock)
    await health.start(parse_address(desk.settings.operator.health or ""))
    try:
        return await asyncio.to_thread(look, desk.settings)
    finally:
        await health.stop()


@pytest.mark.parametrize(("accepting", "code"), [(True, 0), (False, 1)])
async def test_the_running_daemon_is_asked(conversation: WorkingDesk, accepting: bool, code: int) -> None:
    shape, exit_code = await asked(conversation, Live(accepting, (LISTENER,)))
    assert (shape["ready"], shape["version"], exit_code) == (accepting, "9.9", code)
    assert shape["sources"][0]["name"] == LISTENER.name


async def test_the_store_answers_where_no_daemon_does(conversation: WorkingDesk) -> None:
    shape, code = await asyncio.to_thread(look, conversation.settings)
    assert (shape["ready"], shape["store"], code) == (False, "ok", 69)
    assert shape["journal"]["received"] == 5
    assert any("no daemon answers" in p for p in shape["problems"])


def test_a_store_that_is_not_there_is_a_status_too(conversation: WorkingDesk) -> None:
    conversation.store.close()
    conversation.database.unlink()
    result = conversation.run("status", "--json")
    shape = json.loads(result.stdout)
    assert (result.exit_code, shape["ready"], "there is no database" in shape["store"]) == (69, False, True)


def found(desk: WorkingDesk, live: Live = Live(accepting=True)) -> Status:  # noqa: B008 - frozen
    return desk.store.read_now(lambda tx: survey(tx, desk.settings, desk.clock.at, live, "1"))


def test_an_empty_store_has_no_problems(desk: WorkingDesk) -> None:
    status = found(desk)
    assert (status.ready, status.problems, status.journal.received) == (True, (), 0)


def test_the_survey_counts_what_waits_and_since_when(conversation: WorkingDesk) -> None:
    conversation.clock.at += timedelta(minutes=10)
    status = found(conversation)
    assert (status.journal.received, status.journal.processed, status.journal.waiting) == (5, 4, 1)
    assert status.journal.oldest_s == 600
    assert (status.outbox.waiting, status.outbox.paused, status.quarantine) == (5, False, 1)
    assert (status.timers.armed, status.timers.due) == (1, 0)


def test_imported_mail_does_not_make_the_journal_look_late(desk: WorkingDesk) -> None:
    desk.run(
        "inject",
        "--import",
        stdin=b"From: a@example.net\r\nDate: Mon, 02 Mar 2020 09:00:00 +0000\r\n\r\nhi\r\n",
    )
    status = found(desk)
    assert (status.journal.waiting, status.journal.oldest_s, status.problems) == (1, 0.0, ())


def test_what_an_operator_should_know_is_said_in_words(conversation: WorkingDesk) -> None:
    conversation.run("outbox", "pause", "moving house")
    conversation.clock.at += timedelta(days=3)
    outbound = conversation.settings.outbound.model_copy(update={"smarthosts": ()})
    conversation.settings = conversation.settings.model_copy(update={"outbound": outbound})
    problems = "\n".join(found(conversation, Live(False, problems=("the disk is full",))).problems)
    for words in (
        "the disk is full",
        "no smarthost",
        "moving house",
        "1 in quarantine",
        "72 h",
        "to be sent",
        "late",
    ):
        assert words in problems
