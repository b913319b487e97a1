"""An operator sees what a customer will see: any letter, any language, any ticket."""

from pathlib import Path

import pytest

from mailgate.model.decision import LetterKind
from tests.unit.cli.test_cli_shapes import FLAG, TEXT, Each, Maybe, fits
from tests.unit.cli.working_desk import WorkingDesk
from tests.unit.letters.test_golden_letters import ENGLISH_ONLY


@pytest.mark.parametrize("kind", LetterKind)
def test_any_letter_is_shown_in_any_language(desk: WorkingDesk, kind: LetterKind) -> None:
    for language in ("da", "pl"):
        shown = desk.json("letters", "preview", kind.value, "--language", language)
        fits(shown, {"kind": TEXT, "language": TEXT, "subject": TEXT, "text": TEXT, "html": Maybe(TEXT)})
        assert shown["language"] == ("en" if kind in ENGLISH_ONLY else language)


def test_the_facts_of_a_ticket_are_in_its_letters(conversation: WorkingDesk) -> None:
    shown = conversation.run("letters", "preview", "notification", "--ticket", "1", "--language", "de").stdout
    reference = conversation.json("ticket", "show", "1")["ref"]
    assert f"[{reference}] Broken lamp" in shown
    assert "kim@example.net" in shown
    assert "Ihre Antwort auf diese E-Mail geht an" in shown


def test_the_page_is_written_for_a_browser(desk: WorkingDesk, tmp_path: Path) -> None:
    run = desk.run("letters", "preview", "ack", "--language", "sv", "--html", str(tmp_path / "ack.html"))
    assert run.exit_code == 0
    assert "<p" in (tmp_path / "ack.html").read_text(encoding="utf-8")


def test_a_mailboxs_own_template_is_shown(desk: WorkingDesk) -> None:
    folder = desk.directory / "templates" / "support@example.com"
    folder.mkdir(parents=True)
    (folder / "ack.da.txt").write_text("Subject: Hej\n\nHos os svarer Kim.\n", encoding="utf-8")
    run = desk.run("letters", "preview", "ack", "--language", "da-DK", "--mailbox", "support@example.com")
    assert "Hos os svarer Kim." in run.stdout


@pytest.mark.parametrize("words", [("preview", "nothing"), ("preview", "ack", "--mailbox", "x@example.com")])
def test_what_is_not_there_is_said(desk: WorkingDesk, words: tuple[str, ...]) -> None:
    assert desk.run("letters", *words).exit_code != 0


def test_every_letter_is_listed_with_its_languages(desk: WorkingDesk) -> None:
    listed = desk.json("letters", "languages")
    fits(listed, Each({"kind": TEXT, "language": TEXT, "there": FLAG}))
    customers = {"ack", "ack_minimal", "reply", "word"}
    assert all(row["there"] for row in listed if row["kind"] in customers)
