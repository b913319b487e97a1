"""One mail's unit of work: gather, decide, commit. The same gather and decide serve `explain`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mailgate.clock import Clock
from mailgate.events import CapReached, EventSink, Processed
from mailgate.failpoints import Unit
from mailgate.letters.book import LetterBook
from mailgate.model.authentication import Authentication
from mailgate.model.decision import AckForm, Decision, NewEvent
from mailgate.model.effects import GoAway, Revoke
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.pipeline.caps import SUBJECT_KINDS
from mailgate.pipeline.commit import Committed, commit
from mailgate.pipeline.context import Context
from mailgate.pipeline.decide import decide
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.gather import gather
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.stub import stub
from mailgate.store import Store, Tx, journal, lookups
from mailgate.store.journal import Claimed, Settlement


@dataclass(frozen=True)
class Current:
    """What the configuration of this moment means; read anew for each mail, so that a reload takes effect at once."""

    desk: Desk
    book: LetterBook


@dataclass(frozen=True, slots=True)
class Readable:
    """A claimed mail that was read, with what its log line will say of the reading."""

    claimed: Claimed
    mail: Mail
    read_ms: float
    started: float  # of the monotonic clock, when it was claimed
    own: Authentication | None = None  # what our own check found, where it was made


class Carrier:
    """Carries a mail from what it says to what it causes."""

    def __init__(
        self, store: Store, current: Callable[[], Current], mint: Mint, clock: Clock, events: EventSink
    ) -> None:
        self._store, self._current, self._mint = store, current, mint
        self._clock, self._events = clock, events
        self._committed: Callable[[Committed], None] = lambda _: None

    def on_commit(self, tell: Callable[[Committed], None]) -> None:
        """Whom to tell of each commit: the sending loop, so that letters leave at once."""
        self._committed = tell

    async def carry(self, batch: Sequence[Readable]) -> int:
        """Decides and commits the first mails of a batch together, and says how many.

        Each mail's work is whole in itself; they share a commit because committing costs as much as deciding. The
        batch ends early when a mail waits to become durable. Raises what any of them raises, having changed
        nothing: the caller then carries each alone.
        """
        done = await self._store.write(Unit.PROCESS, lambda tx: self._work_off(tx, batch))
        for mail, (decision, committed) in zip(batch, done, strict=False):
            self._committed(committed)
            self._report(mail, decision, committed)
        return len(done)

    async def quarantine(self, claimed: Claimed, reason: str) -> None:
        """Sets a mail aside; a person's becomes a stub ticket with the raw mail attached (SPEC section 4.5)."""
        if not claimed.envelope.mail_from:
            await self._store.write(Unit.QUARANTINE, lambda tx: self.shelve(tx, claimed, reason))
            return
        done = await self._store.write(Unit.QUARANTINE, lambda tx: self._stub(tx, claimed, reason))
        self._committed(done)

    def shelve(self, tx: Tx, claimed: Claimed, reason: str) -> None:
        """Quarantines in the ledger alone."""
        outcome = Settlement(Fate.QUARANTINED, claimed.ticket_id, (reason,), None, None)
        journal.settle(tx, claimed.id, outcome, self._clock.now())

    def _work_off(self, tx: Tx, batch: Sequence[Readable]) -> list[tuple[Decision, Committed]]:
        current, done = self._current(), []
        agents = lookups.agents(tx)  # once for the batch, and anew after a mail that changes one of them
        for one in batch:
            context = gather(
                tx, one.mail, one.claimed, current.desk, self._mint.ring, self._clock.now(), agents, one.own
            )
            decision = decide(one.mail, context)
            committed = commit(tx, one.claimed.id, one.mail, context, decision, current.book, self._mint)
            done.append((decision, committed))
            if any(isinstance(e, GoAway | Revoke) for e in decision.effects):
                agents = lookups.agents(tx)
            if self._store.pressed():
                break
        return done

    def _stub(self, tx: Tx, claimed: Claimed, reason: str) -> Committed:
        current = self._current()
        raw = journal.body(tx, claimed.id) or b""
        mail = stub(claimed.envelope.mail_from, raw)
        context = self.context(tx, claimed, mail, current.desk)
        found = decide(mail, context)
        if found.fate is Fate.DUPLICATE:  # its sender saw no 250 and sent it again
            return commit(tx, claimed.id, mail, context, found, current.book, self._mint)
        event = NewEvent("quarantined", "mailgate", {"reason": reason})
        decision = replace(
            found, fate=Fate.QUARANTINED, reasons=(reason, *found.reasons), events=(*found.events, event)
        )
        return commit(tx, claimed.id, mail, context, decision, current.book, self._mint)

    def context(
        self, tx: Tx, claimed: Claimed, mail: Mail, desk: Desk, own: Authentication | None = None
    ) -> Context:
        """What the decision sees, with the finding of our own check; nothing is changed."""
        return gather(tx, mail, claimed, desk, self._mint.ring, self._clock.now(), lookups.agents(tx), own)

    def _report(self, one: Readable, decision: Decision, done: Committed) -> None:
        total_ms = (self._clock.monotonic() - one.started) * 1000
        waited = (self._clock.now() - one.claimed.arrived_at).total_seconds() * 1000 - total_ms
        ack = decision.acknowledgement
        if decision.capped:
            self._events.emit(CapReached(decision.capped, SUBJECT_KINDS[decision.capped]))
        self._events.emit(
            Processed(
                journal_id=one.claimed.id,
                message_id=one.mail.message_id,
                fate=decision.fate.value,
                ticket=str(done.ticket_id or ""),
                level=decision.thread.level or 0,
                automatic=one.mail.automatic.kind.value,
                authentication=decision.authentication.verdict.value,
                acknowledgement=(ack.cause or ack.reason) if ack.form is AckForm.WITHHELD else ack.form.value,
                read_ms=round(one.read_ms, 1),
                total_ms=round(total_ms, 1),
                waited_ms=round(max(0.0, waited), 1),
            )
        )
