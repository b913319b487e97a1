"""The checklist tells the truth: a promise is kept only if it was seen, and the first that fails ends the story."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailgate.cli.demo_desk import DemoDesk
from mailgate.cli.demo_mails import Writers
from mailgate.cli.demo_post import Missed, Post
from mailgate.cli.demo_screen import Screen
from mailgate.cli.demo_smarthost import Delivered, Smarthost, smarthost_on_loopback
from mailgate.cli.demo_story import NOT_REACHED, Promise, Story
from mailgate.clock import SystemClock
from mailgate.store import Store
from mailgate.store.views import EntryView

ENTRY = EntryView(
    id=1, source="smtp", peer="127.0.0.1", mail_from="mette@example.net", rcpt_to=("support@example.com",),
    auth_user=None, quiet=False, arrived_at=datetime(2026, 11, 23, tzinfo=UTC), size=1, sha256="", state="settled",
    attempts=0, next_attempt_at=None, message_id="<a@example.net>", fate="ticket", ticket_id=1,
    ticket="EX-26-000001-W", reasons=("nothing in the mail points to a ticket",), steps=(), settled_at=None,
)  # fmt: skip


class Desk(Post):
    """A desk that takes every mail, gives each the same fate and writes the same letter."""

    entry = ENTRY
    subject: str | None = "[EX-26-000001-W] The coffee machine on floor 3"

    async def as_customer(self, mail: EmailMessage) -> None: ...

    async def fate(self, mail: EmailMessage, copies: int = 1) -> EntryView:  # noqa: ARG002 - the real one's
        return self.entry

    async def letter(self, to: str, what: str) -> Delivered:
        if self.subject is None:
            raise Missed(f"no {what} for {to} reached the smarthost")
        message = EmailMessage()
        message["From"], message["Subject"] = "support@example.com", self.subject
        message["Auto-Submitted"] = "auto-replied"
        message["X-Customer"] = "mette@example.net" if what == "notification" else ""
        message.set_content("We have your message.")
        return Delivered((to,), message.as_bytes(), message)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = Store(f"sqlite:///{tmp_path / 'never-opened.db'}")
    yield Desk(DemoDesk(tmp_path, 1, 1), Smarthost(), store)
    store.close()


async def faults_of(desk: Desk) -> dict[Promise, str | None]:
    story = Story(desk, Writers(SystemClock()), Screen(lambda _: None))
    await story.play()
    return story.faults


async def test_a_mail_with_the_wrong_fate_breaks_the_first_promise_and_no_later_one_is_reached(
    desk: Desk,
) -> None:
    desk.entry = replace(ENTRY, fate="quarantined")
    faults = await faults_of(desk)
    assert faults[Promise.OPENED] == "its fate is quarantined"
    assert {faults[p] for p in list(Promise)[1:]} == {NOT_REACHED}


async def test_a_letter_that_never_comes_is_a_broken_promise(desk: Desk) -> None:
    desk.subject = None
    assert "no acknowledgement for mette@example.net" in str((await faults_of(desk))[Promise.OPENED])


async def test_an_acknowledgement_without_the_number_is_a_broken_promise(desk: Desk) -> None:
    desk.subject = "We have your message"
    assert "is not in" in str((await faults_of(desk))[Promise.OPENED])


async def test_a_notification_whose_header_names_the_customer_is_a_broken_promise(desk: Desk) -> None:
    faults = await faults_of(desk)
    assert faults[Promise.OPENED] is None
    assert faults[Promise.NOTIFIED] == "the customer's address stands in a header"


async def test_the_smarthost_keeps_what_nobody_asked_for() -> None:
    async with smarthost_on_loopback() as smarthost:
        post = Post(
            DemoDesk(Path("/nowhere"), smarthost.port, 1), smarthost, Store("sqlite:////nowhere/none.db")
        )
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@example.net", "b@example.net", "Hello"
        mail.set_content("unasked")
        await post.as_customer(mail)
        assert [m.subject for m in post.unasked()] == ["Hello"]
        taken = await post.letter("b@example.net", "letter")
        assert (taken.text, taken.reply_address, post.unasked()) == ("unasked\n", "a@example.net", [])
