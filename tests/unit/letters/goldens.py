"""The golden letters: every kind that customers get, and two that agents get, in the cases where languages differ.

`python -m tests.unit.letters.goldens` writes the files anew; then read them, as a native reader would, before they are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mailgate.agents.seals import SEAL_MARK
from mailgate.config.starter import starter_templates
from mailgate.letters import holidays
from mailgate.letters.book import LetterBook, Words
from mailgate.letters.times import by, day, span
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.model.decision import LetterKind, Precision

FOLDER = Path(__file__).parent / "golden"
LANGUAGES = ("da", "nb", "sv", "de", "pl", "en")
ZONE = "Europe/Copenhagen"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, 09:00
EVE = datetime(2027, 3, 24, 19, 0, tzinfo=UTC)  # the evening before Maundy Thursday
BASE: dict[str, object] = {
    "reference": "EX-26-000042-K", "desk": "Example Support", "separator": SEPARATOR_MARK, "seal": SEAL_MARK,
    "subject": "Printer",
}  # fmt: skip
ACK: dict[str, object] = {"customer": "Kim Holm", "follows": None, "closed_until": None, "by": None}


@dataclass(frozen=True)
class Case:
    """One letter, and what it shows of a language."""

    name: str
    kind: LetterKind
    facts: dict[str, object]


def at(text: str, now: datetime = NOW, precision: Precision = Precision.TIME, zone: str = ZONE) -> str:
    return by(datetime.fromisoformat(text), now, zone, precision=precision)


def _day(text: str) -> str:
    return day(datetime.fromisoformat(text), NOW, ZONE)


def cases(language: str) -> list[Case]:
    """All of them; spans and names of holidays are made for one language."""
    easter = (date(2027, 3, 25), date(2027, 3, 29))
    closed: dict[str, object] = {
        "closed": span(*easter, language), "holiday": holidays.called(("Easter",), language),
        "closed_until": at("2027-03-30T08:00+02:00", EVE), "by": at("2027-03-31T12:00+02:00", EVE),
    }  # fmt: skip
    may = {
        "closed": span(date(2027, 5, 6), date(2027, 5, 6), language),
        "holiday": holidays.called(("Ascension Day",), language),
    }
    ascension = datetime(2027, 5, 6, 7, tzinfo=UTC)
    earlier: list[dict[str, object]] = [
        {"who": "Anna Berg", "at": at("2026-11-18T14:05+01:00"), "text": "Off?\n", "lines": ["Off?"]}
    ]
    links = ("https://example.com/help/printer",)
    return [
        Case("today, a link, urgent", LetterKind.ACK, ACK | {"by": at("2026-11-23T13:00+01:00"), "links": links,
            "urgent": "+45 12 34 56 78"}),
        Case("weekday", LetterKind.ACK, ACK | {"by": at("2026-11-30T12:00+01:00"), "follows": "EX-25-000007-A"}),
        Case("date of next year, usually", LetterKind.ACK, ACK | {"by": at("2027-01-05T12:00+01:00",
            precision=Precision.DAY), "firm": False}),
        Case("a Wednesday", LetterKind.ACK, ACK | {"by": at("2026-12-02T09:30+01:00", precision=Precision.DAY)}),
        Case("another zone", LetterKind.ACK, ACK | {"by": at("2026-11-24T09:30+00:00", zone="Europe/London")}),
        Case("no time, no name", LetterKind.ACK, ACK | {"customer": ""}),
        Case("out of hours", LetterKind.ACK, ACK | {"closed_until": at("2026-11-24T08:00+01:00"),
            "by": at("2026-11-24T12:00+01:00")}),
        Case("Easter", LetterKind.ACK, ACK | closed),
        Case("one day", LetterKind.ACK, ACK | may | {"closed_until": at("2027-05-07T08:00+02:00", ascension)}),
        Case("minimal", LetterKind.ACK_MINIMAL, {"by": at("2026-12-01T16:00+01:00", precision=Precision.DAY)}),
        Case("minimal, a link, usually", LetterKind.ACK_MINIMAL, {"by": at("2026-12-01T16:00+01:00"), "firm": False,
            "links": links}),
        *(Case(f"word: {s}", LetterKind.WORD, {"customer": "Kim Holm", "word": "status", "status": s, "by": None})
          for s in ("new", "waiting", "postponed", "solved", "closed")),
        Case("word: open", LetterKind.WORD, {"customer": "", "word": "status", "status": "open",
            "by": at("2026-11-24T10:00+01:00")}),
        *(Case(f"word: {w}", LetterKind.WORD, {"customer": "Kim Holm", "word": w, "status": "open", "by": None})
          for w in ("close", "reopen", "mute")),
        Case("we wait", LetterKind.REMIND, {"customer": "Kim Holm", "by": None}),
        Case("closed on a day", LetterKind.CLOSING, {"customer": "Kim Holm", "by": _day("2026-12-07T12:00+01:00")}),
        Case("closed on a Tuesday of next year, no name", LetterKind.CLOSING, {"customer": "",
            "by": _day("2027-01-05T12:00+01:00")}),
        Case("a sign of life", LetterKind.PROGRESS, {"customer": "Kim Holm", "by": at("2026-11-24T10:00+01:00")}),
        Case("a sign of life, no time", LetterKind.PROGRESS, {"customer": "Kim Holm", "by": None}),
        Case("later than we said, as it stands", LetterKind.CORRECTION, {"customer": "Kim Holm", "firm": False,
            "by": at("2026-11-25T16:00+01:00", precision=Precision.DAY)}),
        Case("later than we said, by tomorrow", LetterKind.CORRECTION, {"customer": "Kim Holm", "firm": False,
            "by": at("2026-11-24T16:00+01:00", precision=Precision.DAY)}),
        Case("later than we said, promised", LetterKind.CORRECTION, {"customer": "Kim Holm", "firm": True,
            "by": at("2026-11-25T16:00+01:00")}),
        Case("reply", LetterKind.REPLY, {"text": "On.", "signature": "Anna Berg", "agent": "Anna Berg", "history": earlier}),
        Case("notification", LetterKind.NOTIFICATION, _notification(earlier)),
        Case("held", LetterKind.HELD, _held()),
    ]  # fmt: skip


def _notification(history: list[dict[str, object]]) -> dict[str, object]:
    due = [{"kind": "first_response", "by": at("2026-11-30T12:00+01:00"), "missed": False},
           {"kind": "resolution", "by": at("2026-11-20T12:00+01:00"), "missed": True}]  # fmt: skip
    former = {
        "reference": "EX-25-000007-A",
        "status": "closed",
        "at": day(datetime(2025, 2, 3, tzinfo=UTC), NOW, ZONE),
        "subject": "Paper",
    }
    return {
        "means": "reply", "receivers": ["Kim Holm (kim@example.org)", "bo@example.org"], "what": "The customer wrote:",
        "text": "Smoke.\n", "inside": False, "empty": False, "customer": "Kim Holm", "address": "kim@example.org",
        "organisation": None, "verified": False, "attachments": ["a.pdf (1 KiB)"], "unlisted": 2, "folded": 1,
            "status": "open",
        "priority": "high", "category": None, "tags": (), "team": "", "assignee": None, "deadlines": due, "by": None,
        "remarks": ["Bo Lund is on it"], "former": [former], "notes": [{**history[0], "text": "Paid.\n"}],
            "history": history,
    }  # fmt: skip


def _held() -> dict[str, object]:
    lines = [{"ok": False, "text": "#slove", "reason": "there is no such command; did you mean #solve?"}]
    return {
        "agent": "Anna Berg", "ticket": True, "questions": ["Bo Lund has solved the ticket since"], "lines": lines,
        "asks": True, "remedy": "", "newer": None, "text": "Off.\n",
    }  # fmt: skip


def letters(language: str) -> Iterator[tuple[Case, Words]]:
    """Every case, rendered."""
    book = LetterBook(starter_templates())
    for case in cases(language):
        yield case, book.render(case.kind, language, BASE | case.facts)


def golden(language: str) -> str:
    """All letters of a language in one text, as the file holds it."""
    parts = [f"=== {c.kind.value}: {c.name}\nSubject: {w.subject}\n\n{w.text}" for c, w in letters(language)]
    return "\n".join(parts)


if __name__ == "__main__":
    for code in LANGUAGES:
        (FOLDER / f"{code}.txt").write_text(golden(code), encoding="utf-8")
