"""A small conversation as customers and an agent have it: every kind of work that the desk does, a few times each."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.crash.client import Client, Posted, compose
from tests.crash.sink import Delivery, Sink

SUPPORT, SALES, URGENT = "support@example.com", "sales@example.com", "urgent@example.com"
AGENT = "anna@example.com"
EMPTY = b"\r\n"  # nothing that could be read: the one mail that every version of the program must set aside


@dataclass
class Conversation:
    """Three customers, one of whom writes twice; an agent who answers; a mail that cannot be read."""

    client: Client
    sink: Sink

    async def run(self) -> None:
        """Ends when the last mail has its 250; nothing in it depends on how often the desk dies meanwhile."""
        clara = await self._new("clara@example.org", SUPPORT)
        emil = await self._new("emil@example.net", SALES)
        await self.client.post(Posted(EMPTY, "nobody@example.org", (SUPPORT,), "quarantined"))
        both = compose(
            "ida@example.org", f"{SUPPORT}, {SALES}", "For both", "<both@example.org>", "To two desks."
        )
        await self.client.post(Posted(both, "ida@example.org", (SUPPORT, SALES), "ticket"))
        await self._answer(clara)
        answer = await self.sink.first(_letter("clara@example.org", "Please try the blue cable"))
        await self._follow_up(clara, answer.message_id)
        await self._follow_up(emil, "<first-emil@example.net>")
        await self.client.again(clara)  # a provider that sends the same mail twice, days later

    async def _new(self, who: str, to: str) -> Posted:
        name = who.partition("@")[0]
        raw = compose(who, to, f"Question of {name}", f"<first-{who}>", f"It does not work, says {name}.")
        return await self.client.post(Posted(raw, who, (to,), "ticket"))

    async def _answer(self, of: Posted) -> None:
        told = await self.sink.first(_letter(AGENT, "It does not work, says clara"))
        token = str(told.mail["Reply-To"]).rpartition("<")[2].rstrip(">")
        raw = compose(
            AGENT, token, f"Re: {told.mail['Subject']}", "<answer@example.com>", "Please try the blue cable.",
            told.message_id,
        )  # fmt: skip
        await self.client.post(Posted(raw, AGENT, (token,), "appended", on_ticket_of=of))

    async def _follow_up(self, first: Posted, reference: str) -> None:
        message_id = f"<second-{first.sender}>"
        raw = compose(
            first.sender, first.recipients[0], "One thing more", message_id, "And also this.", reference
        )
        mail = Posted(raw, first.sender, first.recipients, "appended", on_ticket_of=first)
        await self.client.post(mail)


def ordinary(number: int) -> Posted:
    """A mail like any other."""
    who = f"customer{number}@example.net"
    raw = compose(who, SUPPORT, f"Question {number}", f"<ordinary-{who}>", "Does it work?")
    return Posted(raw, who, (SUPPORT,), "ticket")


def fragile() -> Posted:
    """A mail that can be read but not worked on: its acknowledgement's template fails."""
    raw = compose(
        "frida@example.org", SUPPORT, "A fragile thing", "<fragile@example.org>", "Handle with care."
    )
    return Posted(raw, "frida@example.org", (SUPPORT,), "quarantined")


def urgent() -> Posted:
    """A mail whose answer is due one second later."""
    raw = compose("uwe@example.net", URGENT, "At once", "<urgent@example.net>", "It burns.")
    return Posted(raw, "uwe@example.net", (URGENT,), "ticket")


def _letter(recipient: str, words: str) -> Callable[[Delivery], bool]:
    """A mail to this person with these words in its text."""
    return lambda delivery: delivery.recipient == recipient and words in _text(delivery)


def _text(delivery: Delivery) -> str:
    plain = next((p for p in delivery.mail.walk() if p.get_content_type() == "text/plain"), delivery.mail)
    payload = plain.get_payload(decode=True)
    return payload.decode("utf-8") if isinstance(payload, bytes) else ""
