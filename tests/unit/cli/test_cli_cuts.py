"""`mailgate parse` shows people what was cut and why; its JSON keeps the keys of the specification."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.working_desk import run

MAILS = Path(__file__).parents[2] / "mails"


def cuts(name: str) -> list[str]:
    """The rows about cuts that are shown of a golden mail, each on one line."""
    output = run("parse", MAILS / f"{name}.eml").stdout.split("\n\n")[0]
    rows = output.replace("\n ", " ").splitlines()
    return [" ".join(row.split()) for row in rows if row.startswith(("Cut:", "Kept:"))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("replies/quotes-roundcube-de", ['Cut: lines 3-4, quoted: introducing line in German: "Am 2026-11-24 08:00,']),
        ("replies/quotes-block-es-outlook-web",
         ['Cut: lines 3-9, quoted: header block as Outlook writes it in Spanish: "________________________________ De:']),
        ("replies/quotes-samsung-nl",
         ['Cut: line 3, signature: line that a phone or program adds: "Verzonden vanaf mijn Galaxy"',
          'Cut: lines 5-11, quoted: line that announces the original message in Dutch: "-------- Oorspronkelijk bericht']),
        ("replies/quotes-mobile-fi",
         ['Cut: line 3, signature: line that a phone or program adds: "Lähetetty iPhonesta"',
          'Cut: lines 5-7, quoted: lines marked with >, introduced in Finnish: "> Support <support@example.net> kirjoitti']),
        ("replies/our-separator", ['Cut: lines 3-5, quoted: our own separator: "– – – reply above this line – – – Anna']),
        ("html/quotes-gmail-bottom-posted",
         ['Cut: lines 1-3, quoted: gmail_attr in the HTML, introduced in English: "On Tue, Nov 24, 2026']),
        ("replies/quotes-signature-above-quote",
         ["Cut: lines 3-5, signature: signature after '-- ': \"-- Anna Berg Workshop North\"",
          'Cut: lines 7-8, quoted: introducing line in English: "On Tue, 24 Nov 2026 at 08:00,']),
        ("replies/quotes-inline-one-answer", ['Kept: line 3: answers stand between quoted lines: "> Which floor is it']),
        ("replies/quotes-inline-outlook-below-de",
         ['Kept: lines 5-10: the new text says that answers stand in the history in German: "Von: Support']),
        ("replies/only-a-quote-is-kept", ['Kept: line 1: nothing else was left: "> This is what you wrote"']),
        ("forwards/quotes-outlook-sv-vb", ['Kept: lines 3-8: a forward in Swedish: "Från: Ole Lund <ole@example.org>']),
        ("replies/quotes-lookalike-harbour", []),
    ],
)  # fmt: skip
def test_the_view_for_people_names_each_cut_with_its_reason_and_first_words(
    name: str, expected: list[str]
) -> None:
    found = cuts(name)
    assert len(found) == len(expected)
    assert [row[: len(wanted)] for row, wanted in zip(found, expected, strict=True)] == expected


def test_the_first_words_of_a_long_cut_are_enough() -> None:
    (row,) = cuts("replies/quotes-block-external-warning")
    assert row.endswith('…"')
    assert "CAUTION" not in row


def test_the_document_for_programs_has_no_cuts() -> None:
    document = json.loads(run("parse", MAILS / "replies/our-separator.eml", "--json").stdout)
    assert "cuts" not in document


def test_the_name_of_an_element_cannot_command_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    page = '<p>Done.</p><blockquote class="\x1b[31mred">old</blockquote>'
    file.write_bytes(f"From: a@example.com\nContent-Type: text/html; charset=utf-8\n\n{page}".encode())
    shown = run("parse", file).stdout
    assert "in the HTML" in shown
    assert "\x1b" not in shown
