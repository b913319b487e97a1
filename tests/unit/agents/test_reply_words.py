"""What of an agent's text may reach the customer (P4)."""

import pytest

from mailgate.agents.questions import Doubt
from mailgate.agents.reply import MAX_CHARACTERS, KeptBack, Sendable, doubts, words
from mailgate.agents.seals import SEAL_MARK
from mailgate.mail.quote_marks import SEPARATOR_MARK

SENDABLE = [
    "Please switch it off.",
    "Hello,\n\nplease switch it off.\n\nAnna",
    "Your ticket #4711 is solved.",
    "#1 reason: the cable",
    "# 1. first",
    "Use C# or F# for it.",
    "See https://example.com/#note for it.",
    '{ "port": 25 }',
    "{name} is a placeholder",
    "> Which cable?\nThe blue one.",
    "Answer by Friday, please.",
    "Ticket office: closed",
    "An internal matter of yours.",
    "Ærlig talt: 你好",
]


@pytest.mark.parametrize("text", SENDABLE)
def test_an_ordinary_answer_goes_out_as_it_was_written(text: str) -> None:
    assert words(text) == Sendable(text)


def test_space_around_an_answer_is_taken_away() -> None:
    assert words("\n\n  Yes.  \n\n") == Sendable("Yes.")


COMMANDS = [
    "#close",
    "#Close",
    "  #close",
    "# close",
    "##close",
    "#løs",
    "#åbn",
    "#zamknij sprawę",
    "#тест",
    "＃close",
    "﹟close",
    "\u00a0#close",
    "\u200b#close",
    "#\u200bclose",
    "#c\u00adlose",
    "\ufeff\u2060#close",
    "\u202e#close",
    "\u2066#note\u2069",
    "#ｃｌｏｓｅ",
    "\t#assign me",
    "{#note}",
    "{＃note}",
    "#colse",
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "around", ["{}", "{}\nThank you.", "Thank you.\n{}", "Thank\n\n{}\n\nyou.", "Thanks.\r\n{}\r\n"]
)
def test_a_command_never_reaches_a_customer_wherever_it_stands(command: str, around: str) -> None:
    found = words(around.replace("{}", command, 1))
    assert isinstance(found, KeptBack)
    assert "command" in found.reason


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("\\#close is a word", "#close is a word"),
        ("Type\n  \\#reset\nthen wait.", "Type\n  #reset\nthen wait."),
        ("\\＃close", "＃close"),
        ("a \\# b", "a \\# b"),
        ("C:\\#temp", "C:\\#temp"),
    ],
)
def test_an_escaped_sign_is_a_sign(text: str, sent: str) -> None:
    assert words(text) == Sendable(sent)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\u00a0\u200b\u200d\ufeff", "\u2060\u00ad\u202a\u2069", "\u3164\u115f\u2800", "\ufffc", "\ufe0f",
     "\x00\x1b",      "> quoted", "> quoted\n>\n> more\n"],
)  # fmt: skip
def test_an_answer_without_words_is_kept_back(text: str) -> None:
    assert words(text) == KeptBack("it holds no text of its own")


@pytest.mark.parametrize(
    "mark",
    [SEAL_MARK, SEAL_MARK.replace(" ", "\u00a0"), SEAL_MARK.replace(" ", "  "), SEAL_MARK.upper(), "? internal ?",
     "* internal *",      "⁂\u200b internal ⁂", "⁂ internal\n⁂"],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "Yes.\n> {}\n> the customer is difficult\n", "Yes. {} secret"])
def test_a_part_of_a_note_is_kept_back_whatever_a_client_made_of_its_mark(mark: str, around: str) -> None:
    assert isinstance(words("My answer\n" + around.format(mark)), KeptBack)


@pytest.mark.parametrize(
    "line",
    [
        SEPARATOR_MARK,
        f"> {SEPARATOR_MARK}",
        SEPARATOR_MARK.replace(" ", "\u00a0"),
        "> Ticket    EX-26-000001-K, new, priority normal",
        "> > Customer  Mette Hansen (mette@example.org), not verified",
        "Team      support, Anna Berg",
        "> Remark    claims to belong to EX-26-000002-A",
        "> Answer by today at 15:00 CET",
    ],
)
def test_a_part_of_our_notification_is_kept_back(line: str) -> None:
    found = words(f"> The printer burns.\nSwitch it off.\n{line}\nThat is all.")
    assert found == KeptBack("it contains a part of our notification, which is for agents")


def test_a_text_longer_than_any_letter_is_kept_back_with_advice() -> None:
    found = words("a" * (MAX_CHARACTERS + 1))
    assert isinstance(found, KeptBack)
    assert "attachment" in found.reason
    assert isinstance(words("a" * MAX_CHARACTERS), Sendable)


@pytest.mark.parametrize(
    "line",
    ["*#note*", "**#note**", "_#note_", "- #note", "• #note", "* #note", '"#note"', "“#note”", "`#note`", "(#note)",
     "*# note*", "– #note"],
)  # fmt: skip
def test_a_command_that_a_client_dressed_up_is_asked_about(line: str) -> None:
    """Bold, a list, quotation marks: a note that was meant to stay inside would else reach the customer (P4)."""
    assert Doubt.COMMAND in [q.doubt for q in doubts(f"{line}\n\nHe has never paid.")]


@pytest.mark.parametrize(
    "line", ["(#4711) is yours.", "* #1 is the reason", "C# is a language", "Use the # key."]
)
def test_a_number_sign_in_a_sentence_is_text(line: str) -> None:
    assert doubts(line) == ()
