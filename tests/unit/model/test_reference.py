"""A ticket's public number: what is found in sloppy subjects, and what a typing error never does."""

from itertools import pairwise

import pytest

from mailgate.model.reference import ALPHABET, PLAIN, Reference, check_character, find, find_bracketed, strip

ONE = Reference("EX", 26, 4711)
TEXT = str(ONE)
NUMBERS = [*range(1, 60), 4711, 99_999, 123_456, 999_998, 1_234_567, 10**11 + 7]


def _digits(reference: str) -> list[int]:
    """Where the digits of year and number stand."""
    return [i for i, sign in enumerate(reference[:-2]) if sign.isdigit()]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_single_wrong_digit_is_noticed(number: int) -> None:
    text = str(Reference("EX", 26, number))
    for place in _digits(text):
        for digit in set("0123456789") - {text[place]}:
            assert find(f"Re: [{text[:place]}{digit}{text[place + 1 :]}]") == ()


@pytest.mark.parametrize("number", NUMBERS)
def test_every_swap_of_two_neighbours_is_noticed(number: int) -> None:
    text = str(Reference("EX", 26, number))
    places = _digits(text)
    for here, there in pairwise(places):
        signs = list(text)
        signs[here], signs[there] = signs[there], signs[here]
        swapped = "".join(signs)
        assert swapped == text or find(swapped) == ()


@pytest.mark.parametrize("number", NUMBERS)
def test_every_wrong_check_character_is_noticed(number: int) -> None:
    text = str(Reference("EX", 26, number))
    assert all(find(text[:-1] + sign) == () for sign in ALPHABET if sign != text[-1])


def test_the_check_character_is_never_one_that_looks_like_another() -> None:
    found = {check_character(f"EX-26-{number:06d}") for number in range(2_000)}
    assert found == set(ALPHABET)
    assert not found & set("01ILO")


@pytest.mark.parametrize("prefix", ["T", "EX", "A1B2C3D4"])
@pytest.mark.parametrize("year", [None, 0, 26])
@pytest.mark.parametrize("number", [1, 999_999, 1_000_000])
def test_what_we_print_is_read_back(prefix: str, year: int | None, number: int) -> None:
    reference = Reference(prefix, year, number)
    assert find(str(reference)) == (reference,)


@pytest.mark.parametrize(
    "subject",
    [
        f"Re: [{TEXT}] Printer",
        f"AW: WG: [{TEXT.lower()}]  Printer",
        f"SV: {TEXT} Printer",
        f"Printer ({TEXT})",
        f"[ {TEXT} ] Printer",
        f"concerning {TEXT}.",
        f"#{TEXT}: Printer",
        f"{TEXT},again",
        *(f"[{TEXT.replace('-', dash)}]" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d_"),
        TEXT.replace("-", " "),
        TEXT.replace("-", " - "),
        TEXT.replace("-", "\u00a0-\u00a0"),
        TEXT.replace("-", "\u200b-"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in f"[{TEXT}]"),
        TEXT.replace("4711", "４７１１"),
        f"[Ticket#9 {TEXT}] Printer",
        f"[Acme][{TEXT}][external] Printer",
        f"to {TEXT.replace('-', ' ')}",
    ],
)
def test_a_reference_is_found_in_a_sloppy_subject(subject: str) -> None:
    assert find(subject) == (ONE,)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Invoice 004711",
        "[#4711]",
        f"X{TEXT}",
        f"{TEXT}9",
        TEXT.replace("-", ""),
        TEXT.replace("-", "  "),
        TEXT.replace("-", "---"),
        "EX-26-4711-" + TEXT[-1],
        "EX-26-0004711-" + TEXT[-1],
        "EX-26-1234567890123-K",
    ],
)
def test_what_only_resembles_a_reference_is_none(subject: str) -> None:
    assert find(subject) == ()


def test_as_many_references_are_read_as_asked_for_each_once_and_in_order() -> None:
    some = [Reference("EX", 26, n) for n in (3, 1, 3, 2, 4)]
    text = " ".join(map(str, some))
    assert find(text, limit=3) == (some[0], some[1], some[3])


def test_a_very_long_subject_is_read_in_passing() -> None:
    assert find("EX-26-" * 50_000 + TEXT) == (ONE,)


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        (f"[{TEXT}] Printer burns", "Printer burns"),
        (f"Printer [ {TEXT.lower()} ] burns", "Printer burns"),
        (f"Printer {TEXT} burns", "Printer burns"),
        (f"[{TEXT}]", ""),
        (f"[{TEXT}] {Reference('AB', None, 12)} both", "both"),
        ("Order AB-123456-0 is broken", "Order AB-123456-0 is broken"),
        (
            f"Order {Reference('AB', None, 123456)!s}".replace("-", " "),
            f"Order {Reference('AB', None, 123456)!s}".replace("-", " "),
        ),
        ("".join(chr(ord(sign) + 0xFEE0) for sign in f"[{TEXT}]") + "プリンター：煙", "プリンター：煙"),
        ("[List] Printer", "[List] Printer"),
    ],
)
def test_strip_takes_out_references_and_nothing_else(subject: str, left: str) -> None:
    assert strip(subject) == left


@pytest.mark.parametrize(
    "subject",
    [
        "[#4711] Printer",
        "Re: [#4711]",
        "#4711",
        "Ticket #4711.",
        "[# 4711]",
        "［＃４７１１］",
        "(#4711)",
        "[#004711]",
    ],
)
def test_a_plain_number_is_found_where_the_desk_has_such(subject: str) -> None:
    assert find(subject, plain=True) == (Reference(PLAIN, None, 4711),)
    assert find(subject) == ()


@pytest.mark.parametrize(
    "subject",
    [
        "&#4711; x",
        "page#4711",
        "C#4711",
        "#4711-2",
        "#4711.5",
        "#4711th",
        "# x4711",
        "a/b#4711",
        "4711",
        "#1234567890123",
    ],
)
def test_what_only_resembles_a_plain_number_is_none(subject: str) -> None:
    assert find(subject, plain=True) == ()


def test_a_plain_number_prints_as_it_is_read_and_has_no_year() -> None:
    assert str(Reference(PLAIN, None, 7)) == "#7"
    assert str(Reference(PLAIN, 26, 7)) == "#7"
    assert strip("Re: [#7] Printer #7 burns", plain=True) == "Re: Printer burns"
    assert strip("Re: [#7] Printer") == "Re: [#7] Printer"


def test_references_with_a_check_character_stand_before_plain_numbers() -> None:
    assert find(f"[#7] {TEXT}", plain=True) == (ONE, Reference(PLAIN, None, 7))


def test_in_running_words_a_plain_number_needs_its_brackets() -> None:
    assert find_bracketed("our order #12 and issue #13, see [#14]") == (Reference(PLAIN, None, 14),)


@pytest.mark.parametrize("number", [4711, 99_999, 123_456])
def test_a_digit_too_many_or_too_few_is_noticed_where_zeros_lead(number: int) -> None:
    text = str(Reference("EX", 26, number))
    for place in range(6, 12):
        assert find(text[:place] + text[place + 1 :]) == ()
    if number < 100_000:
        assert find(text.replace("EX-26-0", "EX-26-00")) == ()
