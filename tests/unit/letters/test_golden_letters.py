"""Letters in six languages, as a native reader saw and kept them; and that no letter to customers lacks a language."""

import re
import tomllib

import pytest

from mailgate.agents.labels import LABELS
from mailgate.agents.questions import Doubt
from mailgate.agents.reply import doubts
from mailgate.config.starter import starter_templates
from mailgate.letters.book import LetterBook
from mailgate.letters.holidays import NAMES
from mailgate.letters.times import MANNERS
from mailgate.mail.read import read
from mailgate.model.decision import LetterKind
from tests.unit.letters.goldens import FOLDER, LANGUAGES, golden, letters

# Letters that may be read in English though another language is asked for: those to operators and to people outside, an
# operator's own, and an agent's reminders of several tickets. All others lack nothing; a kind that comes later must lack
# nothing, too, until somebody names it here.
ENGLISH_ONLY = {
    LetterKind.ALARM, LetterKind.OPERATOR_DIGEST, LetterKind.FORWARD, LetterKind.OWN, LetterKind.REMINDERS,
}  # fmt: skip
COMPLETE = {kind.value for kind in LetterKind if kind not in ENGLISH_ONLY}
OTHERS = [code for code in LANGUAGES if code != "en"]
BOOK = LetterBook(starter_templates())


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_word_for_word_what_a_native_reader_kept(language: str) -> None:
    """`python -m tests.unit.letters.goldens` writes them anew."""
    assert golden(language) == (FOLDER / f"{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_golden_letter_is_of_one_language_and_its_page_says_the_same(language: str) -> None:
    for case, words in letters(language):
        assert words.language == language, case.name
        assert f'<html lang="{language}">' in (words.html or "")
        raw = (
            b"From: a@example.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            + (words.html or "").encode()
        )
        assert re.sub(r"[\W_]+", "", read(raw).text) == re.sub(r"[\W_]+", "", words.text), case.name
        assert not re.search(r"\.\.|  [a-z]+,,| ,|\{|\}", words.text), case.name
        assert max(map(len, words.text.splitlines())) <= 100


@pytest.mark.parametrize("language", OTHERS)
def test_no_letter_lacks_a_language(language: str) -> None:
    """A page that lacks sentences is none: then the page is made of the text, which has them."""
    lacking = {name: said for name, said in BOOK.lacking(language).items() if name.endswith(".txt")}
    assert {name: said for name, said in lacking.items() if name.split(".")[0] in COMPLETE} == {}


def test_every_language_has_the_same_sentences() -> None:
    files = {
        code: tomllib.loads((starter_templates() / f"phrases.{code}.toml").read_text(encoding="utf-8"))
        for code in OTHERS
    }
    for code, found in files.items():
        assert set(found) == set(files["da"]), code
        assert [
            e
            for e, words in found.items()
            if set(re.findall(r"\{\w+\}", words)) - set(re.findall(r"\{\w+\}", e))
        ] == []
    # More places than these, and an unlucky text would take its time to be no match.
    assert [e for e in files["da"] if len(re.findall(r"\{\w+\}", e)) > 2] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_holiday_has_a_name(language: str) -> None:
    assert [feast for feast, names in NAMES.items() if not names.get(language)] == []
    assert set(MANNERS) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quoted_line_of_a_notification_is_known_in_every_language(language: str) -> None:
    """P4: an agent who answers between the lines quotes the ticket's facts, in the agent's language."""
    (words,) = [w for c, w in letters(language) if c.kind is LetterKind.NOTIFICATION]
    facts = [line for line in words.text.splitlines() if re.match(r"[^\W\d_]+(?: [^\W\d_]+)? {2,}\S", line)]
    assert len(facts) == 6
    for line in (*facts, words.text.splitlines()[0]):
        assert Doubt.NOTIFICATION in {q.doubt for q in doubts(f"Yes.\n> {line}\nNo.")}, line
    labels = {line.split("  ")[0] for line in facts}
    assert labels <= set(LABELS)
