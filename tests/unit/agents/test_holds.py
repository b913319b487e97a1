"""When an agent's text is kept back and asked about."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.authority import Authority
from mailgate.agents.holds import Draft, Newer, outsiders, questions, refused
from mailgate.agents.judged import Transcript
from mailgate.agents.notes import line_of_a_note
from mailgate.agents.plan import Refusal
from mailgate.agents.questions import ANSWERS, Doubt, Question, sendable
from mailgate.agents.seals import SEAL_MARK
from tests.unit.agents.scenes import AGENT, ANNA, BO, NOW, UNPROVEN, internal, planned

NOTE = "The customer has not paid since March.\n\nBe careful with promises, they sue."
DRAFT = Draft(ANNA, "Please switch it off.", internal, notes=(NOTE,))


def _doubts(draft: Draft) -> list[Doubt]:
    return [question.doubt for question in questions(draft)]


def test_an_ordinary_answer_is_not_asked_about() -> None:
    assert questions(DRAFT) == ()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("", Doubt.EMPTY),
        ("> only a quote", Doubt.EMPTY),
        ("a" * 300_000, Doubt.TOO_LONG),
        (f"Hi\n{SEAL_MARK}\n", Doubt.SEALED),
        ("Hi\nThe customer has not paid since March.", Doubt.NOTE_LINE),
        ("Hi\n> > the customer  HAS not paid since march.", Doubt.NOTE_LINE),
        ("Hi\n* Be careful with promises,", Doubt.NOTE_LINE),
        ("Hi\n> Customer  Kim (kim@example.org)", Doubt.NOTIFICATION),
        ("Write to bo@example.com", Doubt.ADDRESS),
        ("Write to <BO@Example.com>.", Doubt.ADDRESS),
        ("Write to mailto:bo@example.com?subject=x or not", Doubt.ADDRESS),
        ("Hi\n#nota he sues", Doubt.COMMAND),
    ],
)
def test_what_looks_internal_is_asked_about(text: str, doubt: Doubt) -> None:
    assert _doubts(replace(DRAFT, text=text)) == [doubt]


def test_all_reasons_come_at_once() -> None:
    text = f"Hi\n{SEAL_MARK}\nThe customer has not paid since March.\nAsk bo@example.com\n#clsoe"
    draft = replace(DRAFT, text=text, mail_attached=True, solved_by=BO, outsiders=("eve@example.net",))
    assert _doubts(draft) == [
        Doubt.SEALED, Doubt.COMMAND, Doubt.NOTE_LINE, Doubt.ADDRESS, Doubt.ATTACHED, Doubt.SOLVED, Doubt.OUTSIDER,
    ]  # fmt: skip


def test_a_macro_needs_no_text_of_its_own() -> None:
    assert questions(replace(DRAFT, text="", macro=True)) == ()


def test_the_newest_answer_of_a_colleague_is_shown() -> None:
    newer = tuple(
        Newer(who, NOW + timedelta(minutes=n), f"answer {n}") for n, who in enumerate((BO, BO, ANNA))
    )
    (question,) = questions(replace(DRAFT, newer=newer))
    assert question == Question(Doubt.COLLISION, f"{BO} has answered since:\n\nanswer 1")
    assert questions(replace(DRAFT, newer=newer[2:])) == ()


def test_a_ticket_that_somebody_else_solved_is_asked_about() -> None:
    assert _doubts(replace(DRAFT, solved_by=BO)) == [Doubt.SOLVED]
    assert _doubts(replace(DRAFT, solved_by=ANNA)) == []


def test_outsiders_are_those_who_neither_take_part_nor_belong_to_us() -> None:
    to = ("Kim@example.org", "support+t123@example.com", "Eve@Example.net", "eve@example.net")
    assert outsiders(to, frozenset({"kim@example.org"}), internal) == ("eve@example.net",)


def test_what_a_note_quotes_of_public_words_is_no_secret() -> None:
    quoted = "> My printer burns since yesterday morning."
    assert line_of_a_note(quoted, (quoted,)) == quoted
    assert line_of_a_note(quoted, (quoted,), ("My printer burns since yesterday morning.",)) is None


def test_a_note_that_a_client_broke_anew_is_known() -> None:
    assert line_of_a_note("> March. Be careful with promises,", (NOTE,)) is not None
    assert line_of_a_note("careful with promises, they sue.", (NOTE,)) is not None


def test_short_lines_are_phrases() -> None:
    assert line_of_a_note("Kind regards, Anna", ("Kind regards, Anna",)) is None


def test_a_wall_of_beginnings_is_a_note() -> None:
    wall = "\n".join(f"The same beginning of a line {n}" for n in range(500))
    assert line_of_a_note(wall, ("The same beginning of a note",)) is not None


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_line_of_any_note_is_found_in_it(text: str, notes: list[str]) -> None:
    for note in (*notes, text):
        for line in note.splitlines():
            if (
                len(" ".join(line.split())) >= 20
                and line.isascii()
                and line.isprintable()
                and line[0].isalnum()
            ):
                assert line_of_a_note(line, (*notes, text)) is not None


def test_send_settles_doubts_but_neither_emptiness_nor_authority() -> None:
    final = {doubt for doubt in Doubt if not Question(doubt, "").sendable}
    assert final == {Doubt.EMPTY, Doubt.TOO_LONG, Doubt.AUTHORITY}
    assert sendable((Question(Doubt.COMMAND, ""), Question(Doubt.SOLVED, "")))
    assert not sendable((Question(Doubt.COMMAND, ""), Question(Doubt.EMPTY, "")))
    assert [answer.value for answer in ANSWERS] == ["send", "note", "drop"]


def test_a_refused_mail_is_asked_about_with_its_transcript() -> None:
    found = planned("#colse\nHello")
    assert isinstance(found, Refusal)
    question = refused(found, AGENT)
    assert question.doubt is Doubt.COMMAND
    assert "✗ #colse" in question.detail
    assert refused(
        Refusal("why", Transcript(), ""), replace(UNPROVEN, authority=Authority.DISOWNED)
    ) == Question(Doubt.AUTHORITY, "why")
