"""Who carries a mail out of the house? The courier: bytes and envelope in, one outcome a recipient out."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from mailgate.clock import Clock
from mailgate.errors import PeerError
from mailgate.outbound.outcome import Outcome, deferred
from mailgate.outbound.retry import Backoff, BackoffPolicy
from mailgate.outbound.session import Limits, Session
from mailgate.outbound.smarthost import Smarthost
from mailgate.outbound.transaction import Ledger, Parcel


class Courier(Protocol):
    """The one interface to the world that receives mail."""

    async def deliver(
        self, sender: str, recipients: Sequence[str], message: bytes, *, smtputf8: bool
    ) -> dict[str, Outcome]:
        """Tries once; every recipient has an outcome, and the network's failures are outcomes too.

        `sender` is "" for the null reverse-path, `message` has CRLF line ends, `smtputf8` says that its
        header needs RFC 6531.
        """


class SmtpCourier:
    """Delivers through the first smarthost that works, in the configured order.

    The next one is asked when a connection, a greeting or a login fails, or when the first says that it
    cannot take such a mail (too large, SMTPUTF8), never after a verdict on a recipient, and never once
    DATA has begun: the first may have the mail. A smarthost that failed
    repeatedly is asked last for a while, so that its time-outs do not slow every mail.
    """

    def __init__(
        self,
        smarthosts: Sequence[Smarthost],
        *,
        tls: ssl.SSLContext,
        helo: str,
        clock: Clock,
        limits: Limits | None = None,
        backoff: BackoffPolicy | None = None,
    ) -> None:
        self._smarthosts = tuple(smarthosts)
        self._tls = tls
        self._helo = helo
        self._clock = clock
        self._limits = limits or Limits()
        self._policy = backoff or BackoffPolicy()
        self._health = dict.fromkeys(self._smarthosts, Backoff())
        self._idle: dict[Session, asyncio.TimerHandle] = {}

    async def deliver(
        self, sender: str, recipients: Sequence[str], message: bytes, *, smtputf8: bool
    ) -> dict[str, Outcome]:
        """See `Courier.deliver`; takes at most `Limits.total` seconds."""
        parcel = Parcel(sender, tuple(dict.fromkeys(recipients)), message, smtputf8)
        ledger = Ledger()
        troubles: dict[Smarthost, PeerError] = {}
        try:
            async with asyncio.timeout(self._limits.total):
                await self._through_one(parcel, ledger, troubles)
            rest = _deferred(troubles) if troubles or not ledger.unserved else None
        except TimeoutError:
            rest = deferred(f"no end within {self._limits.total:g} seconds", "")
        return {each: _outcome(ledger, each, rest) for each in parcel.recipients}

    async def close(self) -> None:
        """Takes leave of the smarthosts whose connections were kept."""
        while self._idle:
            session, timer = self._idle.popitem()
            timer.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.connect):
                    await session.leave()

    async def _through_one(
        self, parcel: Parcel, ledger: Ledger, troubles: dict[Smarthost, PeerError]
    ) -> None:
        now = self._clock.now()
        for smarthost in sorted(self._smarthosts, key=lambda each: self._health[each].rests(now)):
            try:
                await self._attempt(smarthost, parcel, ledger)
            except PeerError as error:
                troubles[smarthost] = error
                self._health[smarthost] = self._policy.failed(self._health[smarthost], self._clock.now(), 0)
            else:
                self._health[smarthost] = self._policy.succeeded()
                if not ledger.unserved:
                    return
            if ledger.bound:
                return

    async def _attempt(self, smarthost: Smarthost, parcel: Parcel, ledger: Ledger) -> None:
        session = self._kept(smarthost) or Session(smarthost, self._tls, self._helo, self._limits)
        finished = False
        try:
            await session.ready()
            await session.send(parcel, ledger)
            finished = True
        finally:
            # Also when cancelled: a half-done transaction must never meet the next mail.
            if not (finished and self._keep(session)):
                session.close()

    def _kept(self, smarthost: Smarthost) -> Session | None:
        session = next((each for each in self._idle if each.smarthost == smarthost), None)
        if session is not None:
            self._idle.pop(session).cancel()
        return session

    def _keep(self, session: Session) -> bool:
        if not session.reusable:
            return False
        loop = asyncio.get_running_loop()
        self._idle[session] = loop.call_later(self._limits.idle, self._expire, session)
        return True

    def _expire(self, session: Session) -> None:
        del self._idle[session]
        session.close()


def _outcome(ledger: Ledger, recipient: str, rest: Outcome | None) -> Outcome:
    """A verdict; else trouble, for who is away now may take later what another cannot; else what nobody can do."""
    known = ledger.outcomes.get(recipient) or (ledger.unserved.get(recipient) if rest is None else None)
    return known or rest or ledger.unserved.get(recipient) or deferred("nobody took it", "")


def _deferred(troubles: dict[Smarthost, PeerError]) -> Outcome:
    """What befell recipients without a verdict; with several smarthosts each one's trouble is named."""
    if not troubles:
        return deferred("no smarthost is configured", "")
    *_, (last, error) = troubles.items()
    if len(troubles) == 1:
        return deferred(str(error), str(last), error.code)
    return deferred("; ".join(f"{host}: {each}" for host, each in troubles.items()), str(last), error.code)
