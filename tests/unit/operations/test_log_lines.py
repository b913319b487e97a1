import io
import json
import logging
import os
import threading
from typing import Any

import pytest

from mailgate.events import (
    CommandRefused,
    Event,
    LibraryWarned,
    Processed,
    Quarantined,
    Ready,
    Received,
    SendingPaused,
    Severity,
    Ticked,
)
from mailgate.operations.logs import Form, LibraryHandler, LogSink, writes_to_journal

RECEIVED = Received(7, "smtp:127.0.0.1:8025", 1234, "<a b@example.com>")


def line_of(event: Event, clock: Any, **options: Any) -> str:
    stream = io.StringIO()
    LogSink(clock, stream, **options).emit(event)
    return stream.getvalue()


def test_a_logfmt_line_has_time_severity_event_and_fields_in_order(clock: Any) -> None:
    assert line_of(RECEIVED, clock) == (
        "at=2026-11-23T09:00:00.123Z severity=info event=received journal_id=7 source=smtp:127.0.0.1:8025 "
        'size=1234 message_id="<a b@example.com>"\n'
    )


def test_a_json_line_holds_the_same(clock: Any) -> None:
    line = line_of(RECEIVED, clock, form=Form.JSON)
    assert line.count("\n") == 1
    assert list(json.loads(line).items()) == [
        ("at", "2026-11-23T09:00:00.123Z"),
        ("severity", "info"),
        ("event", "received"),
        ("journal_id", 7),
        ("source", "smtp:127.0.0.1:8025"),
        ("size", 1234),
        ("message_id", "<a b@example.com>"),
    ]


def test_the_story_of_a_mail_is_one_line(clock: Any) -> None:
    event = Processed(
        7, "<a@example.com>", "ticket", "EX-26-000001-K", 0, "none", "pass", "full", 1.23456, 7.0
    )
    told = json.loads(line_of(event, clock, form=Form.JSON))
    assert told["fate"] == "ticket"
    assert told["level"] == 0
    assert told["severity"] == "info"
    assert told["read_ms"] == 1.235


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize(
    "hostile",
    [
        "<a\nat=2026 severity=error event=forged@example.com>",
        "<a\r\n\x1b]0;title\x07\x1b[2J\x1b[31m@example.com>",
        "<a\x9b31m\x85\u2028\u2029@example.com>",
        "<a\ud800\udfff@example.com>",
        '<a" event=forged x="@example.com>',
        "<a\\@example.com>",
        "<a\u202egnp.exe\u200b@example.com>",
    ],
)
def test_no_stranger_can_begin_a_line_or_steer_a_terminal(hostile: str, form: Form, clock: Any) -> None:
    line = line_of(Received(7, "inject", 1, hostile), clock, form=form)
    assert line.endswith("\n")
    assert line[:-1].isprintable()
    assert line.encode("utf-8")
    if form is Form.JSON:
        assert json.loads(line)["event"] == "received"
    else:
        assert line.startswith("at=2026-11-23T09:00:00.123Z severity=info event=received journal_id=7")
        assert " event=forged x=" not in line.replace('\\" event', "")


def test_a_long_value_is_cut(clock: Any) -> None:
    told = json.loads(line_of(Received(7, "inject", 1, "x" * 5_000_000), clock, form=Form.JSON))
    assert told["message_id"] == "x" * 255 + "…"


def test_a_long_list_is_cut(clock: Any) -> None:
    told = json.loads(line_of(Ready(tuple("abcdefghijklmnopqrstuvwxyz"), 1.0), clock, form=Form.JSON))
    assert told["listeners"] == "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p"


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        (Severity.DEBUG, ["ticked", "command_refused", "sending_paused", "quarantined"]),
        (Severity.INFO, ["command_refused", "sending_paused", "quarantined"]),
        (Severity.WARNING, ["sending_paused", "quarantined"]),
        (Severity.ERROR, ["quarantined"]),
    ],
)
def test_only_what_is_severe_enough_is_written(least: Severity, expected: list[str], clock: Any) -> None:
    stream = io.StringIO()
    sink = LogSink(clock, stream, Form.JSON, least)
    for event in (Ticked(0, 1.0), CommandRefused("syntax", 500), SendingPaused(), Quarantined(1, "Bug")):
        sink.emit(event)
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == expected


@pytest.mark.parametrize(
    ("event", "prefix"),
    [(Ticked(0, 1.0), "<7>"), (RECEIVED, "<6>"), (SendingPaused(), "<4>"), (Quarantined(1, "Bug"), "<3>")],
)
def test_the_journal_learns_the_priority(event: Event, prefix: str, clock: Any) -> None:
    assert line_of(event, clock, least=Severity.DEBUG, journal=True).startswith(prefix + "at=")


def test_the_journal_is_recognised_by_device_and_inode() -> None:
    reading, writing = os.pipe()
    try:
        found = os.fstat(writing)
        assert writes_to_journal({"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}, writing)
        assert not writes_to_journal({"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino + 1}"}, writing)
        assert not writes_to_journal({}, writing)
    finally:
        os.close(reading)
        os.close(writing)


def test_a_full_disk_costs_lines_and_nothing_else(clock: Any) -> None:
    with open("/dev/full", "w", encoding="utf-8", buffering=1) as full:  # noqa: PTH123 - a device
        sink = LogSink(clock, full)
        sink.emit(RECEIVED)
        sink.emit(RECEIVED)
        assert sink.lost == 2
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())


def test_lines_of_several_threads_do_not_mix(clock: Any) -> None:
    stream = io.StringIO()
    sink = LogSink(clock, stream, Form.JSON)

    def write() -> None:
        for _ in range(50):
            sink.emit(RECEIVED)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [json.loads(line)["journal_id"] for line in stream.getvalue().splitlines()] == [7] * 200


def test_a_library_says_what_went_wrong_but_not_with_whom(heard: Any) -> None:
    logger = logging.Logger("aiosmtpd")  # noqa: LOG001 - apart from the process's loggers
    logger.addHandler(LibraryHandler(heard))
    logger.info("%s connected", "anna@example.com")
    error = ValueError("secret of anna@example.com")
    told = (ValueError, error, None)
    logger.error("Session of %r failed\nanna@example.com", "anna@example.com", exc_info=told)
    assert heard.events == [LibraryWarned("aiosmtpd", "Session of %r failed", "ValueError")]
