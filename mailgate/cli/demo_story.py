"""What happens in the demonstration? Scenes, each with the promise that it shows.

Theory of operation. A scene sends a mail, waits for what the mail must cause, and looks at it. Letters are in the
outbox from the transaction that gave the mail its fate, so that "nothing was sent" is known as soon as the fate is,
and what did leave unasked lies at the smarthost in the end. Scenes build on each other: the first that fails ends
the story.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from enum import StrEnum

from mailgate.cli.demo_desk import AGENT, AGENT_ADDRESS
from mailgate.cli.demo_mails import CUSTOMER, CUSTOMER_ADDRESS, PROBLEM, STRANGER_ADDRESS, Writers
from mailgate.cli.demo_post import Missed, Post, require
from mailgate.cli.demo_screen import Screen
from mailgate.cli.demo_smarthost import Delivered
from mailgate.model.journal import Fate
from mailgate.store.views import EntryView

NOT_REACHED = "not reached"


class Promise(StrEnum):
    """What the demonstration shows; each is one line of the checklist."""

    OPENED = "A customer's mail became a ticket and was acknowledged with its number"
    NOTIFIED = "The agent was notified; no header of that mail holds the customer's address"
    DUPLICATE = "The same mail once more changed nothing"
    ANSWERED = "The agent's reply reached the customer, without its quotes and the agent's address"
    BY_NUMBER = "A mail with nothing but the number in its subject landed on the ticket"
    BY_REFERENCES = "An answer under another subject landed on the ticket by its References"
    AWAY = "An out-of-office was recorded, and nobody was written to"
    STRANGER = "A stranger with the number got a ticket of their own and learned nothing"
    NOTHING_ELSE = "Nothing else left the desk"


class Story:
    """Plays the scenes; `faults` says of each promise what went wrong, None for a kept one."""

    def __init__(self, post: Post, writers: Writers, screen: Screen) -> None:
        self._post, self._writers, self._screen = post, writers, screen
        self.faults: dict[Promise, str | None] = dict.fromkeys(Promise, NOT_REACHED)
        self._reference = ""
        self._number: int | None = None
        self._scenes = 0

    async def play(self) -> int | None:
        """All scenes, up to the first that fails; the number of the customer's ticket."""
        try:
            await self._play()
        except Missed as missed:
            self._screen.say(f"    ✗  {missed}")
        return self._number

    async def _play(self) -> None:
        first = self._writers.first()
        await self._open(first)
        notification = await self._notify()
        await self._repeat(first)
        answer = await self._answer(notification)
        await self._come_back(Promise.BY_NUMBER, self._writers.by_number(self._reference), 4)
        await self._come_back(Promise.BY_REFERENCES, self._writers.by_references(answer), 2)
        await self._away(answer)
        await self._intrude()
        with self._shows(Promise.NOTHING_ELSE):
            unasked = self._post.unasked()
            require(not unasked, "; ".join(f"{m.subject} to {m.recipients}" for m in unasked))

    async def _open(self, mail: EmailMessage) -> None:
        self._scene("A customer writes to the desk")
        with self._shows(Promise.OPENED):
            entry = await self._sent(mail)
            require(entry.fate == Fate.TICKET, f"its fate is {entry.fate}")
            self._reference, self._number = entry.ticket or "", entry.ticket_id
            letter = await self._letter(CUSTOMER_ADDRESS, "acknowledgement")
            require(self._reference in letter.subject, f"{self._reference} is not in {letter.subject}")
            require(letter.message["Auto-Submitted"] == "auto-replied", "it is not marked as automatic")

    async def _notify(self) -> Delivered:
        with self._shows(Promise.NOTIFIED):
            letter = await self._letter(AGENT_ADDRESS, "notification")
            told = any(CUSTOMER_ADDRESS in str(value).lower() for value in letter.message.values())
            require(not told, "the customer's address stands in a header")
            return letter

    async def _repeat(self, mail: EmailMessage) -> None:
        self._scene("Her mail server was not sure, and sends the same mail again")
        with self._shows(Promise.DUPLICATE):
            entry = await self._sent(mail, copies=2)
            require(entry.fate == Fate.DUPLICATE, f"its fate is {entry.fate}")

    async def _answer(self, notification: Delivered) -> Delivered:
        self._scene("The agent just replies to the notification")
        mail = self._writers.answer(notification)
        with self._shows(Promise.ANSWERED):
            self._screen.written(mail, "over TLS, with a login; all that she quotes stays in the house")
            await self._post.as_agent(mail)
            self._screen.fate(await self._post.fate(mail))
            letter = await self._letter(CUSTOMER_ADDRESS, "answer")
            require("bean container" in letter.text, "the agent's words are missing")
            require("Your reply to this mail goes to" not in letter.text, "it quotes the notification")
            require(AGENT_ADDRESS.encode() not in letter.raw, "it holds the agent's own address")
            return letter

    async def _come_back(self, promise: Promise, mail: EmailMessage, level: int) -> None:
        titles = {4: "The customer gives only the number", 2: "The customer answers under another subject"}
        self._scene(titles[level])
        with self._shows(promise):
            entry = await self._sent(mail)
            require(entry.fate == Fate.APPENDED, f"its fate is {entry.fate}")
            require(entry.ticket == self._reference, f"it landed on {entry.ticket}")
            require(entry.reasons[0].startswith(f"level {level}:"), f"by other evidence: {entry.reasons[0]}")
            await self._letter(AGENT_ADDRESS, "notification")

    async def _away(self, answer: Delivered) -> None:
        self._scene("Her mailbox says by itself that she is away")
        with self._shows(Promise.AWAY):
            entry = await self._sent(self._writers.out_of_office(answer))
            require(entry.fate == Fate.RECORDED, f"its fate is {entry.fate}")
            require(entry.ticket == self._reference, f"it landed on {entry.ticket}")
            require(await self._post.letters_caused_by(entry) == 0, "somebody is written to")

    async def _intrude(self) -> None:
        self._scene("A stranger has seen the number and asks about it")
        with self._shows(Promise.STRANGER):
            entry = await self._sent(self._writers.stranger(self._reference))
            require(entry.fate == Fate.TICKET, f"its fate is {entry.fate}")
            require(entry.ticket != self._reference, "it landed on the customer's ticket")
            letter = await self._letter(STRANGER_ADDRESS, "acknowledgement")
            said = f"{letter.message} {letter.text}"
            words = (self._reference, PROBLEM, CUSTOMER, CUSTOMER_ADDRESS, AGENT, "bean")
            told = [word for word in words if word in said]
            require(not told, f"the stranger was told {told}")
            await self._letter(AGENT_ADDRESS, "notification")

    async def _sent(self, mail: EmailMessage, copies: int = 1) -> EntryView:
        self._screen.written(mail)
        await self._post.as_customer(mail)
        entry = await self._post.fate(mail, copies)
        self._screen.fate(entry)
        return entry

    async def _letter(self, to: str, what: str) -> Delivered:
        letter = await self._post.letter(to, what)
        self._screen.left(letter)
        return letter

    def _scene(self, title: str) -> None:
        self._scenes += 1
        self._screen.scene(self._scenes, title)

    @contextmanager
    def _shows(self, promise: Promise) -> Iterator[None]:
        try:
            yield
        except Missed as missed:
            self.faults[promise] = str(missed)
            raise
        self.faults[promise] = None
