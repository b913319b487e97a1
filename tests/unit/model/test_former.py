"""The ticket numbers of a system used before, found in subjects as that system wrote them."""

import pytest

from mailgate.model.former import Formats, former, names


@pytest.mark.parametrize(
    ("form", "subject", "name"),
    [
        ("[Ticket#{number}]", "Re: [Ticket#2023101110000042] Printer", "Ticket#2023101110000042"),
        ("[Ticket#{number}]", "AW: ticket#42 Printer", "Ticket#42"),
        ("[Ticket#{number}]", "[Ticket # 42]", "Ticket#42"),
        ("[rt.example.com #{number}]", "[rt.example.com #7] x", "rt.example.com #7"),
        ("[rt.example.com #{number}]", "RT.Example.com #7", "rt.example.com #7"),
        ("[{number}]", "Re: [42] x", "42"),
        ("SUP-{number}", "(SUP-12) a", "SUP-12"),
        ("[Case {code}]", "Re: [Case ab-12-CD] x", "Case AB-12-CD"),
        ("##{number}##", "x ##99## y", "##99##"),
    ],
)
def test_a_former_number_is_found_and_named_as_the_system_wrote_it(
    form: str, subject: str, name: str
) -> None:
    assert names(Formats(former=(former(form),)), subject) == (name,)


@pytest.mark.parametrize(
    ("form", "subject"),
    [
        ("[Ticket#{number}]", "MyTicket#42"),
        ("[Ticket#{number}]", "Ticket#42a"),
        ("[Ticket#{number}]", "Ticket 42"),
        ("[{number}]", "42"),
        ("SUP-{number}", "XSUP-12"),
        ("[rt.example.com #{number}]", "[rtxexample.com #7]"),
    ],
)
def test_what_only_resembles_a_former_number_is_none(form: str, subject: str) -> None:
    assert names(Formats(former=(former(form),)), subject) == ()


def test_it_is_taken_out_of_a_subject_with_its_brackets() -> None:
    assert former("[Ticket#{number}]").cut("Re: [Ticket#42] Printer").split() == ["Re:", "Printer"]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ("", "needs {number}"),
        ("[Ticket#]", "needs {number}"),
        ("{number}-{number}", "needs {number}"),
        ("{number}", "every number"),
        ("{code}", "every number"),
        ("({number}", "every number"),
        ("x" * 70 + "{number}", "longer than"),
        ("[Ticket#{number}]\n", "printable"),
    ],
)
def test_a_form_that_cannot_work_is_refused_with_a_remedy(form: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as refused:
        former(form)
    assert "write one such as" in str(refused.value)


def test_several_forms_are_looked_for_at_once_up_to_a_limit() -> None:
    formats = Formats(former=(former("A#{number}"), former("B#{number}")))
    assert names(formats, "B#1 A#2 A#2") == ("A#2", "B#1")
    assert len(names(formats, " ".join(f"A#{n}" for n in range(50)))) == 8
