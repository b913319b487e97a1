"""Every letter in every case, as a person reads it; and what a template cannot do."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.seals import SEAL_MARK
from mailgate.errors import ConfigError
from mailgate.letters import samples
from mailgate.letters.book import MAX_TEXT, LetterBook, Words
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.model.decision import LetterKind

SHIPPED = Path(__file__).parents[3] / "config" / "templates"
BOOK = LetterBook(SHIPPED)
Facts = dict[str, object]
BASE: Facts = {
    "reference": "EX-26-000001-K", "desk": "Example Support", "separator": SEPARATOR_MARK, "seal": SEAL_MARK,
}  # fmt: skip
HISTORY: list[dict[str, object]] = [
    {"who": "Anna Berg", "at": "Monday 23 November at 12:00 CET", "text": "Off?\n", "lines": ["Off?"]},
    {
        "who": "Mette",
        "at": "Monday 23 November at 09:00 CET",
        "text": "It burns.\n\nHelp!",
        "lines": ["It burns.", "", "Help!"],
    },
]
NOTICE: Facts = {
    "subject": "Printer", "means": "reply", "receivers": ["Mette Hansen (mette@example.org)"], "customer": "Mette Hansen",
    "address": "mette@example.org", "organisation": None, "verified": True, "what": "A new ticket.", "inside": False,
    "text": "It burns.\n\nHelp!\n", "empty": False, "attachments": [], "unlisted": 0, "folded": 0, "status": "new",
    "priority": "normal", "category": None, "tags": (), "team": "support", "assignee": None, "deadlines": (), "by": None,
    "remarks": [], "former": (), "notes": (), "history": [],
}  # fmt: skip
FORMER: Facts = {
    "reference": "EX-25-000001-A", "status": "closed", "at": "Monday 3 February 2025", "subject": "Paper",
}  # fmt: skip
DUE: Facts = {"kind": "first_response", "by": "today at 15:00 CET", "missed": False}
NOTES = [
    {
        "who": "Bo Lund",
        "at": "today at 08:00 CET",
        "text": "They have not paid.\n",
        "lines": ["They have not paid."],
    }
]
ACK: Facts = {"subject": "Printer", "customer": "Mette", "follows": None, "closed_until": None, "by": None}
REPLY: Facts = {"subject": "Printer", "text": "Off.", "signature": None, "agent": "Anna", "history": []}
HELD: Facts = {
    "agent": "Anna", "ticket": True, "questions": ["it holds no text of its own"], "lines": [], "asks": True, "remedy": "",
    "newer": None, "text": "",
}  # fmt: skip
RECEIPT: Facts = {
    "agent": "Anna", "title": "Done", "lines": [], "opened": (), "leaves": None, "newer": None, "sections": [],
}  # fmt: skip
SAMPLES: dict[LetterKind, Facts] = {kind: dict(facts) for kind, facts in samples.BARE.items()} | {
    LetterKind.ACK: ACK,
    LetterKind.ACK_MINIMAL: {"by": None},
    LetterKind.NOTIFICATION: NOTICE,
    LetterKind.REPLY: REPLY,
    LetterKind.HELD: HELD,
    LetterKind.RECEIPT: RECEIPT,
    LetterKind.UNDELIVERED: {"agent": "Anna", "who": "kim@example.org", "detail": "550 gone", "final": True},
    LetterKind.PREVIEW: {
        "agent": "Anna",
        "to": "Kim",
        "letter_subject": "Re: Printer",
        "letter_text": "Off.\n",
        "files": ["plan.pdf (12 KiB)"],
    },
}
SAMPLES = {kind: facts | BASE for kind, facts in SAMPLES.items()}
SECTION: Facts = {"title": "Due today: 1", "lines": ["EX-26-000001-K  open  Printer"]}
LINES = [
    {"ok": True, "text": "#solve", "reason": ""},
    {"ok": False, "text": "#slove", "reason": "no such command"},
]
CASES: list[tuple[LetterKind, Facts]] = [
    (LetterKind.ACK, {}),
    (LetterKind.ACK, {"customer": "", "by": "today at 15:00 CET"}),
    (LetterKind.ACK, {"closed_until": "tomorrow at 08:00 CET"}),
    (LetterKind.ACK, {"closed_until": "tomorrow at 08:00 CET", "by": "tomorrow at 12:00 CET", "follows": "EX-25-000001-A"}),
    (LetterKind.ACK_MINIMAL, {}),
    (LetterKind.ACK_MINIMAL, {"by": "today at 15:00 CET"}),
    (LetterKind.NOTIFICATION, {}),
    (LetterKind.NOTIFICATION, {"text": "", "team": "", "address": ""}),
    (LetterKind.NOTIFICATION, {"means": "note", "verified": False, "assignee": "Anna Berg", "remarks": ["one", "two"]}),
    (LetterKind.NOTIFICATION, {"deadlines": [DUE], "attachments": ["a (1 KiB)", "b (2 KiB)"], "history": HISTORY}),
    (LetterKind.NOTIFICATION, {"unlisted": 3, "attachments": ["a (1 KiB)"], "folded": 2, "former": [FORMER, FORMER]}),
    (LetterKind.NOTIFICATION, {"category": "fire", "tags": ("a", "b"), "organisation": "Example Ltd", "notes": NOTES}),
    (LetterKind.NOTIFICATION, {"text": "", "empty": True, "receivers": []}),
    (LetterKind.NOTIFICATION, {"text": "", "what": "Bo gave this ticket to you.", "customer": "", "address": ""}),
    (LetterKind.NOTIFICATION, {"means": "note", "inside": True}),
    (LetterKind.NOTIFICATION, {"receivers": ["Mette (m@example.org)", "Bo (b@example.org)", "Ib (i@example.org)"]}),
    (LetterKind.REPLY, {}),
    (LetterKind.REPLY, {"signature": "Anna Berg\nExample Support", "history": HISTORY}),
    (LetterKind.REPLY, {"history": HISTORY}),
    (LetterKind.UNDELIVERED, {}),
    (LetterKind.UNDELIVERED, {"final": False}),
    (LetterKind.HELD, {}),
    (LetterKind.HELD, {"remedy": "Send it again.", "text": "My words.\n"}),
    (LetterKind.HELD, {"ticket": False, "asks": False}),
    (LetterKind.HELD, {"asks": False, "remedy": "Send it again.", "lines": LINES, "newer": HISTORY[1], "text": "My."}),
    (LetterKind.RECEIPT, {}),
    (LetterKind.RECEIPT, {"lines": LINES[:1], "leaves": "today at 15:00 CET", "opened": ("EX-26-000002-A",)}),
    (LetterKind.RECEIPT, {"newer": HISTORY[1], "sections": [SECTION, SECTION]}),
    (LetterKind.DIGEST, {}),
    (LetterKind.DIGEST, {"sections": [SECTION, SECTION]}),
    (LetterKind.CONFIRM, {}),
    (LetterKind.CONFIRM, {"text": "Off.\n"}),
    (LetterKind.ALERT, {}),
    (LetterKind.ALERT, {"text": "Off.\n"}),
    (LetterKind.PREVIEW, {}),
    (LetterKind.WORD, {"word": "close", "customer": "Mette"}),
    (LetterKind.WORD, {"word": "reopen"}),
    (LetterKind.WORD, {"word": "mute"}),
    (LetterKind.WORD, {"word": "status", "status": "new"}),
    (LetterKind.WORD, {"word": "status", "status": "waiting"}),
    (LetterKind.WORD, {"word": "status", "status": "postponed"}),
    (LetterKind.WORD, {"word": "status", "by": "today at 15:00 CET"}),
]  # fmt: skip


def _letter(kind: LetterKind, facts: Facts) -> Words:
    return BOOK.render(kind, "en", SAMPLES[kind] | facts)


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_every_letter_reads_as_a_person_would_write_it(kind: LetterKind, facts: Facts) -> None:
    letter = _letter(kind, facts)
    assert ("Example Support" if kind is LetterKind.DIGEST else "EX-26-000001-K") in letter.subject
    assert not re.search(r"\n\n\n", letter.text), "no double blank lines"
    assert letter.text == letter.text.strip("\n") + "\n"
    assert all(line == line.rstrip() or line == "-- " for line in letter.text.splitlines())
    assert not re.search(r"None|\{\{|\}\}|\{%|Undefined|\(\)|,,| ,|\.\.", letter.text)
    assert max(map(len, letter.text.splitlines())) <= 78


def test_an_acknowledgement_says_all_that_a_customer_needs() -> None:
    by, follows, opens = "tomorrow at 12:00 CET", "EX-25-000001-A", "tomorrow at 08:00 CET"
    assert _letter(LetterKind.ACK, {"by": by, "follows": follows, "closed_until": opens}).text == (
        "Hello Mette,\n\n"
        "Thank you for writing to Example Support.\n"
        "We have your message, and it has the number EX-26-000001-K.\n"
        "It continues EX-25-000001-A, which is closed.\n\n"
        "We are closed now and open again tomorrow at 08:00 CET.\n"
        "You will have an answer by tomorrow at 12:00 CET.\n\n"
        "If you want to add something, just reply to this mail.\n\n"
        "Example Support\n"
    )


def test_a_notification_says_first_what_a_reply_does_and_then_what_is_new() -> None:
    facts = {
        "deadlines": [DUE | {"missed": True}, DUE | {"kind": "resolution", "by": "tomorrow at 15:00 CET"}],
        "attachments": ["a.pdf (1 KiB)"],
        "folded": 2,
        "history": HISTORY[:1],
        "verified": False,
        "organisation": "Example Ltd",
        "category": "fire",
        "tags": ("hot", "new"),
        "remarks": ["Bo Lund is on it"],
        "former": [FORMER],
        "notes": NOTES,
    }
    assert _letter(LetterKind.NOTIFICATION, facts).text == (
        "Your reply to this mail goes to Mette Hansen (mette@example.org).\n\n"
        f"{SEPARATOR_MARK}\n\n"
        "A new ticket.\n\n"
        "It burns.\n\nHelp!\n\n"
        "Attachments:\n- a.pdf (1 KiB)\n\n"
        "Small images, such as logos, left out: 2\n\n"
        "Ticket    EX-26-000001-K, new, priority normal\n"
        "Customer  Mette Hansen (mette@example.org), Example Ltd, not verified\n"
        "Team      support\n"
        "Category  fire\n"
        "Tags      hot, new\n"
        "Overdue   today at 15:00 CET: first answer\n"
        "Due       tomorrow at 15:00 CET: solution\n"
        "Remark    Bo Lund is on it\n\n"
        "Other tickets of the customer:\n- EX-25-000001-A, closed, Monday 3 February 2025: Paper\n\n"
        f"{SEAL_MARK}\n\nNote by Bo Lund, today at 08:00 CET:\n\nThey have not paid.\n\n{SEAL_MARK}\n\n"
        "--- Anna Berg, Monday 23 November at 12:00 CET ---\n\nOff?\n"
    )


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        ({"receivers": ["kim@example.org"]}, "Your reply to this mail goes to kim@example.org."),
        ({"receivers": ["a@b.test", "c@d.test"]}, "Your reply to this mail goes to a@b.test and c@d.test."),
        ({"receivers": ["a@b.test", "c@d.test", "e@f.test"]}, "Your reply to this mail goes to a@b.test and 2 others."),
        ({"receivers": []}, "Your reply to this mail reaches nobody: no customer gets mail on this ticket."),
        ({"means": "note"}, "Your reply to this mail stays inside, as a note."),
    ],
)  # fmt: skip
def test_the_first_line_of_text_and_page_says_whom_a_reply_goes_to(facts: Facts, first: str) -> None:
    letter = _letter(LetterKind.NOTIFICATION, facts)
    assert letter.text.startswith(f"{first}\n")
    assert letter.html is not None
    assert f"<b>{first}</b>" in letter.html


def test_a_colleagues_note_stands_between_the_sealed_marks() -> None:
    letter = _letter(LetterKind.NOTIFICATION, {"inside": True, "text": "They have not paid."})
    for said in (letter.text, letter.html or ""):
        before, inside, after = said.split(SEAL_MARK)
        assert "They have not paid." in inside
        assert "They have not paid." not in before + after


def test_a_note_says_that_it_stays_inside() -> None:
    assert _letter(LetterKind.NOTIFICATION, {"means": "note"}).text.startswith(
        "Your reply to this mail stays inside"
    )


def test_an_answer_is_the_agents_words_with_the_history_quoted_below() -> None:
    assert _letter(LetterKind.REPLY, {"signature": "Anna Berg", "history": HISTORY[1:]}).text == (
        "Off.\n\n-- \nAnna Berg\n\nMette wrote, Monday 23 November at 09:00 CET:\n> It burns.\n>\n> Help!\n"
    )


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.txt")), ids=lambda p: p.name)
def test_a_shipped_template_is_wrapped_and_without_stray_space(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        assert len(re.sub(r"\{[{%].*?[%}]\}", "", line)) <= 78
        assert line == line.rstrip() or line == "-- "


def test_every_kind_of_letter_is_shipped_in_english_and_renders() -> None:
    assert set(SAMPLES) == set(LetterKind)
    assert all((SHIPPED / f"{kind.value}.en.txt").is_file() for kind in LetterKind)
    assert BOOK.faults(SAMPLES) == []


_WORDS = st.text(min_size=1, max_size=40)


@given(subject=_WORDS, customer=_WORDS, text=_WORDS)
def test_the_minimal_acknowledgement_holds_no_word_of_the_senders(
    subject: str, customer: str, text: str
) -> None:
    chosen: Facts = {
        "subject": subject,
        "customer": customer,
        "text": text,
        "follows": text,
        "address": customer,
    }
    assert _letter(LetterKind.ACK_MINIMAL, chosen) == _letter(LetterKind.ACK_MINIMAL, {})


@given(hostile=st.text(alphabet=st.sampled_from("ab:\r\n\v\f\x1c\x85\u2028\u2029 {}%#<>"), max_size=60))
def test_no_fact_makes_a_second_header_line_or_a_template(hostile: str) -> None:
    for kind in (LetterKind.ACK, LetterKind.NOTIFICATION, LetterKind.REPLY):
        plain = _letter(kind, {"subject": "Printer"})
        letter = _letter(kind, {"subject": hostile})
        assert len(letter.subject.splitlines()) <= 1
        assert (letter.text, letter.html) == (plain.text, plain.html)
        assert "".join(hostile.split()) in "".join(letter.subject.split())


def test_a_customers_text_that_looks_like_a_template_stays_text() -> None:
    text = "{{ reference }} {% for x in y %} {{ ''.__class__ }}"
    assert text in _letter(LetterKind.NOTIFICATION, {"text": text}).text


def _own(tmp_path: Path, source: str, name: str = "ack.en.txt") -> LetterBook:
    (tmp_path / name).write_text(source, encoding="utf-8")
    return LetterBook(SHIPPED, tmp_path)


def test_an_operators_file_replaces_ours_one_by_one(tmp_path: Path) -> None:
    book = _own(tmp_path, "Subject: Hi {{ reference }}\n\nOurs.\n")
    words = book.render(LetterKind.ACK, "en", SAMPLES[LetterKind.ACK])
    assert (words.subject, words.text) == ("Hi EX-26-000001-K", "Ours.\n")
    minimal = SAMPLES[LetterKind.ACK_MINIMAL]
    assert book.render(LetterKind.ACK_MINIMAL, "en", minimal) == BOOK.render(
        LetterKind.ACK_MINIMAL, "en", minimal
    )


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("da", "Hej"),
        ("da-DK", "Hej"),
        ("nb", "Hei"),
        ("nn-NO", "Hei"),
        ("fr", "Hello"),
        ("en", "Hello"),
        ("", "Hello"),
        ("../x", "Hello"),
    ],
)
def test_a_letter_is_in_the_readers_language_or_else_in_english(
    tmp_path: Path, language: str, opening: str
) -> None:
    book = _own(tmp_path, "Subject: [{{ reference }}]\n\nHej\n", "ack.da.txt")
    assert book.render(LetterKind.ACK, language, SAMPLES[LetterKind.ACK]).text.startswith(opening)


BROKEN = {
    "an unknown word": "{{ no_such_fact }}",
    "an unknown attribute": "{{ subject.colour }}",
    "a way to the process": "{{ ''.__class__.__mro__ }}",
    "a way through a method": "{{ subject.format.__globals__ }}",
    "a way through a fact's list": "{{ history.__class__.__base__.__subclasses__() }}",
    "a call": "{{ subject.upper() }}",
    "a range": "{% for i in range(9) %}x{% endfor %}",
    "a huge product": "{{ 'a' * 999999999 }}",
    "a huge power": "{{ 9 ** 9999999 }}",
    "a huge width": "{{ '%999999999d' % 1 }}",
    "a huge format": "{{ '{:999999999}'.format(1) }}",
    "a huge filter": "{{ subject | center(999999999) }}",
    "a huge join": "{{ subject.join(subject) }}",
    "a division by zero": "{{ 1 / 0 }}",
    "a wrong sum": "{{ subject + 1 }}",
    "a block that does not end": "{% if subject %}",
    "no such filter": "{{ subject | shout }}",
    "no such file": "{% include 'other.txt' %}",
    "a file elsewhere": "{% include '../../pyproject.toml' %}",
    "itself for ever": "{% include 'ack.en.txt' %}",
    "too much": "{% for a in long %}{% for b in long %}{{ long }}{% endfor %}{% endfor %}",
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_the_operators_fault_with_file_and_remedy(tmp_path: Path, source: str) -> None:
    book = _own(tmp_path, f"Subject: x\n\n{source}\n")
    with pytest.raises(ConfigError) as caught:
        book.render(LetterKind.ACK, "en", SAMPLES[LetterKind.ACK] | {"history": HISTORY, "long": "x" * 2_000})
    (fault,) = caught.value.faults
    assert fault.file == "templates/ack.en.txt"
    assert fault.problem
    assert fault.remedy


def test_a_template_without_a_subject_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Subject"):
        _own(tmp_path, "Hello\n").render(LetterKind.ACK, "en", SAMPLES[LetterKind.ACK])


def test_a_file_that_is_no_utf8_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "ack.en.txt").write_bytes(b"Subject: x\n\nB\xf8rge\n")
    with pytest.raises(ConfigError, match=r"ack\.en\.txt"):
        LetterBook(SHIPPED, tmp_path).render(LetterKind.ACK, "en", SAMPLES[LetterKind.ACK])


def test_check_finds_broken_letters_of_every_language_and_files_that_nobody_asks_for(tmp_path: Path) -> None:
    _own(tmp_path, "Subject: x\n\n{{ no_such }}\n", "ack.da.txt")
    book = _own(tmp_path, "Subject: x\n\nHello\n", "akc.en.txt")
    assert sorted(f.file for f in book.faults(SAMPLES)) == ["templates/ack.da.txt", "templates/akc.en.txt"]


def test_a_changed_file_takes_effect_with_a_new_book_only(tmp_path: Path) -> None:
    book = _own(tmp_path, "Subject: one\n\nx\n")
    assert book.render(LetterKind.ACK, "en", SAMPLES[LetterKind.ACK]).subject == "one"
    (tmp_path / "ack.en.txt").write_text("Subject: {{ oops", encoding="utf-8")
    assert book.render(LetterKind.ACK, "en", SAMPLES[LetterKind.ACK]).subject == "one"


def test_a_letter_may_be_long_but_not_endless() -> None:
    assert len(_letter(LetterKind.REPLY, {"text": "a" * (MAX_TEXT - 2_000)}).text) > MAX_TEXT // 2
