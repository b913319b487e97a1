"""Is a stranger's mail of the domain in its From? Our own check, where no neighbour judged the mail before us.

Theory of operation
- The check runs beside the others' reading, never in the lane that decides, and takes its time budget at most. What has
  not been answered by then counts as a temporary failure, which is no evidence of anything.
- SPF, the signatures and the policy are asked for at the same time. A large mail is hashed in a thread.
- The lane waits for the slowest mail before it. Whoever sends only mails whose name servers are silent makes the budget
  shrink for all, to a tenth at worst, until answers come in time again.
- The parts that cost memory, 20 MB for cryptography and the resolver, are loaded when the first mail needs them: a desk
  behind a mail server of its own never does.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from mailgate.clock import Clock
from mailgate.config.nameserver import parse_nameserver
from mailgate.config.schema import BorderTable
from mailgate.mail.authentication import client_at_border
from mailgate.mail.border.lookup import Answer, Failure, Question, Steps
from mailgate.model.authentication import Authentication
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.pipeline.desk import Desk

if TYPE_CHECKING:
    from mailgate.mail.border.examination import Suspect

_RECENT, _LEAST = (
    32,
    0.1,
)  # mails that are remembered as late or not; what is left of the budget when all were
_LARGE = 128 * 1024  # octets that take longer to hash than to hand to a thread
_Found = TypeVar("_Found")


class Resolver(Protocol):
    """The DNS, as the check asks it."""

    async def look_up(self, question: Question) -> Answer:
        """The answer, or a failure when none can be had; may be cancelled."""


class Patience:
    """How long the next mail may wait for the DNS: the less, the more of the last ones waited in vain."""

    def __init__(self, budget: float) -> None:
        self._budget = budget
        self._late: deque[bool] = deque(maxlen=_RECENT)

    @property
    def seconds(self) -> float:
        return self._budget * max(_LEAST, 1 - sum(self._late) / _RECENT)

    def note(self, *, late: bool) -> None:
        """One more mail was looked up, with or without all its answers in time."""
        self._late.append(late)


def applies(envelope: Envelope, desk: Desk) -> bool:
    """Whether nobody but us can say who sent this mail, and the operator wants to know."""
    wanted = desk.settings.border.check
    if wanted == "never":
        return False
    return client_at_border(envelope, desk.trusted, everywhere=wanted == "always") is not None


class Border:
    """Checks mails; one for the life of a configuration."""

    def __init__(self, open_resolver: Callable[[], Resolver], budget: float) -> None:
        self._open, self.patience = open_resolver, Patience(budget)
        self._resolver: Resolver | None = None

    async def check(self, raw: bytes, mail: Mail, envelope: Envelope, at: datetime) -> Authentication:
        """What can be found out about the sender of a mail that arrived at `at`, for `authenticate`; raises nothing."""
        try:
            return await self._checked(raw, mail, envelope, at)
        except Exception as error:  # noqa: BLE001 - without the evidence the mail is still a mail, and has a fate
            cause = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            return Authentication(evidence=(f"our own check broke off: {type(cause).__name__}",))

    async def _checked(self, raw: bytes, mail: Mail, envelope: Envelope, at: datetime) -> Authentication:
        from mailgate.mail.border.examination import judge  # noqa: PLC0415 - see above

        if self._resolver is None:
            self._resolver = self._open()
        suspect = await self._suspect(raw, mail, envelope, at)
        if isinstance(suspect, Authentication):
            return suspect
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience.seconds
        async with asyncio.TaskGroup() as group:
            spf = group.create_task(self._walk(suspect.spf(), self._resolver, until))
            policy = group.create_task(self._walk(suspect.policy(), self._resolver, until))
            dkim = [group.create_task(self._walk(one, self._resolver, until)) for one in suspect.dkim()]
        self.patience.note(late=loop.time() >= until)
        return judge(suspect.author, spf.result(), [one.result() for one in dkim], policy.result())

    async def _suspect(
        self, raw: bytes, mail: Mail, envelope: Envelope, at: datetime
    ) -> "Suspect | Authentication":
        from mailgate.mail.border.examination import suspect  # noqa: PLC0415

        client = client_at_border(envelope, (), everywhere=True)
        if client is None:
            return Authentication(evidence=("the mail did not come from a client of ours",))
        if len(raw) < _LARGE:
            return suspect(raw, mail, client, envelope.mail_from, envelope.helo, at)
        return await asyncio.to_thread(suspect, raw, mail, client, envelope.mail_from, envelope.helo, at)

    async def _walk(self, steps: Steps[_Found], resolver: Resolver, until: float) -> _Found:
        """Takes a check through its questions; after `until` every answer is a failure."""
        try:
            question = next(steps)
            while True:
                question = steps.send(await _answer(question, resolver, until))
        except StopIteration as end:
            found: _Found = end.value
            return found


async def _answer(question: Question, resolver: Resolver, until: float) -> Answer:
    try:
        async with asyncio.timeout_at(until):
            return await resolver.look_up(question)
    except TimeoutError:
        return Failure("timed out")


def border_of(table: BorderTable, clock: Clock) -> Border:
    """The check as it is configured; nothing is opened before the first mail."""

    def resolver() -> Resolver:
        from mailgate.pipeline.resolver import DnsResolver  # noqa: PLC0415 - see above

        servers = tuple(parse_nameserver(text) for text in table.nameservers)
        return DnsResolver(servers, lifetime=float(table.dns_timeout), clock=clock)

    return Border(resolver, float(table.dns_timeout))
