"""What could a letter have to say? Facts for every kind, with which a template is tried out before it is needed.

Each kind has two: one in which everything is there, and one in which whatever may be absent is absent. A template that
stumbles over either would have failed on the day when somebody waited for that letter.
"""

from collections.abc import Mapping

from mailgate.errors import Fault
from mailgate.letters.book import LetterBook
from mailgate.model.decision import LetterKind

Facts = dict[str, object]  # never changed; a plain Mapping has no `|`

_BASE: Facts = {"reference": "EX-26-000001-W", "separator": "-- separator --", "desk": "Example Support"}
_EARLIER: Facts = {
    "who": "Kim",
    "at": "today at 09:00 CET",
    "text": "It smokes.\n",
    "lines": ["It smokes.", ""],
}
_BY = "today at 15:00 CET"

FULL: Mapping[LetterKind, Facts] = {
    LetterKind.ACK: _BASE
    | {"subject": "Printer", "customer": "Kim", "follows": "EX-25-000001-K", "closed_until": _BY, "by": _BY},
    LetterKind.ACK_MINIMAL: _BASE | {"by": _BY},
    LetterKind.NOTIFICATION: _BASE
    | {
        "subject": "Printer", "means": "reply", "what": "A new ticket.", "text": "It smokes.\n", "customer": "Kim",
        "address": "kim@example.org", "verified": True, "attachments": ["plan.pdf (12 KiB)"], "status": "new",
        "priority": "normal", "team": "support", "assignee": "Anna", "by": _BY, "remarks": ["one"], "history": [_EARLIER],
    },
    LetterKind.REPLY: _BASE
    | {"subject": "Printer", "text": "Off.\n", "signature": "Anna", "agent": "Anna", "history": [_EARLIER]},
    LetterKind.HELD: _BASE | {"agent": "Anna", "reason": "nobody vouches", "remedy": "Send it again.", "text": "Off.\n"},
    LetterKind.UNDELIVERED: _BASE | {"agent": "Anna", "who": "kim@example.org", "detail": "550 5.1.1 gone", "final": True},
}  # fmt: skip

BARE: Mapping[LetterKind, Facts] = {
    LetterKind.ACK: _BASE
    | {"subject": "(no subject)", "customer": "", "follows": None, "closed_until": None, "by": None},
    LetterKind.ACK_MINIMAL: _BASE | {"by": None},
    LetterKind.NOTIFICATION: _BASE
    | {
        "subject": "(no subject)", "means": "note", "what": "A new ticket.", "text": "", "customer": "", "address": "",
        "verified": False, "attachments": [], "status": "new", "priority": "normal", "team": "", "assignee": None,
        "by": None, "remarks": [], "history": [],
    },
    LetterKind.REPLY: _BASE
    | {"subject": "(no subject)", "text": "Off.", "signature": None, "agent": "Anna", "history": []},
    LetterKind.HELD: _BASE | {"agent": "Anna", "reason": "nobody vouches", "remedy": "", "text": ""},
    LetterKind.UNDELIVERED: _BASE | {"agent": "Anna", "who": "kim@example.org", "detail": "later", "final": False},
}  # fmt: skip


def faults(book: LetterBook) -> list[Fault]:
    """Every fault of every template, each once: broken ones, unknown facts, files that no letter reads."""
    return list(dict.fromkeys(fault for samples in (FULL, BARE) for fault in book.faults(samples)))
