"""The words for the commands: six languages, one meaning each, and a document that says the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.aliases import (
    ALIASES,
    LANGUAGES,
    command_named,
    command_near,
    nearest_word,
    one_edit,
    words_of,
)
from mailgate.agents.argument_words import LANGUAGE_NAMES, LISTINGS, OFF, PRIORITIES, WHO
from mailgate.agents.commands import COMMANDS, STATUS_COMMANDS, Command
from mailgate.agents.documents import manual, render, usage
from mailgate.agents.plain import fold, plain, spellings

DOCUMENT = Path(__file__).parents[3] / "docs" / "agents.md"
SPECIFIED = (
    "note public solve close open wait postpone assign take ask prio cat tag cc uncc merge split link for spam noreply due "
    "remind lang macro preview escalate quiet undo send drop status list set why help"
).split()


def test_the_commands_are_those_of_the_specification() -> None:
    assert [command.value for command in Command] == SPECIFIED
    assert list(COMMANDS) == list(Command)


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_a_word_in_every_language(command: Command) -> None:
    columns = dict(zip(("en", *LANGUAGES), ALIASES[command], strict=True))
    assert [language for language in LANGUAGES if not columns[language].split()] == []
    for word in words_of(command):
        assert command_named(word) is command
        assert command_named(word.upper()) is command


def test_no_word_means_two_commands() -> None:
    meanings: dict[str, set[Command]] = {}
    for command in Command:
        for word in words_of(command):
            for form in spellings(word):
                meanings.setdefault(form, set()).add(command)
    assert {form: found for form, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("table", [PRIORITIES, WHO, LISTINGS, OFF, LANGUAGE_NAMES])
def test_no_argument_means_two_things(table: dict[str, str]) -> None:
    meanings: dict[str, set[str]] = {}
    for key, words in table.items():
        for word in words.split():
            for form in spellings(word):
                meanings.setdefault(form, set()).add(key)
    assert {form: found for form, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("løst", Command.SOLVE), ("lost", Command.SOLVE), ("loest", Command.SOLVE), ("geloest", Command.SOLVE),
        ("ÖFFENTLICH", Command.PUBLIC), ("schliessen", Command.CLOSE), ("odloz", Command.POSTPONE),
        ("no-reply", Command.NOREPLY), ("Fjern-Kopi", Command.UNCC),
        ("ｎｏｔｅ", Command.NOTE), ("no\u00adte", Command.NOTE),
    ],
)  # fmt: skip
def test_case_hyphens_and_missing_letters_do_not_matter(typed: str, command: Command) -> None:
    assert command_named(typed) is command


@pytest.mark.parametrize("word", ["", "x", "include", "reason", "notebook", "solved-by-anna", "n" * 500])
def test_other_words_are_no_commands(word: str) -> None:
    assert command_named(word) is None


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("note", "note", True), ("note", "not", True), ("note", "notes", True), ("note", "nite", True),
        ("note", "ntoe", True), ("note", "noet", True), ("note", "onte", True), ("note", "toen", False),
        ("note", "nt", False), ("note", "votes", False), ("", "a", True), ("", "ab", False), ("ab", "ba", True),
        ("abc", "cba", False), ("aab", "aba", True),
    ],
)  # fmt: skip
def test_one_edit_is_one_letter_or_one_swap(one: str, other: str, near: bool) -> None:
    assert one_edit(one, other) is near
    assert one_edit(other, one) is near


def _distance(one: str, other: str) -> int:
    """Optimal string alignment, by the book."""
    rows = [[i + j if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_edit_agrees_with_the_distance_by_the_book(one: str, other: str) -> None:
    assert one_edit(one, other) is (_distance(one, other) <= 1)


@given(st.sampled_from([w for c in Command for w in words_of(c)]), st.data())
def test_every_word_with_one_typing_error_is_still_seen(word: str, data: st.DataObject) -> None:
    folded = fold(word)
    at = data.draw(st.integers(0, len(folded)))
    letter = data.draw(st.sampled_from("aeinxz"))
    shorter, longer = folded[:at] + folded[at + 1 :], folded[:at] + letter + folded[at:]
    assert command_near(longer) is not None
    assert len(shorter) < 2 or command_near(shorter) is not None


def test_the_nearest_word_is_offered() -> None:
    assert nearest_word("esclaate") == "escalate"
    assert nearest_word("xyzzyx") is None


@given(st.text())
def test_the_plain_form_is_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert fold(fold(text)) == fold(text)


def test_the_document_is_the_one_that_the_tables_make() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render(), "run: python -m mailgate.agents.documents"


@pytest.mark.parametrize("command", list(Command))
def test_every_command_and_every_word_for_it_stands_in_the_document(command: Command) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert f"`{usage(command)}`".replace("|", "\\|") in text
    assert [word for word in words_of(command) if f"`#{word}`" not in text] == []


def test_those_that_lead_to_a_status_are_told_apart() -> None:
    words = {"solve", "close", "open", "wait", "postpone", "merge", "spam"}
    assert {command.value for command in STATUS_COMMANDS} == words


@pytest.mark.parametrize("command", list(Command))
def test_help_says_how_a_command_is_written_and_what_it_does(command: Command) -> None:
    assert usage(command) in manual()
    assert manual(command.value).startswith(f"{usage(command)}\n")
    assert manual("#" + words_of(command)[-1]) == manual(command.value)
    assert [word for word in words_of(command) if f"#{word}" not in manual(command.value)] == []
    assert "`" not in manual()
