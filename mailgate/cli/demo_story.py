"""What happens in the demonstration? Eight scenes, each with the promise that it shows.

Theory of operation. A scene sends a mail, waits for what the mail must cause, and looks at it. Letters are in the
outbox from the transaction that gave the mail its fate, so "nothing was sent" is seen in the store at once and need
not be waited for. Scenes build on each other: the first that fails ends the story.
"""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from enum import StrEnum

from mailgate.cli.demo_desk import AGENT_ADDRESS
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
    ANSWERED = "The agent's reply reached the customer: her words, without quotes and her address"
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
        self.reference = ""
        self._number: int | None = None
        self._first: EmailMessage = EmailMessage()

    async def play(self) -> None:
        """All scenes, up to the first that fails."""
        try:
            notification = await self._open()
            await self._repeat()
            answer = await self._answer(notification)
            await self._come_back(Promise.BY_NUMBER, self._writers.by_number(self.reference), level=4)
            await self._come_back(Promise.BY_REFERENCES, self._writers.by_references(answer), level=2)
            await self._away(answer)
            await self._intrude()
            await self._look_round()
        except _SceneFailed as failed:
            self._screen.say(f"    ✗  {failed}")

    async def _scene(self, promise: Promise, look: Callable[[], Awaitable[T]]) -> T: ...
