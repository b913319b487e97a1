"""Which lines can the log hold? The answer is docs/log-events.md, written from the events themselves.

`python -m mailgate.operations.log_document > docs/log-events.md` writes it anew.
"""

import sys
from dataclasses import fields

from mailgate.events import Event, vocabulary

_HEAD = """\
# Log events

One line per happening, on standard output, as logfmt (default) or JSON. Every line begins with `at` (RFC
3339, UTC), `severity` and `event`; the fields below follow in this order. Names are stable: a program may
rely on them. Durations end in their unit (`_ms`, `_s`), sizes in `_bytes`. Text is stripped of terminal
escapes and control characters and cut at 256 characters. No line holds a subject, a body, a secret or the
address of a customer.

This file is written by `python -m mailgate.operations.log_document`; a test compares it with
`mailgate/events/`.

| event | severity | fields | meaning |
|---|---|---|---|
"""


def log_document() -> str:
    """The text of docs/log-events.md."""
    return _HEAD + "".join(_row(event) for event in vocabulary())


def _row(event: type[Event]) -> str:
    names = ", ".join(f"`{field.name}`" for field in fields(event)) or "–"
    return f"| `{event.name()}` | {event.severity} | {names} | {event.meaning()} |\n"


if __name__ == "__main__":
    sys.stdout.write(log_document())
