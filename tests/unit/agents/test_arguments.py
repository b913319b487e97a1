"""What arguments say, and what is asked about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents import arguments as a
from mailgate.agents.unclear import Unclear, pick
from mailgate.model.mail import Address
from mailgate.model.ticket import Priority
from tests.unit.agents.scenes import ANNA, BO, BOA, THAT

KIM = Address("kim@example.org")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kim@example.org", (KIM,)),
        ("<kim@example.org>", (KIM,)),
        ("mailto:kim@example.org", (KIM,)),
        ("kim@example.org<mailto:kim@example.org>", (KIM,)),
        ("kim@example.org [mailto:kim@example.org]", (KIM,)),
        ("Kim Ek <kim@example.org>", (Address("kim@example.org", "Kim Ek"),)),
        ('"Ek, Kim" <kim@example.org>', (Address("kim@example.org", "Ek, Kim"),)),
        ("kim@example.org, pat@example.org", (KIM, Address("pat@example.org"))),
        ("kim@example.org; pat@example.org", (KIM, Address("pat@example.org"))),
        ("kim@example.org pat@example.org", (KIM, Address("pat@example.org"))),
        ("kim@example.org, KIM@example.org", (Address("KIM@example.org"),)),
        ("käte@bücher.example", (Address("käte@bücher.example"),)),
    ],
)
def test_addresses_are_read_as_clients_write_them(text: str, found: tuple[Address, ...]) -> None:
    assert a.read_addresses_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kim",
        "kim@",
        "@example.org",
        "kim@localhost",
        "kim@@example.org",
        "a@b.example " * 21,
        "kim@example.org, Pat",
    ],
)
def test_what_is_no_address_is_asked_about(text: str) -> None:
    assert isinstance(a.read_addresses_in(text), Unclear)


@given(st.text(st.sampled_from('ab@.,;<>"() mailto:[]'), max_size=60))
def test_any_text_is_addresses_or_a_question(text: str) -> None:
    found = a.read_addresses_in(text)
    assert isinstance(found, Unclear) or all(address.key.count("@") == 1 for address in found)


@pytest.mark.parametrize(
    ("word", "priority"),
    [
        ("low", Priority.LOW),
        ("HØJ", Priority.HIGH),
        ("hoj", Priority.HIGH),
        ("dringend", Priority.URGENT),
        ("zwykły", Priority.NORMAL),
    ],
)
def test_priorities_have_words_in_six_languages(word: str, priority: Priority) -> None:
    assert a.read_priority(word) is priority


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+a -b", (("a",), ("b",))),
        ("a, B", (("a", "b"), ())),
        ("−ø1", ((), ("ø1",))),
        ("+a +a", (("a",), ())),
    ],
)
def test_tags_are_added_and_removed(text: str, found: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert a.read_tags(text) == found


@pytest.mark.parametrize("text", ["", "+", "++a", "+a!", "a " * 21, "+" + "x" * 50])
def test_what_is_no_tag_is_asked_about(text: str) -> None:
    assert isinstance(a.read_tags(text), Unclear)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("me", (ANNA, None)), ("mig", (ANNA, None)), ("mir", (ANNA, None)), ("none", (None, None)), ("ingen", (None, None)),
        ("Anna Berg", (ANNA, None)), ("anna", (ANNA, None)), ("BERG", (ANNA, None)), ("Lund", (BO, None)),
        ("@anna", (ANNA, None)),
        ("aag", (BOA, None)), ("support", (None, "support")), ("supp", (None, "support")),
    ],
)  # fmt: skip
def test_a_name_is_one_that_nothing_else_fits(text: str, found: tuple[str | None, str | None]) -> None:
    assert a.read_who(text, ANNA, (ANNA, BO, BOA), ("support", "billing")) == found


def test_a_name_that_fits_several_is_asked_about_and_never_guessed() -> None:
    assert a.read_who("bo", ANNA, (ANNA, BO, BOA), ()) == Unclear(f'"bo" fits several: {BO}, {BOA}', BO)
    assert a.read_who("ann burg", ANNA, (ANNA, BO), ()) == Unclear(
        'no agent or team is called "ann burg"', ANNA
    )
    assert isinstance(a.read_who("x", ANNA, ("x",), ("x",)), Unclear)
    assert isinstance(a.read_who("n" * 500, ANNA, (ANNA,), ()), Unclear)


def test_a_whole_name_beats_a_part_of_another() -> None:
    assert pick("bo", ("Bo", "Bo Lund"), "agent") == "Bo"


@pytest.mark.parametrize("text", [THAT, f"[{THAT}]", THAT.lower(), THAT.replace("-", "–")])
def test_a_reference_is_read_in_any_dress(text: str) -> None:
    assert a.read_reference(text) == THAT


def test_the_plain_form_of_a_reference_is_read() -> None:
    assert a.read_reference("#4711") == "#4711"


@pytest.mark.parametrize("text", ["", "4711", "EX-26-000002", f"{THAT} #4711"])
def test_what_is_no_reference_is_asked_about(text: str) -> None:
    assert isinstance(a.read_reference(text), Unclear)


@pytest.mark.parametrize(
    ("text", "code"), [("da", "da"), ("Dansk", "da"), ("dänisch", "da"), ("niemiecki", "de"), ("EN", "en")]
)
def test_a_language_is_known_by_code_and_name(text: str, code: str) -> None:
    assert a.read_language(text, ("en", "da", "de")) == code


def test_a_language_without_letters_is_asked_about() -> None:
    assert isinstance(a.read_language("polski", ("en", "da")), Unclear)


def test_any_word_is_a_category_where_none_are_configured() -> None:
    assert a.read_category("Big printers", ()) == "Big printers"
    assert isinstance(a.read_category("", ()), Unclear)
    assert isinstance(a.read_category("x" * 100, ()), Unclear)
    assert a.read_category("ingen", ("printer",)) is None
