"""Words, not characters: what `contains` finds in which writing."""

import pytest

from mailgate.rules.wording import PHRASE, SEARCHED, Wording, phrase_of

FOUND = [
    ("INVOICE overdue", "invoice"),
    ("Rechnung: 100 €", "rechnung"),
    ("die STRASSE", "Straße"),
    ("die Straße", "strasse"),
    ("an e-mail\nfor you", "e-mail"),
    ("an e mail", "E-MAIL"),
    ("cannot log\n  in today", "log in"),
    ("ｉｎｖｏｉｃｅ", "invoice"),
    ("ﬁrma", "firma"),
    ("請求書を送ってください", "請求書"),
    ("请把发票寄给我", "发票"),
    ("결제가 안 됩니다", "결제"),
    ("ขอใบแจ้งหนี้ด้วย", "ใบแจ้งหนี้"),
    ("Мой СЧЁТ пришёл", "счёт"),
    ("caf\u0065\u0301 bill", "café"),
    ("मेरा बिल कहाँ है", "बिल"),
    ("x_y z", "x"),
    ("number 4711.", "4711"),
]
NOT_FOUND = [
    ("invoices", "invoice"),
    ("beregning", "regning"),
    ("prix fixe", "fix"),
    ("log me in", "log in"),
    ("in log", "log in"),
    ("बिल्ली", "बिल"),
    ("47110", "4711"),
    ("", "word"),
]


@pytest.mark.parametrize(("text", "word"), FOUND)
def test_a_word_is_found_however_it_is_written(text: str, word: str) -> None:
    assert Wording(text).has([phrase_of(word)])


@pytest.mark.parametrize(("text", "word"), NOT_FOUND)
def test_a_part_of_a_word_is_not_the_word(text: str, word: str) -> None:
    assert not Wording(text).has([phrase_of(word)])


def test_a_phrase_may_stand_at_either_end_of_the_text() -> None:
    words = [f"w{n}" for n in range(20)]
    text = Wording(" ".join(words))
    assert all(text.has([tuple(words[at : at + PHRASE])]) for at in range(20 - PHRASE + 1))
    assert not text.has([("w19", "w0")])


def test_only_the_beginning_of_an_endless_text_is_searched_and_that_is_told() -> None:
    text = Wording("early " + "x" * SEARCHED + " late")
    assert text.cut
    assert text.has([("early",)])
    assert not text.has([("late",)])
    assert not Wording("x" * SEARCHED).cut


def test_text_that_no_encoding_can_hold_is_searched_all_the_same() -> None:
    assert Wording("\ud800 invoice").has([("invoice",)])
    assert Wording("\ud800 invoice").octets == b"? invoice"
