"""Which canned answer is meant, and what it may say."""

import pytest

from mailgate.agents.macros import (
    VARIABLES,
    MacroFile,
    Rendering,
    beside,
    choose,
    faults,
    filled,
    names,
    read_name,
    rendering,
)
from mailgate.agents.unclear import Unclear

THANKS = MacroFile("thanks", "en", "Thank you, {{ customer }}.")
TAK = MacroFile("thanks", "da", "Tak, {{ customer }}.")
RESET = MacroFile("reset-password", "de", "Neu: {{reference}}")
FILES = (THANKS, TAK, RESET)


@pytest.mark.parametrize(
    ("name", "found"),
    [("thanks.da.md", ("thanks", "da")), ("reset-password.de.md", ("reset-password", "de")), ("thanks.md", None),
     ("thanks.da.txt", None),
     ("../x.da.md", None), (".da.md", None), ("thanks.da.md.bak", None), ("thanks.DA.md", None)],
)  # fmt: skip
def test_a_file_is_a_macro_by_its_name(name: str, found: tuple[str, str] | None) -> None:
    assert read_name(name) == found


@pytest.mark.parametrize(
    ("name", "language", "found"),
    [
        ("thanks", "da", TAK),
        ("Thanks", "en", THANKS),
        ("thanks", "pl", THANKS),
        ("reset", "da", RESET),
        ("reset-password", "pl", RESET),
    ],
)
def test_the_customers_language_comes_first_then_the_fallbacks(
    name: str, language: str, found: MacroFile
) -> None:
    assert choose(FILES, name, language) == found


def test_the_order_of_the_fallbacks_counts() -> None:
    assert choose(FILES, "thanks", "pl", ("da", "en")) == TAK


def test_an_unknown_macro_is_asked_about() -> None:
    assert choose(FILES, "thnks", "en") == Unclear('no macro is called "thnks"', "thanks")
    assert names(FILES) == ("reset-password", "thanks")


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_may_be_named(name: str) -> None:
    assert faults(f"a {{{{ {name} }}}} b {{{{-{name}-}}}}") == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ password }}", "there is no variable password"),
        ("{{ customer.__class__ }}", "{{ is no variable"),
        ("{% for x in y %}", "{% is no variable"),
        ("{# note #}", "{# is no variable"),
        ("{{ customer | safe }}", "{{ is no variable"),
    ],
)
def test_anything_else_than_a_variable_is_a_fault(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_text_without_variables_is_fine() -> None:
    assert faults("Dear customer, {name} costs 5 % { } #1") == ()


def test_the_values_are_those_of_the_variables_and_no_others() -> None:
    found = rendering(TAK, {"customer": "{{ secret }}", "note": "x"}, ("plan.pdf",))
    assert isinstance(found, Rendering)
    assert found.template == TAK.text
    assert found.values == dict.fromkeys(VARIABLES, "") | {"customer": "{{ secret }}"}
    assert (found.language, found.attachments) == ("da", ("plan.pdf",))


def test_the_files_beside_a_macro_go_with_it() -> None:
    there = [
        "thanks.pdf",
        "thanks.da.pdf",
        "thanks.en.pdf",
        "thanks.da.md",
        "thanks.tar.gz",
        "other.pdf",
        "thanks",
        "thanks-2.pdf",
    ]
    assert beside(TAK, there) == ("thanks.da.pdf", "thanks.pdf")
    assert beside(THANKS, there) == ("thanks.en.pdf", "thanks.pdf")


def test_what_a_value_says_is_never_read_as_a_template() -> None:
    found = rendering(THANKS, {"customer": "{{ agent }} \\1 \\g<0>", "agent": "secret"})
    assert filled(found) == "Thank you, {{ agent }} \\1 \\g<0>."
