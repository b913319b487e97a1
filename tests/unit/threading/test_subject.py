"""Subjects without the marks that mail clients put before them."""

import pytest

from mailgate.threading.subject import bare, is_reply

MARKED = [
    "Re: Printer", "RE: Printer", "re:Printer", "Re : Printer", "Re[2]: Printer", "Re(3): Printer", "Re^4: Printer",
    "Re*2: Printer", "Re [2]: Printer", "Fwd: Printer", "FW: Printer", "Re: Fwd: Re: Printer", "  Re:  Re:   Printer ",
    "AW: Printer", "WG: Printer", "AW: WG: Printer", "Antwort: Printer",  # de
    "SV: Printer", "VS: Printer", "VB: Printer", "Svar: Printer", "Videresendt: Printer",  # da, nb, sv
    "VL: Printer", "VS: VL: Printer",  # fi
    "Antw: Printer", "Betr: Printer", "Doorst: Printer",  # nl
    "Odp: Printer", "PD: Printer",  # pl
    "Rép: Printer", "TR: Printer",  # fr
    "R: Printer", "I: Printer", "RIF: Printer",  # it
    "RES: Printer", "ENC: Printer",  # pt
    "RV: Printer",  # es, ca
    "Vá: Printer", "Továbbítás: Printer",  # hu
    "YNT: Printer", "İLT: Printer".replace("İ", "I"),  # tr
    "ΑΠ: Printer", "ΠΡΘ: Printer",  # el
    "Отв: Printer", "На: Printer",  # ru, bg
    "回复：Printer", "答复: Printer", "转发：Printer", "返信: Printer", "転送：Printer",  # zh, ja
    "회신: Printer", "전달: Printer", "השב: Printer", "رد: Printer",  # ko, he, ar
    "Re：Printer", "Ｒe: Printer".replace("Ｒ", "R"),  # full-width colon
]  # fmt: skip


@pytest.mark.parametrize("subject", MARKED)
def test_the_marks_of_every_language_are_taken_off(subject: str) -> None:
    assert bare(subject) == "Printer"
    assert is_reply(subject)


@pytest.mark.parametrize(
    "subject",
    ["Printer", "Report: Q3", "Reg: access", "Ref: 12345", "Réf : 12345", "Invoice: 7", "Resume: Anna", "Printer Re: it",
     "[EXTERNAL] Printer", "Re", "React: a question", "Antrag: neu"],
)  # fmt: skip
def test_a_persons_own_words_stay(subject: str) -> None:
    assert bare(subject) == subject
    assert not is_reply(subject)


@pytest.mark.parametrize(("subject", "left"), [("", ""), ("Re:", ""), ("Re: Re:", ""), ("  a \t b  ", "a b")])
def test_little_is_left_of_little(subject: str, left: str) -> None:
    assert bare(subject) == left


def test_a_subject_of_marks_alone_ends() -> None:
    assert bare("Re: " * 100_000).startswith("Re: Re:")
