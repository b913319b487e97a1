"""What could a letter have to say? Facts for every kind, with which a template is tried out before it is needed.

Each kind has two: one in which everything is there, and one in which whatever may be absent is absent. A template that
stumbles over either would have failed on the day when somebody waited for that letter.
"""

from collections.abc import Collection, Container, Mapping

from mailgate.errors import Fault
from mailgate.letters.book import LetterBook
from mailgate.model.decision import LetterKind

Facts = dict[str, object]  # never changed; a plain Mapping has no `|`

_BASE: Facts = {
    "reference": "EX-26-000001-W", "separator": "-- separator --", "seal": "-- seal --", "desk": "Example Support",
}  # fmt: skip
_EARLIER: Facts = {
    "who": "Kim",
    "at": "today at 09:00 CET",
    "text": "It smokes.\n",
    "lines": ["It smokes.", ""],
}
_FORMER: Facts = {
    "reference": "EX-25-000001-K", "status": "closed", "at": "Monday 3 February 2025", "subject": "Paper",
}  # fmt: skip
_BY = "today at 15:00 CET"
_DONE: Facts = {"ok": True, "text": "#solve", "reason": ""}
_FAILED: Facts = {"ok": False, "text": "#slove", "reason": "no command of this desk; did you mean #solve?"}
_DUE: tuple[Facts, ...] = tuple(
    {"kind": kind, "by": _BY, "missed": kind == "first_response"}
    for kind in ("first_response", "next_reply", "update", "resolution", "set")
)
_SECTION: Facts = {"title": "Due today", "lines": ["EX-26-000001-W  Printer"]}
_ITEM: Facts = {
    "reference": "EX-26-000001-W", "subject": "Printer", "status": "new", "priority": "high", "customer": "Kim",
    "assignee": "Anna", "lines": ["The first answer is due today at 15:00 CET (80 %)."],
}  # fmt: skip
_BARE_ITEM: Facts = _ITEM | {"subject": "(no subject)", "customer": "", "assignee": None}

FULL: Mapping[LetterKind, Facts] = {
    LetterKind.ACK: _BASE
    | {
        "subject": "Printer", "customer": "Kim", "follows": "EX-25-000001-K", "closed_until": _BY, "by": _BY, "firm": False,
        "closed": "25–29 March", "holiday": "Easter", "urgent": "+45 12 34 56 78",
        "links": ("https://help.example.com/printers",),
    },
    LetterKind.ACK_MINIMAL: _BASE | {"by": _BY, "firm": False, "links": ("https://help.example.com/printers",)},
    LetterKind.NOTIFICATION: _BASE
    | {
        "subject": "Printer", "means": "reply", "receivers": ["Kim (kim@example.org)"], "what": "A new ticket.",
        "text": "It smokes.\n", "inside": True, "empty": False, "customer": "Kim", "address": "kim@example.org",
        "organisation": "Example Ltd", "verified": True, "attachments": ["plan.pdf (12 KiB)"], "unlisted": 1, "folded": 2,
        "status": "new", "priority": "normal", "category": "hardware", "tags": ("fire",), "team": "support",
        "assignee": "Anna", "deadlines": _DUE, "by": _BY, "remarks": ["one"],
        "former": [_FORMER], "notes": [_EARLIER], "history": [_EARLIER],
    },
    LetterKind.REPLY: _BASE
    | {"subject": "Printer", "text": "Off.\n", "signature": "Anna", "agent": "Anna", "history": [_EARLIER]},
    LetterKind.HELD: _BASE
    | {
        "agent": "Anna", "ticket": True, "questions": ["another agent answered"], "lines": [_DONE, _FAILED], "asks": True,
        "remedy": "Send it again.", "newer": _EARLIER, "text": "Off.\n",
    },
    LetterKind.CONFIRM: _BASE | {"agent": "Anna", "until": _BY, "text": "Off.\n"},
    LetterKind.RECEIPT: _BASE
    | {
        "agent": "Anna", "title": "Done", "lines": [_DONE], "opened": ("EX-26-000002-K",), "leaves": _BY, "newer": _EARLIER,
        "sections": [_SECTION],
    },
    LetterKind.PREVIEW: _BASE
    | {
        "agent": "Anna", "to": "Kim", "letter_subject": "Re: Printer", "letter_text": "Off.\n",
        "files": ["plan.pdf (12 KiB)"],
    },
    LetterKind.DIGEST: _BASE | {"agent": "Anna", "title": "1 due today", "sections": [_SECTION]},
    LetterKind.ALERT: _BASE | {"agent": "Anna", "what": "A mail came.", "done": "It was filed.", "text": "Off.\n"},
    LetterKind.ALARM: _BASE
    | {
        "title": "Mail does not leave", "place": "desk-1", "over": True, "what": "3 mails wait", "since": _BY, "until": _BY,
        "why": "the account is configured no more", "meaning": "Nobody gets them.", "remedy": "Run `mailgate doctor`.",
    },
    LetterKind.OPERATOR_DIGEST: _BASE | {"title": "2 alarms", "since": _BY, "sections": [_SECTION]},
    LetterKind.WORD: _BASE | {"subject": "Printer", "customer": "Kim", "word": "status",
                                "status": "open", "by": _BY, "firm": False},
    LetterKind.CORRECTION: _BASE | {"subject": "Printer", "customer": "Kim", "by": _BY, "firm": False},
    LetterKind.UNDELIVERED: _BASE | {"agent": "Anna", "who": "kim@example.org", "detail": "550 5.1.1 gone", "final": True},
    LetterKind.FORWARD: _BASE
    | {
        "subject": "Printer", "sender": "Kim (kim@example.org)", "receivers": "support@example.com", "text": "It smokes.\n",
        "attachments": ["plan.pdf (12 KiB)"], "unlisted": 1, "folded": 0,
    },
    LetterKind.OWN: _BASE | {"subject": "Printer", "customer": "Kim", "verified": True},
    LetterKind.REMINDERS: _BASE | {"agent": "Anna", "title": "Deadlines of 2 tickets", "items": [_ITEM, _ITEM]},
    LetterKind.REMIND: _BASE | {"customer": "Kim", "by": None},
    LetterKind.CLOSING: _BASE | {"customer": "Kim", "by": "Monday 7 December"},
    LetterKind.PROGRESS: _BASE | {"customer": "Kim", "by": _BY},
}  # fmt: skip

BARE: Mapping[LetterKind, Facts] = {
    LetterKind.ACK: _BASE
    | {
        "subject": "(no subject)", "customer": "", "follows": None, "closed_until": None, "by": None, "firm": True,
        "closed": "", "holiday": "", "urgent": "", "links": (),
    },
    LetterKind.ACK_MINIMAL: _BASE | {"by": None, "firm": True, "links": ()},
    LetterKind.NOTIFICATION: _BASE
    | {
        "subject": "(no subject)", "means": "reply", "receivers": [], "what": "A new ticket.", "text": "", "inside": False,
        "empty": True, "customer": "", "address": "", "organisation": None, "verified": False, "attachments": [],
        "unlisted": 0, "folded": 0, "status": "new", "priority": "normal", "category": None, "tags": (), "team": "",
        "assignee": None, "deadlines": (), "by": None, "remarks": [], "former": [], "notes": (), "history": [],
    },
    LetterKind.REPLY: _BASE
    | {"subject": "(no subject)", "text": "Off.", "signature": None, "agent": "Anna", "history": []},
    LetterKind.HELD: _BASE
    | {
        "agent": "Anna", "ticket": False, "questions": ["nobody vouches"],
        "lines": [], "asks": False, "remedy": "", "newer": None, "text": "",
    },
    LetterKind.CONFIRM: _BASE | {"agent": "Anna", "until": _BY, "text": ""},
    LetterKind.RECEIPT: _BASE
    | {"agent": "Anna", "title": "Done", "lines": [], "opened": (), "leaves": None, "newer": None, "sections": []},
    LetterKind.PREVIEW: _BASE | {"agent": "Anna", "to": "", "letter_subject": "", "letter_text": "", "files": []},
    LetterKind.DIGEST: _BASE | {"agent": "Anna", "title": "nothing", "sections": []},
    LetterKind.ALERT: _BASE | {"agent": "Anna", "what": "A mail came.", "done": "It was filed.", "text": ""},
    LetterKind.ALARM: _BASE
    | {
        "title": "No mail comes in", "place": "", "over": False, "what": "none since Monday", "since": _BY, "until": None,
        "why": "", "meaning": "It does not reach us.", "remedy": "Write one.",
    },
    LetterKind.OPERATOR_DIGEST: _BASE | {"title": "all is well", "since": _BY, "sections": []},
    LetterKind.WORD: _BASE | {"subject": "(no subject)", "customer": "", "word": "mute",
                                "status": "open", "by": None, "firm": True},
    LetterKind.CORRECTION: _BASE | {"subject": "(no subject)", "customer": "", "by": _BY, "firm": True},
    LetterKind.UNDELIVERED: _BASE | {"agent": "Anna", "who": "kim@example.org", "detail": "later", "final": False},
    LetterKind.FORWARD: _BASE
    | {
        "subject": "(no subject)", "sender": "", "receivers": "", "text": "", "attachments": [], "unlisted": 0, "folded": 0,
    },
    LetterKind.OWN: _BASE | {"subject": "", "customer": "", "verified": False},
    LetterKind.REMINDERS: _BASE | {"agent": "", "title": "Deadlines of 1 ticket", "items": [_BARE_ITEM]},
    LetterKind.REMIND: _BASE | {"customer": "", "by": None},
    LetterKind.CLOSING: _BASE | {"customer": "", "by": "Monday 7 December"},
    LetterKind.PROGRESS: _BASE | {"customer": "", "by": None},
}  # fmt: skip


def faults(
    book: LetterBook, own: Collection[str] = (), mailboxes: Container[str] | None = None
) -> list[Fault]:
    """Every fault of every template, each once: broken ones, unknown facts, files that no letter reads.

    `own` are the letters of the operator that rules send, `mailboxes` the folders that may hold letters of one mailbox.
    """
    found = (fault for samples in (FULL, BARE) for fault in book.faults(samples, own, mailboxes))
    return list(dict.fromkeys(found))
