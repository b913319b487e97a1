"""What of our notification is left out before an agent's text is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.block import read_block
from mailgate.agents.quotation import below_notification, internal_address, without_introductions
from mailgate.mail.quote_marks import SEPARATOR_MARK
from tests.unit.agents.scenes import accepted, internal

INTRODUCTION = "On Tue, 24 Nov 2026 Kim via Support <support+t1@example.com> wrote:"
QUOTED = f"> Goes to Kim.\n>\n> {SEPARATOR_MARK}\n>\n> It burns.\n> Team      support"
BELOW = f"{INTRODUCTION}\n{QUOTED}\n\nSwitch it off.\n"


@pytest.mark.parametrize(
    "text",
    [BELOW, BELOW.replace(SEPARATOR_MARK, "--- Reply above this line ---"), f"{QUOTED}\n\nSwitch it off.\n"],
)
def test_our_notification_above_an_answer_is_left_out(text: str) -> None:
    assert below_notification(text).strip() == "Switch it off."
    assert read_block(text).text == "Switch it off."


def test_commands_stand_above_or_below_the_quotation() -> None:
    below, above = f"{INTRODUCTION}\n{QUOTED}\n\n#solve\nSwitch it off.", f"#solve\n\n{BELOW}"
    for text in (below, above):
        block = read_block(text)
        assert ([line.word for line in block.lines], block.text, block.late) == (
            ["solve"],
            "Switch it off.",
            (),
        )


@pytest.mark.parametrize(
    "text",
    [
        "Hello\n> It burns.\n\nSwitch it off.",
        f"> It burns.\n\nSwitch it off.\n> {SEPARATOR_MARK}\n",
        f"Hello\n{QUOTED}\n\nSwitch it off.",
        f"Hello Kim, I was told:\n{QUOTED}\n\nSwitch it off.",
        f"Hello Kim,\n\n{INTRODUCTION}\n{QUOTED}\n\nSwitch it off.",
        f"{INTRODUCTION}\n{QUOTED}\n",
        f"{INTRODUCTION}\n{QUOTED}\nbroken end of a line\n\nSwitch it off.",
        f"{INTRODUCTION}\n> It burns.\n\nSwitch it off.",
        "",
        ">",
    ],
)
def test_any_other_quotation_stays(text: str) -> None:
    assert below_notification(text) == text


def test_the_end_of_a_quoted_line_that_lost_its_mark_is_no_command() -> None:
    text = f"{INTRODUCTION}\n{QUOTED} and\n#solve\n\nSwitch it off."
    assert read_block(text).lines == ()
    assert read_block(text).late


@pytest.mark.parametrize("between", ["", "\n"])
def test_the_sentence_with_the_agents_token_goes_and_the_quotation_stays(between: str) -> None:
    text = f"Hello,\n\n{INTRODUCTION}\n{between}> It burns.\n\nSwitch it off.\n"
    assert without_introductions(text, internal) == f"Hello,\n\n{between}> It burns.\n\nSwitch it off.\n"
    assert "example.com" not in accepted(text).text


@pytest.mark.parametrize(
    "broken",
    [INTRODUCTION.replace(" Kim", "\nKim"), INTRODUCTION.replace(" <", "\n<").replace(" via", "\nvia")],
)
def test_a_sentence_that_was_broken_goes_whole_and_words_above_it_stay(broken: str) -> None:
    text = f"Hello,\n{broken}\n> It burns.\n\nSwitch it off.\n"
    assert without_introductions(text, internal) == "Hello,\n> It burns.\n\nSwitch it off.\n"


@pytest.mark.parametrize(
    "text",
    [
        "Kim <kim@example.org> wrote:\n> It burns.\n\nYes.",
        "Write to bo@example.com\n> It burns.\n\nYes.",
        "Write to bo@example.com:\n\n\n> It burns.",
        "Ask bo@example.com:\nYes.",
    ],
)
def test_other_sentences_stay_and_are_asked_about(text: str) -> None:
    assert without_introductions(text, internal) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "> a\n",
                ">\n",
                "\n",
                f"> {SEPARATOR_MARK}\n",
                "x\n",
                "a@example.com wrote:\n",
                " \u200b\n",
                "#note\n",
            ]
        )
    )
)
def test_only_quotations_and_their_introductions_go(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert text.endswith(below_notification(text))
    kept = without_introductions(text, internal).splitlines()
    assert [line for line in text.splitlines() if "wrote:" not in line] == [
        line for line in kept if "wrote:" not in line
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [("a bo@example.com.", "bo@example.com"), ("<BO@EXAMPLE.COM>", "bo@example.com"), ("bo＠example.com", "bo@example.com"),
     ("b\u200bo@example.com", "bo@example.com"), ("https://x.example/?to=bo@example.com&a=1", "bo@example.com"),
     ("a=b@example.com", "a=b@example.com"), ("kim@example.org", None), ("bo at example.com", None)],
)  # fmt: skip
def test_an_address_of_ours_is_seen_in_any_dress(text: str, address: str | None) -> None:
    assert internal_address(text, internal) == address
