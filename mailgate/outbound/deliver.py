"""The sending loop: claims what is due, records the attempt, delivers, settles.

Theory of operation
- The attempt is committed before anybody is dialled, so that a crash cannot hammer a server.
- Between the remote server's 250 and our settling commit a crash leads to a second delivery, with the same Message-ID;
  everywhere else a mail leaves once.
- What became untrue while it waited (an acknowledgement of a ticket that was answered) is cancelled, not sent.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from mailgate.clock import Clock
from mailgate.errors import MailgateError, StoreUnavailable
from mailgate.events import (
    Attempted,
    BreakerClosed,
    BreakerOpened,
    EventSink,
    OutboxCancelled,
    OutboxExpired,
    Settled,
    StoreTrouble,
)
from mailgate.failpoints import Failpoints, Step, Unit
from mailgate.mail.compose import compose, draft_needs_smtputf8, may_be_downgraded
from mailgate.mail.sign import Signer
from mailgate.model.outgoing import draft_from_json
from mailgate.outbound.courier import Courier
from mailgate.outbound.outcome import Outcome, OutcomeState
from mailgate.outbound.retry import Backoff, BackoffPolicy, RetryPolicy
from mailgate.outbound.stored_parts import StoredParts
from mailgate.store import Store, Tx, due_mail, outbox
from mailgate.store.due_mail import Due

LEASE = timedelta(minutes=10)  # longer than one delivery may take
BATCH = 16
IDLE_S = 10.0
SHORTEST_S = 0.05  # between two looks at the store
_NO_REMOTE = ""
_NOT_OURS = "cancelled by somebody, or taken over"


class EnvelopeSender(Protocol):
    """Makes the reverse-path of a mail."""

    def __call__(self, due: Due) -> str: ...


class Deliverer:
    """Carries out what waits in the outbox."""

    def __init__(  # noqa: PLR0913 - the daemon's parts, handed over once
        self,
        store: Store,
        courier: Callable[[], Courier | None],
        sender: EnvelopeSender,
        clock: Clock,
        events: EventSink,
        chance: Callable[[], float],
        *,
        node: str,
        retry: Callable[[], RetryPolicy] = RetryPolicy,
        concurrency: int = 4,
        failpoints: Failpoints | None = None,
        tell: Callable[[Tx, Due, outbox.Settled, datetime], None] = lambda *_: None,
        signer: Callable[[], Signer] = Signer,
        beat: Callable[[], None] = lambda: None,
        configuration: Callable[[], Path | None] = lambda: None,
    ) -> None:
        self._store, self._courier, self._sender = store, courier, sender
        self._clock, self._events, self._chance = clock, events, chance
        self._node, self._retry, self._tell, self._beat = node, retry, tell, beat
        self._signer = signer
        self._failpoints = failpoints or Failpoints()
        self._configuration = configuration
        self._slots = asyncio.Semaphore(concurrency)
        self._resting: dict[str, Backoff] = {}
        self._backoff = BackoffPolicy()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Says that mail was put into the outbox."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until `stop`, then finishes what is under way."""
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                self._beat()
                self._woken.clear()
                due, again_s = await self._look() if self._courier() is not None else ([], IDLE_S)
                for one in due:
                    await self._slots.acquire()
                    group.create_task(self._one(one))
                if not due:
                    await self._idle(again_s)

    async def _look(self) -> tuple[list[Due], float]:
        """What is due and claimed, or how many seconds until it is worth looking again."""
        try:
            soonest = await self._store.read(outbox.next_due)
            now = self._clock.now()
            if soonest is not None and soonest <= now:  # else a look costs no write
                if due := await self._store.write(Unit.CLAIM_OUTBOX, self._claim):
                    return due, IDLE_S
                # What is due is being sent, or rests: it must not hide what comes due in a second.
                soonest = await self._store.read(lambda tx: outbox.next_due(tx, now))
            wait_s = (soonest - now).total_seconds() if soonest else IDLE_S
            return [], min(IDLE_S, max(SHORTEST_S, wait_s))
        except StoreUnavailable as trouble:
            self._events.emit(StoreTrouble(str(trouble)))
            return [], IDLE_S

    def _claim(self, tx: Tx) -> list[Due]:
        now = self._clock.now()
        avoid = [domain for domain, state in self._resting.items() if state.rests(now)]
        paused = outbox.paused(tx) is not None
        return outbox.claim(tx, self._node, now, LEASE, BATCH, avoid, released=paused)

    async def _idle(self, longest_s: float) -> None:
        """Until mail was put into the outbox; many commits in a row make one look, not one each."""
        try:
            async with asyncio.timeout(longest_s):
                await self._woken.wait()
        except TimeoutError:
            return
        await asyncio.sleep(SHORTEST_S)

    async def _one(self, due: Due) -> None:
        try:
            await self._deliver_or_defer(due)
        except MailgateError as trouble:  # of the store: the lease ends and it is tried again
            self._events.emit(StoreTrouble(str(trouble)))
        finally:
            self._slots.release()

    async def _deliver_or_defer(self, due: Due) -> None:
        try:
            await self._deliver(due)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad mail must not stop the rest; it is tried later
            detail = str(error) if isinstance(error, MailgateError) else f"{type(error).__name__}: {error}"
            ours = Outcome(OutcomeState.DEFERRED, detail=detail[:300])
            await self._settle(due, ours, of_domain=False)

    async def _deliver(self, due: Due) -> None:
        courier = self._courier()
        if courier is None:
            return
        why = await self._store.write(Unit.ATTEMPT, lambda tx: self._try(tx, due))
        if why is not None:
            if why != _NOT_OURS:
                self._events.emit(OutboxCancelled(due.outbox_id, why))
            return
        self._events.emit(Attempted(due.outbox_id, due.domain))
        message, utf8 = await self._store.read(lambda tx: self._composed(tx, due))
        self._failpoints.reach(f"before:{Step.SEND}")
        outcomes = await courier.deliver(self._sender(due), [due.address], message, smtputf8=utf8)
        self._failpoints.reach(f"after:{Step.SEND}")
        await self._settle(due, outcomes[due.address])

    def _try(self, tx: Tx, due: Due) -> str | None:
        """Records the attempt, or why there shall be none; looked at in the transaction that decides it."""
        now = self._clock.now()
        current = due_mail.again(tx, due, self._node)
        if current is None:
            return _NOT_OURS
        why = _untrue(current, now)
        if why is None:
            outbox.attempt(tx, [due.id], now)
        else:
            outbox.settle_with_event(tx, due, outbox.Settled("cancelled", 0, why, _NO_REMOTE), now)
        return why

    def _composed(self, tx: Tx, due: Due) -> tuple[bytes, bool]:
        """The mail as it leaves, signed, and whether it needs SMTPUTF8; in a thread of the store, for it takes time."""
        draft = draft_from_json(due.draft)
        downgraded = may_be_downgraded(draft, due.address)
        message = compose(draft, StoredParts(tx, self._configuration()), downgraded=downgraded)
        signed = self._signer().signed(message, draft.from_.address, draft.date)
        return signed, draft_needs_smtputf8(draft) and not downgraded

    async def _settle(self, due: Due, outcome: Outcome, *, of_domain: bool = True) -> None:
        """Stores the outcome even while the daemon stops: the mail may have left.

        What went wrong in this house says nothing of the domain, and holds up no other mail to it.
        """
        now = self._clock.now()
        settled = self._judge(due, outcome, now)
        if of_domain:
            self._remember(due.domain, outcome, now)

        def settle(tx: Tx) -> None:
            outbox.settle_with_event(tx, due, settled, now)
            self._tell(tx, due, settled, now)

        await asyncio.shield(self._store.write(Unit.SETTLE, settle))
        self._events.emit(Settled(due.outbox_id, due.domain, settled.state, outcome.code))

    def _judge(self, due: Due, outcome: Outcome, now: datetime) -> outbox.Settled:
        # A server's own line begins with its enhanced code already.
        enhanced = "" if outcome.detail.startswith(outcome.enhanced) else outcome.enhanced
        detail = " ".join(filter(None, (str(outcome.code or ""), enhanced, outcome.detail)))
        if outcome.state is OutcomeState.DEFERRED:
            first = due.first_attempt_at or now
            again = self._retry().next_attempt(due.attempts + 1, first, now, self._chance())
            if again is None:
                self._events.emit(OutboxExpired(due.outbox_id))
                return outbox.Settled("expired", outcome.code, detail, outcome.smarthost)
            return outbox.Settled("waiting", outcome.code, detail, outcome.smarthost, again)
        return outbox.Settled(outcome.state.value, outcome.code, detail, outcome.smarthost)

    def _remember(self, domain: str, outcome: Outcome, now: datetime) -> None:
        """Rests a destination that defers again and again, so that its mail does not hold up the rest."""
        before = self._resting.get(domain, Backoff())
        if outcome.state is not OutcomeState.DEFERRED:
            if before.on_trial:
                self._events.emit(BreakerClosed(domain))
            self._resting.pop(domain, None)
            return
        after = self._backoff.failed(before, now, self._chance())
        self._resting[domain] = after
        if after.until is not None and after != before:
            self._events.emit(BreakerOpened(domain, after.failures, (after.until - now).total_seconds()))


def _untrue(due: Due, now: datetime) -> str | None:
    if due.stale:
        return "the ticket was answered or set aside meanwhile"
    if due.settled:
        return "its deadline does not count any more"
    if due.expires_at is not None and now >= due.expires_at:
        return "what it says is out of date"
    if due.muted_until is not None and now < due.muted_until and _automatic_to_customer(due):
        return "mail to this address keeps coming back: it gets no automatic mail for now"
    return None


def _automatic_to_customer(due: Due) -> bool:
    """Agents' mail bears a list's name, and is never held back: they must hear of things."""
    draft = draft_from_json(due.draft)
    return draft.automatic is not None and draft.list_id is None
