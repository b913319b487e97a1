"""The files beside a canned answer: they leave with it, whole and unchanged, or the answer does not leave."""

import email
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailgate.errors import ConfigError
from mailgate.pipeline.desk import build
from mailgate.store.schema_work import outbox_recipient
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, answer, mail

TEXT = "Dear {{ customer }}, the prices are enclosed.\n"
LIST = b"%PDF-1.4 prices"


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket, and a canned answer with one file for all languages and one for English."""
    desk.macro(
        "prices.en.md",
        TEXT,
        prices_pdf=LIST,
        prices_en_txt=b"terms",
        prices_da_txt=b"vilk\xc3\xa5r",
        other_pdf=b"x",
    )
    desk.post(mail())
    desk.deliver()
    return desk


def says(desk: TestDesk, text: str, **more: object) -> None:
    told = desk.letter("notification", to="anna@staff.example.net")
    desk.post(answer(told.draft, text, sender=ANNA, **more))  # type: ignore[arg-type]


def carried(desk: TestDesk) -> list[EmailMessage]:
    desk.advance(31)
    return [
        email.message_from_bytes(c.message, policy=policy.default)
        for c in desk.deliver()
        if c.recipient == "kim@customer.test"
    ]


def files(found: EmailMessage) -> dict[str | None, object]:
    return {a.get_filename(): a.get_payload(decode=True) for a in found.iter_attachments()}


def question(desk: TestDesk) -> Letter:
    return desk.letter("notice", to="anna@staff.example.net")


def test_they_leave_with_the_answer_beside_the_agents_own(desk: TestDesk) -> None:
    says(desk, "#macro prices\n\nSee you.", files=[("mine.txt", b"mine")])
    (left,) = carried(desk)
    assert files(left) == {"prices.pdf": LIST, "prices.en.txt": b"terms", "mine.txt": b"mine"}
    kinds = {a.get_filename(): a.get_content_type() for a in left.iter_attachments()}
    assert kinds["prices.pdf"] == "application/pdf"


def test_a_preview_names_them_and_nothing_leaves(desk: TestDesk) -> None:
    says(desk, "#macro prices\n#preview\n\nSee you.", files=[("mine.txt", b"mine")])
    shown = question(desk).draft.text
    assert all(f"- {name} (1 KiB)" in shown for name in ("prices.pdf", "prices.en.txt", "mine.txt"))
    assert carried(desk) == []


def test_they_leave_with_an_answer_that_was_kept_back(desk: TestDesk) -> None:
    desk.post(answer(desk.letter("ack").draft, "And now fire."))
    says(desk, "#note\n\nThe customer has never paid a single bill.")
    desk.post(
        answer(
            desk.letter("notification").draft,
            "#macro prices\n\nThe customer has never paid a single bill.",
            sender=ANNA,
        )
    )
    assert carried(desk) == []
    desk.post(answer(question(desk).draft, "#send", sender=ANNA))
    (left,) = carried(desk)
    assert set(files(left)) == {"prices.pdf", "prices.en.txt"}


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_file_that_is_not_as_it_was_holds_the_whole_answer(
    desk: TestDesk, tmp_path: Path, how: str
) -> None:
    says(desk, "#macro prices\n\nSee you.")
    (path,) = tmp_path.rglob("prices.pdf")
    path.unlink() if how == "gone" else path.write_bytes(b"%PDF-1.4 secret prices")
    assert carried(desk) == []
    waiting = desk.letters("reply")[-1]
    assert waiting.state == "waiting"
    (row,) = desk.rows(sa.select(outbox_recipient.c.detail).where(outbox_recipient.c.state == "waiting"))
    assert row.detail.startswith("macros/prices.pdf: file: ")
    path.write_bytes(LIST)
    desk.advance(hours=1)
    (left,) = carried(desk)
    assert files(left)["prices.pdf"] == LIST


def test_what_waits_for_a_file_holds_up_no_other_mail_to_that_domain(desk: TestDesk, tmp_path: Path) -> None:
    says(desk, "#macro prices\n\nSee you.")
    (path,) = tmp_path.rglob("prices.pdf")
    path.unlink()
    for _ in range(6):
        desk.advance(hours=2)
        desk.deliver()
    desk.post(mail("Another", sender="Lars <lars@customer.test>"))
    assert "lars@customer.test" in [c.recipient for c in desk.deliver()]


def test_a_file_that_is_too_large_is_a_fault_of_the_configuration(desk: TestDesk) -> None:
    with pytest.raises(ConfigError, match=r"macros/prices\.pdf.*too large"):
        desk.macro("prices.en.md", TEXT, prices_pdf=b"x" * (10 * 1024 * 1024 + 1))
    with pytest.raises(ConfigError, match=r"macros/prices\.en\.md.*together"):
        desk.macro("prices.en.md", TEXT, prices_pdf=b"x" * 6 * 1024 * 1024, prices_odt=b"y" * 6 * 1024 * 1024)


def test_files_of_no_macro_are_the_operators_own(desk: TestDesk) -> None:
    assert set(build(desk.settings).macros.enclosures) == {"prices.pdf", "prices.en.txt"}
