"""Which lines of an agent's text are commands."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailgate.agents.aliases import words_of
from mailgate.agents.block import MAX_COMMANDS, MAX_LINE, literal, named_references, read_block
from mailgate.agents.commands import Command
from mailgate.agents.plain import plain
from mailgate.agents.reply import Sendable, words
from tests.unit.agents.scenes import PLAIN, THAT, THIS


def _read(text: str) -> list[tuple[Command | None, str]]:
    return [(line.command, line.argument) for line in read_block(text).lines]


@pytest.mark.parametrize(
    ("text", "lines", "rest"),
    [
        ("", [], ""),
        ("Hello", [], "Hello"),
        ("#solve", [(Command.SOLVE, "")], ""),
        ("#solve\nHello", [(Command.SOLVE, "")], "Hello"),
        (
            "\n\n  #solve\n\n#tag +a -b\n\nHello\n#late?",
            [(Command.SOLVE, ""), (Command.TAG, "+a -b")],
            "Hello\n#late?",
        ),
        ("#SOLVE\r\nHello", [(Command.SOLVE, "")], "Hello"),
        ("＃solve\nHello", [(Command.SOLVE, "")], "Hello"),
        ("\u00a0#solve\u00a0\nHello", [(Command.SOLVE, "")], "Hello"),
        ("\u200b#so\u200blve\u2060\nHello", [(Command.SOLVE, "")], "Hello"),
        ("\ufeff#postpone\u00a03\u00a0d\nHello", [(Command.POSTPONE, "3 d")], "Hello"),
        ("#note: he is angry", [(Command.NOTE, "he is angry")], ""),
        ("#Note.\nText", [(Command.NOTE, "")], "Text"),
        ("\\#solve is a command", [], "\\#solve is a command"),
        ("#1 reason\n#2 reason", [], "#1 reason\n#2 reason"),
        ("# solve\nHello", [], "# solve\nHello"),
        ("##solve\nHello", [], "##solve\nHello"),
        ("> #solve\nHello", [], "> #solve\nHello"),
        ("#løs\n#rozwiąż", [(Command.SOLVE, ""), (Command.SOLVE, "")], ""),
        ("#nonsense words\nHello", [(None, "words")], "Hello"),
        ("#solve\n    indented\n  text", [(Command.SOLVE, "")], "    indented\n  text"),
    ],
)
def test_a_block_is_the_whole_lines_at_the_top(
    text: str, lines: list[tuple[Command | None, str]], rest: str
) -> None:
    assert _read(text) == lines
    assert read_block(text).text == rest


def test_an_unknown_word_comes_with_the_nearest_known_one() -> None:
    (line,) = read_block("#colse now").unknown
    assert (line.word, line.nearest, line.shown) == ("colse", "close", "#colse now")


@pytest.mark.parametrize(
    "late", ["#close", "#colse", "  #Close", "＃close", "# close", "##close", "{#note}", "#note he is angry"]
)
@pytest.mark.parametrize("text", ["Hello\n{}", "#solve\nHello\n{}\nBye", "Hello\n\n{}"])
def test_a_command_below_the_block_is_pointed_out(text: str, late: str) -> None:
    block = read_block(text.replace("{}", late, 1))
    assert [line.shown for line in block.late] == [late.strip().replace("＃", "#")]
    assert late in block.text


@pytest.mark.parametrize(
    "text",
    ["Hello\n#include <stdio.h>", "Hello\n#1 reason", "Hello\n> #close", "Hello\nuse C#", "Hello\n\\#close"],
)
def test_other_lines_with_a_sign_are_text(text: str) -> None:
    assert read_block(text).late == ()


@pytest.mark.parametrize(
    ("subject", "echoed", "commands"),
    [
        ("{#note} printer", (), [Command.NOTE]),
        ("Re: [EX-26-000001-W] printer {#note}", ("[EX-26-000001-W] printer",), [Command.NOTE]),
        ("Re: printer {#assign Bo} {#prio high}", ("printer",), [Command.ASSIGN, Command.PRIO]),
        ("Re: printer {＃NOTE}", ("printer",), [Command.NOTE]),
        ("Re: printer {#solve}", ("printer {#solve}",), []),
        ("Re: printer {#solve}", ("printer { #solve}",), []),
        ("Re: printer {#SOLVE}", ("printer {\u200b#solve}",), []),
        ("Re: printer {#solve}{#note}", ("printer {#solve}",), [Command.NOTE]),
        ("Re: printer {#solve}", (), []),
        ("SV: printer {#solve}", (), []),
        ("printer #note", (), []),
        ("{#1}", (), []),
    ],
)  # fmt: skip
def test_a_subject_holds_commands_unless_it_came_with_them(
    subject: str, echoed: tuple[str, ...], commands: list[Command]
) -> None:
    assert [line.command for line in read_block("Hello", subject, echoed).lines] == commands


def test_the_commands_of_the_subject_come_first() -> None:
    block = read_block("#solve\nHello", "{#prio high} printer")
    assert [line.command for line in block.lines] == [Command.PRIO, Command.SOLVE]
    assert block.lines[0].argument == "high"


def test_more_commands_than_a_person_writes_are_noticed() -> None:
    assert not read_block("#tag +a\n" * MAX_COMMANDS).overflow
    block = read_block("#tag +a\n" * (MAX_COMMANDS + 1))
    assert block.overflow
    assert len(block.lines) == MAX_COMMANDS


def test_a_line_longer_than_any_command_is_text() -> None:
    text = "#note " + "a" * MAX_LINE
    assert read_block(text).text == text
    assert read_block(text).late


def test_the_tickets_that_commands_name_are_found() -> None:
    block = read_block(f"#merge [{THIS.lower()}]\n#set {THAT} {THIS} solve\n#link {PLAIN}\nText {THAT}")
    assert [str(r) for r in named_references(block)] == [THIS, THAT, PLAIN]


_PIECES = st.lists(
    st.one_of(
        st.sampled_from([f"#{w}" for c in Command for w in words_of(c)]),
        st.sampled_from(["\n", "\r\n", " ", "\u00a0", "\u200b", "＃", "\\", "{", "}", "#", "> ", "x"]),
        st.sampled_from(["\u2028", "\x0b", "\x85", "\r"]),
        st.text(max_size=8),
    ),
    max_size=25,
)  # fmt: skip


@given(_PIECES)
@example(["#note", "\u2028", "#close"])
def test_any_text_is_taken_apart_and_none_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    block = read_block(text)
    assert text.rstrip("\r\n").endswith(block.text)
    above = text[: len(text.rstrip("\r\n")) - len(block.text)] if block.text else text
    kept = [line for line in above.splitlines() if plain(line).strip()]
    assert block.overflow or len(kept) == len(block.lines)
    again = read_block(block.text)
    assert (again.lines, again.text) == ((), block.text)


@given(_PIECES, st.sampled_from([w for c in Command for w in words_of(c)]))
def test_no_line_that_is_a_command_survives_into_a_text_that_may_leave(pieces: list[str], word: str) -> None:
    text = read_block("".join([*pieces, f"\n#{word}\n", *pieces])).text
    found = words(text)
    if isinstance(found, Sendable):
        unescaped = [line for line in text.splitlines() if not plain(line).lstrip().startswith("\\")]
        assert not any(read_block(line).lines for line in unescaped)
        assert read_block(text).late == ()


@given(st.text(st.sampled_from("#\\＃ \nab{}"), max_size=40))
def test_the_escape_is_taken_away_once_and_only_before_the_sign(text: str) -> None:
    assert literal(text).replace("\\", "") == text.replace("\\", "")
    assert literal("\\\\#note") == "\\\\#note"
