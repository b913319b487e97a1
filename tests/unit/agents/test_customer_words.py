"""The few words that a customer may write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.plain import spellings
from mailgate.agents.words import DEFAULT, WORDS, CustomerWord, customer_word

EVERY = frozenset(CustomerWord)
FORMS = [(form, word) for word, forms in WORDS.items() for form in forms]


@pytest.mark.parametrize(("form", "word"), FORMS)
@pytest.mark.parametrize(
    "around", ["{}", "\n\n  {}  \n", "{}\nThe printer is fine.", "#{}", "{}.", "{}!", "\u200b{}\u00a0"]
)
def test_a_word_in_a_line_of_its_own_at_the_top_counts(form: str, word: CustomerWord, around: str) -> None:
    assert customer_word(around.format(form), EVERY) is word
    assert customer_word(around.format(form.upper()), EVERY) is word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please close",
        "close it",
        "Hello\nclose",
        "> close",
        "status?",
        "closed",
        "closing time",
        "##close",
        "x" * 5_000,
        "close," + "\n",
    ],
)
def test_anything_else_is_plain_text(text: str) -> None:
    assert customer_word(text, EVERY) is None


def test_only_status_is_allowed_unless_a_mailbox_says_otherwise() -> None:
    assert {word for form, word in FORMS if customer_word(form) is word} == {CustomerWord.STATUS} == DEFAULT
    assert customer_word("status", frozenset()) is None


def test_no_form_means_two_words() -> None:
    meanings: dict[str, set[CustomerWord]] = {}
    for form, word in FORMS:
        for spelt in spellings(form):
            meanings.setdefault(spelt, set()).add(word)
    assert [form for form, found in meanings.items() if len(found) > 1] == []


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert customer_word(text, EVERY) in (None, *CustomerWord)
