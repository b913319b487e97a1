"""How does an answer reach the reader? JSON for programs, tables and lines that fit a terminal for people.

Facts. JSON is written in ASCII: every character that could command a terminal is escaped and yet exact. Everything
else that a stranger may have written passes through `printable`. Rich takes a tenth of a second to import, so only
a command that prints a table pays for it.
"""

import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from mailgate.operations.printable import printable

_LONGEST_LINE = 2_000  # characters of one line of a mail's text
_SHORT = 14  # cells up to here, such as references and dates, are never broken
_READABLE = 12  # no column gets narrower than this


def rfc3339(instant: datetime | None) -> str | None:
    """The instant in UTC as RFC 3339 writes it; None stays None."""
    if instant is None:
        return None
    digits = "milliseconds" if instant.microsecond else "seconds"
    return instant.astimezone(UTC).isoformat(timespec=digits).replace("+00:00", "Z")


def moment(instant: datetime | None) -> str:
    """The instant for people, in UTC; a dash for none."""
    return "-" if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def shown(written: str) -> str:
    """An instant of a shape for people."""
    return written.replace("T", " ", 1)


def emit(value: object) -> None:
    """One JSON value on one line."""
    print(json.dumps(value))


def emit_array(values: Iterable[object]) -> None:
    """A JSON array written as its elements come, one a line, so that a long one is never held in memory."""
    opening = "["
    for value in values:
        print(f"{opening}{json.dumps(value)}", end="")
        opening = ",\n"
    print("]" if opening != "[" else "[]")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Rows that fit the terminal, long cells wrapped; `empty` is said when there are none."""
    found = [[_cell(value) for value in row] for row in rows]
    if not found:
        print(empty)
        return
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - see above
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading, column in zip(headings, zip(*found, strict=True), strict=True):
        longest = max(map(len, column))
        grid.add_column(
            heading, overflow="fold", no_wrap=longest <= _SHORT, min_width=min(longest, _READABLE)
        )
    for row in found:
        grid.add_row(*(Text(cell) for cell in row))  # Text: brackets in a subject are no markup
    Console(highlight=False).print(grid)


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Named values one below the other; those that are None or empty are left out."""
    shown = [(name, _cell(value)) for name, value in pairs if value is not None and value not in ("", ())]
    wide = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        label = f"{name + ':':<{wide + 2}}"
        print(*(wrapped(value, label) or [label.rstrip()]), sep="\n")


def lines_of(text: str) -> Iterator[str]:
    """A mail's text line by line, each safe for a terminal."""
    return (printable(line, _LONGEST_LINE) for line in text.splitlines())


def wrapped(text: str, first: str) -> list[str]:
    """One paragraph in the width of the terminal, hanging under `first`; long words stay whole."""
    return textwrap.wrap(
        text,
        width=max(40, shutil.get_terminal_size().columns),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return "-" if value is None or value == "" else printable(str(value), 500)
