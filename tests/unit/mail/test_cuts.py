"""Each cut names its mark, its language and its lines, so that a person can see why words are not among the new ones."""

from pathlib import Path

import pytest

from mailgate.mail.header_block import block_at
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.mail.quotes import split_text
from mailgate.mail.read import read
from mailgate.model.mail import Cut, CutKind, CutMark

MAILS = Path(__file__).parents[2] / "mails"
QUOTED, SIGNATURE, KEPT = CutKind.QUOTED, CutKind.SIGNATURE, CutKind.KEPT
HEAD = b"From: Anna <anna@example.com>\r\nSubject: Re: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Done.\n\nAm 24.11.2026 um 08:00 schrieb Support:\n> Geht es?",
         Cut(QUOTED, CutMark.INTRODUCTION, 3, 2, ("de",))),
        ("Done.\n\nDen 24.11.2026 kl. 08.00 skrev Support:\n> Gik det?",
         Cut(QUOTED, CutMark.INTRODUCTION, 3, 2, ("da", "nb", "sv"))),
        ("Done.\n\n24.11.2026, 08:00\n> Geht es?", Cut(QUOTED, CutMark.INTRODUCTION, 3, 2)),
        ("Done.\n\n> 24 nov 2026 a las 8:00, Support <s@example.net> escribió:\n> \n> ¿Va?",
         Cut(QUOTED, CutMark.QUOTE_SIGNS, 3, 3, ("es",))),
        ("Done.\n\n> Is it?", Cut(QUOTED, CutMark.QUOTE_SIGNS, 3, 1)),
        ("Done.\n\n_____\nVan: Support\nVerzonden: dinsdag 8:00\nAan: Anna\nOnderwerp: x\n\nDoet hij het?",
         Cut(QUOTED, CutMark.HEADER_BLOCK, 3, 7, ("nl",))),
        ("Done.\n\nDe: Support\nDate: mar. 8:00\nSubject: x\nTo: Anna\n\nOui ?",
         Cut(QUOTED, CutMark.HEADER_BLOCK, 3, 6)),
        ("Done.\n\n-----Original Message-----\nFrom: Support\nSent: Tuesday\nTo: Anna\nSubject: x\n\nIs it?",
         Cut(QUOTED, CutMark.ANNOUNCEMENT, 3, 7, ("en",))),
        (f"Done.\n\n{SEPARATOR_MARK}\nold", Cut(QUOTED, CutMark.SEPARATOR, 3, 2)),
        ("Done.\n-- \nAnna\n", Cut(SIGNATURE, CutMark.DELIMITER, 2, 2)),
        ("Done.\n\nSendt fra min iPhone", Cut(SIGNATURE, CutMark.DEVICE_LINE, 3, 1)),
        (f"Done.\n{'_' * 47}\nlist@example.org", Cut(SIGNATURE, CutMark.LIST_FOOTER, 2, 2)),
        ("> One?\n\nYes.\n\n> Two?\n\nNo.", Cut(KEPT, CutMark.INLINE_ANSWERS, 1, 5)),
        ("See my answers inline.\n\nFrom: Support\nSent: Tuesday 8:00\nTo: Anna\nSubject: x\n\nOne? Yes.",
         Cut(KEPT, CutMark.ANSWERS_BELOW, 3, 6, ("en",))),
        ("> Only this", Cut(KEPT, CutMark.NOTHING_LEFT, 1, 1)),
    ],
)  # fmt: skip
def test_a_cut_names_its_mark_its_languages_and_its_lines(text: str, cut: Cut) -> None:
    assert split_text(text, "Re: x").cuts == (cut,)


def test_a_text_without_marks_has_no_cuts() -> None:
    assert split_text("Hello,\n\nit works.\n\nAnna").cuts == ()


def test_cuts_stand_in_the_order_of_the_text() -> None:
    text = "Hi\n\n> One?\n\nYes.\n\n> Regards\n-- \nAnna\n\nFrom: a\nSent: 8:00\nTo: b\nSubject: x\n\nold"
    found = [(cut.kind, cut.line) for cut in split_text(text).cuts]
    assert found == [(KEPT, 3), (QUOTED, 7), (SIGNATURE, 8), (QUOTED, 11)]


def test_a_forward_is_kept_and_says_so_from_its_first_line() -> None:
    text = "Please help.\n\nVon: Ole\nGesendet: Montag 10:00\nAn: Anna\nBetreff: Stuhl\n\nKaputt.\n\n> inner quote"
    split = split_text(text, "WG: Stuhl")
    assert split.cuts == (Cut(KEPT, CutMark.FORWARD, 3, 8, ("de",)),)
    assert split.new == text


@pytest.mark.parametrize(
    ("page", "mark", "element"),
    [
        ('<p>Done.</p><div class="gmail_attr">Support, Monday</div><blockquote class="gmail_quote">old</blockquote>',
         QUOTED, "gmail_attr"),
        ('<p>Done.</p><blockquote class="gmail_quote">old</blockquote>', QUOTED, "gmail_quote"),
        ('<p>Done.</p><blockquote type="cite">old</blockquote>', QUOTED, "blockquote"),
        ('<p>Done.</p><div id="divRplyFwdMsg">Support</div><p>old</p>', QUOTED, "divRplyFwdMsg"),
        ('<p>Done.</p><div id="x_divRplyFwdMsg">Support</div><p>old</p>', QUOTED, "x_divRplyFwdMsg"),
        ('<p>Done.</p><hr id="zwchr"><p>old</p>', QUOTED, "zwchr"),
        ('<p>Done.</p><div class="yahoo_quoted"><p>old</p></div>', QUOTED, "yahoo_quoted"),
        ('<p>Done.</p><div class="gmail_signature">Anna</div>', SIGNATURE, "gmail_signature"),
        ('Done.<br id="lineBreakAtBeginningOfSignature"><div>Anna</div>', SIGNATURE, "lineBreakAtBeginningOfSignature"),
    ],
)  # fmt: skip
def test_a_cut_in_a_page_names_the_element(page: str, mark: CutKind, element: str) -> None:
    mail = read(HEAD + page.encode())
    (cut,) = mail.cuts
    assert (cut.kind, cut.mark, cut.detail) == (mark, CutMark.PAGE, element)
    assert mail.new_text == "Done."


def test_a_signature_that_says_nothing_marks_nothing() -> None:
    mail = read(HEAD + b'<p>Done.</p><div class="gmail_signature"></div><p>And please call me.</p>')
    assert (mail.new_text, mail.cuts) == ("Done.\n\nAnd please call me.", ())


def test_the_name_of_an_element_is_bounded() -> None:
    mail = read(HEAD + b'<p>Done.</p><blockquote class="' + b"x" * 5_000 + b'">old</blockquote>')
    assert len(mail.cuts[0].detail) <= 60


def test_history_that_only_the_page_marks_names_the_page() -> None:
    mail = read((MAILS / "replies" / "history-page-has-gmail-plain-has-nothing.eml").read_bytes())
    assert [(cut.mark, cut.detail, cut.line) for cut in mail.cuts] == [(CutMark.PAGE, "gmail_attr", 3)]


@pytest.mark.parametrize(
    ("block", "languages"),
    [
        ("Fra: S\nSendt: 08:00\nTil: A\nEmne: x", ("da", "nb")),
        ("Fra: S\nSendt: 08:00\nTil: A\nKopi: B\nEmne: x", ("da", "nb")),
        ("Från: S\nSkickat: 08:00\nTill: A\nÄmne: x", ("sv",)),
        ("Lähettäjä: S\nLähetetty: 8.00\nVastaanottaja: A\nAihe: x", ("fi",)),
        ("Od: S\nWysłano: 08:00\nDo: A\nTemat: x", ("pl",)),
        ("Od: S\nOdesláno: 8:00\nKomu: A\nPředmět: x", ("cs",)),
        ("De : S\nEnvoyé : 08:00\nÀ : A\nObjet : x", ("fr",)),
        ("De: S\nEnviado: 8:00\nPara: A\nAsunto: x", ("es",)),
        ("De: S\nEnviado: 8:00\nPara: A\nAssunto: x", ("pt",)),
        ("De: S\nEnviat: 8:00\nPer a: A\nAssumpte: x", ("ca",)),
        ("Da: S\nInviato: 08:00\nA: A\nOggetto: x", ("it",)),
        ("Feladó: S\nElküldve: 8:00\nCímzett: A\nTárgy: x", ("hu",)),
        ("Kimden: S\nGönderildi: 08:00\nKime: A\nKonu: x", ("tr",)),
        ("Van: S\nVerzonden: 08:00\nAan: A\nOnderwerp: x", ("nl",)),
        ("Von: S\nGesendet: 08:00\nAn: A\nBetreff: x", ("de",)),
        ("From: S\nSent: 8:00 AM\nTo: A\nSubject: x", ("en",)),
    ],
)  # fmt: skip
def test_a_header_block_is_known_in_its_language(block: str, languages: tuple[str, ...]) -> None:
    found = block_at(block.split("\n"), 0)
    assert found is not None
    assert found.languages == languages


@pytest.mark.parametrize(
    "block",
    [
        "From: Kiel\nTo: Oslo\nDate: Monday",
        "From: Kiel\nSent: Monday\nTo: Oslo",
        "From: Kiel\nSubject: a harbour",
        "Date: Monday\nTo: all\nSubject: minutes",
        "To: all\nFrom: me\nSubject: minutes\nDate: Monday",
    ],
)
def test_labels_that_people_write_are_no_header_block(block: str) -> None:
    assert block_at(block.split("\n"), 0) is None
