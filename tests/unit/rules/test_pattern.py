"""Regular expressions without surprises: linear, captured values on one line, and asked by the thousand."""

import pytest

from mailgate.rules.pattern import MOST_INSTRUCTIONS, Pattern, PatternError, Sieve

REFUSED = [
    (r"(a)\1", "back-references"),
    (r"(?=a)b", "look-around"),
    (r"(?<!a)b", "look-around"),
    ("(a", "RE2's syntax"),
    ("a{1001}", "RE2's syntax"),
    (r"\p{L}{1,50}", "large counts"),
    ("(?P<Order>a)", "small letters"),
    ("(?P<order>a)(?P<order>b)", "a name of its own"),
    ("\ud800", "RE2's syntax"),
]


@pytest.mark.parametrize(("written", "remedy"), REFUSED)
def test_a_pattern_that_cannot_be_run_safely_is_refused_with_a_remedy(written: str, remedy: str) -> None:
    with pytest.raises(PatternError) as refused:
        Pattern(written)
    assert remedy in refused.value.remedy


def test_a_pattern_finds_its_groups_whatever_the_case() -> None:
    pattern = Pattern(r"order (?P<order>\d+)(?: of (?P<who>\w+))?")
    assert pattern.search(b"My ORDER 4711, please") == {"order": "4711"}
    assert pattern.search(b"order 1 of Kim") == {"order": "1", "who": "Kim"}
    assert pattern.search(b"no number") is None


def test_a_captured_value_stays_on_its_line_and_keeps_its_letters() -> None:
    found = Pattern(r"(?s)from (?P<name>.+) to").search("from Åse\r\nBcc: x\x1b[31m \u202e to".encode())
    assert found == {"name": "Åse Bcc: x [31m"}


def test_a_captured_value_has_an_end() -> None:
    found = Pattern("(?P<all>.+)").search(b"x" * 10_000)
    assert found is not None
    assert len(found["all"]) == 200


@pytest.mark.parametrize("evil", ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "(?:a?){50}a{50}$"])
def test_what_makes_other_engines_hang_is_answered(evil: str) -> None:
    assert Pattern(evil).search(b"a" * 60_000 + b"!") is None


def test_the_largest_pattern_is_still_bounded() -> None:
    assert Pattern("[a-z]{1,1000}").instructions <= MOST_INSTRUCTIONS


PATTERNS = ["invoice", "faktura.*betal", r"\d+", "(?:foo|bar)baz", "^hello", "x"]


@pytest.mark.parametrize(
    "text", ["", "an INVOICE", "faktura som er betalt", "barbaz 7", "hello", "nothing", "ÅX"]
)
def test_the_sieve_never_leaves_out_a_pattern_that_matches(text: str) -> None:
    octets = text.encode()
    matching = {at for at, p in enumerate(PATTERNS) if Pattern(p).search(octets) is not None}
    assert matching <= Sieve(PATTERNS).possible([octets])


def test_the_sieve_spares_what_cannot_match() -> None:
    assert Sieve(["invoice", "faktura.*betal"]).possible([b"good morning", b"no more"]) == frozenset()
    assert Sieve([]).possible([b"text"]) == frozenset()
    assert Sieve(["x"]).possible([]) == frozenset()


def test_a_sieve_that_ran_out_of_memory_leaves_out_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sieve = Sieve(["invoice", "faktura"])

    class Exhausted:
        def Match(self, _text: bytes, potential: bool) -> None:  # noqa: N802 - RE2's name
            assert potential

    monkeypatch.setattr(sieve, "_filter", Exhausted())
    assert sieve.possible([b"good morning"]) == {0, 1}


def test_a_pattern_knows_whether_some_text_must_stand_there() -> None:
    assert Pattern(r"order \d+").needs_literal
    assert not Pattern(r"\d+").needs_literal
    assert not Pattern("").needs_literal
