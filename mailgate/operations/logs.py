"""How does an event become a line? One each, JSON or logfmt, nothing that could hurt a terminal.

    at=2026-11-22T09:00:00.123Z severity=info event=received journal_id=7 source=smtp:127.0.0.1:8025 …

structlog is used without its global configuration: the sink owns its processors and its stream.
"""

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from structlog import BoundLogger, WriteLogger, wrap_logger
from structlog.processors import JSONRenderer, LogfmtRenderer
from structlog.typing import EventDict, Processor, WrappedLogger

from mailgate.clock import Clock
from mailgate.events import Event, EventSink, LibraryWarned, Severity
from mailgate.operations.printable import printable

_ORDER = tuple(Severity)
_LONGEST_LIST = 16  # elements printed of a field that is a list

# sd-daemon(3): a line that starts with <N> gets that priority in the journal.
_JOURNAL_PRIORITY = {Severity.DEBUG: 7, Severity.INFO: 6, Severity.WARNING: 4, Severity.ERROR: 3}


class Form(StrEnum):
    """How a line is written."""

    LOGFMT = "logfmt"
    JSON = "json"


class LogSink:
    """Writes each event of at least `least` severity as one line to a text stream.

    A stream that cannot be written (full disk, closed pipe) never stops the mail: the line is dropped and
    counted in `lost`. Safe on any thread.
    """

    def __init__(
        self,
        clock: Clock,
        stream: TextIO,
        form: Form = Form.LOGFMT,
        least: Severity = Severity.INFO,
        *,
        journal: bool = False,
    ) -> None:
        self.lost = 0
        self._clock = clock
        self._least = _ORDER.index(least)
        self._logger: BoundLogger = wrap_logger(
            WriteLogger(stream),
            processors=_processors(form, journal=journal),
            wrapper_class=BoundLogger,
            context_class=dict,
        ).bind()

    def emit(self, event: Event) -> None:
        if _ORDER.index(event.severity) < self._least:
            return
        head = {"at": _instant(self._clock.now()), "severity": event.severity.value}
        try:
            self._logger.info(event.name(), **head, **_plain_values(event))
        except OSError:
            self.lost += 1


class LibraryHandler(logging.Handler):
    """Turns what libraries log at WARNING and above into events, without the data in their messages.

    Only the constant text before formatting is kept, its first line: arguments and exception texts may
    quote a mail, an address or a password.
    """

    def __init__(self, sink: EventSink) -> None:
        super().__init__(logging.WARNING)
        self._sink = sink

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        text = str(record.msg).partition("\n")[0]
        self._sink.emit(LibraryWarned(record.name, text, error.__name__ if error else ""))


def writes_to_journal(environ: Mapping[str, str], fileno: int) -> bool:
    """Whether this descriptor is the journal's stream, as systemd.exec(5) says of JOURNAL_STREAM."""
    found = os.fstat(fileno)
    return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def _processors(form: Form, *, journal: bool) -> list[Processor]:
    renderer: Processor = JSONRenderer(ensure_ascii=False)
    if form is Form.LOGFMT:
        renderer = LogfmtRenderer(key_order=["at", "severity", "event"], bool_as_flag=False)

    def with_priority(logger: WrappedLogger, method: str, line: EventDict) -> str:
        priority = _JOURNAL_PRIORITY[Severity(line["severity"])]
        return f"<{priority}>{renderer(logger, method, line)!s}"

    return [_event_third, with_priority if journal else renderer]


def _event_third(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """JSON keeps the order of insertion; structlog puts the event last."""
    ordered = {key: line.pop(key) for key in ("at", "severity", "event")}
    return {**ordered, **line}


def _plain_values(event: Event) -> dict[str, object]:
    return {name: _plain(value) for name, value in event.values().items()}


def _plain(value: object) -> object:
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, tuple):
        return ",".join(printable(str(each)) for each in value[:_LONGEST_LIST])
    return printable(str(value))


def _instant(now: datetime) -> str:
    """RFC 3339, UTC, milliseconds."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
