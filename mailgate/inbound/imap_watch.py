"""How is a folder watched, for weeks, over connections that break? Catch up, tidy, wait; after any trouble anew.

A session ends with its first failure and is never used again. The pauses between tries grow to five minutes and shrink back
after the first success; what is wrong is said once for each cause, and stands in `status` as long as it lasts.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailgate.clock import Clock
from mailgate.errors import Conflict, MailgateError, PeerError
from mailgate.events import EventSink, SourceConnected, SourceTrouble
from mailgate.inbound.imap_folder import FolderIntake
from mailgate.inbound.imap_login import LoginRefused
from mailgate.inbound.imap_session import Session
from mailgate.inbound.imap_tenure import Tenure
from mailgate.inbound.oauth import NoToken
from mailgate.model.source import SourceState, Standing

_ELSEWHERE = "another node has the lease of the account"
_EARLY = timedelta(seconds=60)  # a login by token is renewed before it ends


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between tries: doubling from the first to the last, shortened by chance so that not all come at once."""

    first: float = 1.0
    last: float = 300.0
    refused: float = 30.0  # after a login that was refused: servers lock out those who insist

    def after(self, failures: int, *, refused: bool, chance: float) -> float:
        """The pause after so many failures in a row; `chance` from 0 to 1."""
        begin = self.refused if refused else self.first
        grown: float = begin * 2.0 ** min(failures - 1, 20)
        return min(self.last, grown) * (0.5 + chance / 2)


@dataclass
class Watch:
    """Watches one folder as long as it runs; `state` may be read at any time."""

    intake: FolderIntake
    connect: Callable[[], Awaitable[Session]]
    tenure: Tenure
    clock: Clock
    events: EventSink
    chance: Callable[[], float]
    poll_s: float = 300.0
    pauses: Pauses = field(default=Pauses())
    state: SourceState = field(init=False)
    _failures: int = 0

    def __post_init__(self) -> None:
        self.state = SourceState(self.intake.label)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            if self.tenure.lost.is_set():
                self.state = SourceState(
                    self.state.name, Standing.ELSEWHERE, self.state.last_ok_at, detail=_ELSEWHERE
                )
            await self.tenure.held.wait()
            try:
                await self._session()
            except Conflict:
                await self.tenure.look()
                await asyncio.sleep(self.pauses.first)
            except MailgateError as error:
                await self._fail(error, str(error))
            except Exception as error:  # noqa: BLE001 - one folder must not end the others; it is said, and tried again
                await self._fail(error, f"{type(error).__name__}: a fault of mailgate's own")

    async def _session(self) -> None:
        """One connection, from its login to its first failure or the end of the lease."""
        tenancy = self.tenure.tenancy
        if tenancy is None:
            return
        session = await self.connect()
        watching = asyncio.ensure_future(self._watch(session))
        lost = asyncio.ensure_future(self.tenure.lost.wait())
        try:
            await asyncio.wait({watching, lost}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
        finally:
            for task in (watching, lost):
                task.cancel()
            with suppress(asyncio.CancelledError, MailgateError):
                await watching
            session.close()

    async def _watch(self, session: Session) -> None:
        await self.intake.open(session)
        while (tenancy := self.tenure.tenancy) is not None:
            self.state = replace(self.state, state=Standing.FETCHING, token_ends_at=session.ends_at)
            await self.intake.catch_up(session, tenancy)
            odd = await self._tidied(session)
            self._succeed(session, odd)
            seconds = self._how_long(session.ends_at)
            if seconds <= 0:
                await session.leave()
                return
            await session.wait(seconds)

    async def _tidied(self, session: Session) -> str:
        """What was wrong with moving or flagging: it is no reason to take no mail."""
        try:
            await self.intake.tidy(session)
        except PeerError as error:
            if session.lost:
                raise
            return f"mail is taken, but cannot be moved or flagged: {error}"
        return ""

    def _succeed(self, session: Session, odd: str) -> None:
        now, since = self.clock.now(), self.state.failing_since
        if self.state.last_ok_at is None or since is not None:
            down = (now - since).total_seconds() if since is not None else 0.0
            self.events.emit(SourceConnected(self.state.name, round(down, 1), "IDLE" in session.able))
        if odd and odd != self.state.detail:
            self.events.emit(SourceTrouble(self.state.name, odd))
        self._failures = 0
        self.state = SourceState(
            self.state.name, Standing.WAITING, now, None, odd,
            pushes="IDLE" in session.able, token_ends_at=session.ends_at,
        )  # fmt: skip

    async def _fail(self, error: Exception, detail: str) -> None:
        now, state = self.clock.now(), self.state
        refused, no_token = isinstance(error, LoginRefused), isinstance(error, NoToken)
        if detail != state.detail:
            self.events.emit(SourceTrouble(state.name, detail))
        self._failures += 1
        self.state = replace(
            state, state=Standing.FAILING, detail=detail, failing_since=state.failing_since or now,
            login_failing_since=(state.login_failing_since or now) if refused else None,
            token_failing_since=(state.token_failing_since or now) if no_token else None,
        )  # fmt: skip
        await asyncio.sleep(
            self.pauses.after(self._failures, refused=refused or no_token, chance=self.chance())
        )

    def _how_long(self, ends_at: datetime | None) -> float:
        """Seconds until the next look, at most: the poll, or a new login."""
        if ends_at is None:
            return self.poll_s
        return min(self.poll_s, (ends_at - _EARLY - self.clock.now()).total_seconds())
