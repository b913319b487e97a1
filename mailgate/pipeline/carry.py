"""One mail's unit of work: gather, decide, commit. The same gather and decide serve `explain`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mailgate.clock import Clock
from mailgate.events import EventSink, Processed
from mailgate.failpoints import Unit
from mailgate.letters.book import LetterBook
from mailgate.model.decision import AckForm, Decision, NewEvent
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.pipeline.commit import Committed, commit
from mailgate.pipeline.context import Context
from mailgate.pipeline.decide import decide
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.gather import gather
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.stub import stub
from mailgate.store import Store, Tx, journal
from mailgate.store.journal import Claimed, Settlement


@dataclass(frozen=True)
class Current:
    """What the configuration of this moment means; read anew for each mail, so that a reload takes effect at once."""

    desk: Desk
    book: LetterBook


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

    async def carry(self, claimed: Claimed, mail: Mail, read_ms: float, started: float) -> None:
        """Decides and commits; raises what the store raises, having changed nothing."""
        decision, done = await self._store.write(Unit.PROCESS, lambda tx: self._work(tx, claimed, mail))
        self._committed(done)
        self._report(claimed, mail, decision, done, read_ms, started)

    async def quarantine(self, claimed: Claimed, reason: str) -> None:
        """Sets a mail aside; a person's becomes a stub ticket with the raw mail attached (SPEC section 4.5)."""
        if not claimed.envelope.mail_from:
            await self._store.write(Unit.QUARANTINE, lambda tx: self.shelve(tx, claimed, reason))
            return
        done = await self._store.write(Unit.QUARANTINE, lambda tx: self._stub(tx, claimed, reason))
        self._committed(done)

    def shelve(self, tx: Tx, claimed: Claimed, reason: str) -> None:
        """Quarantines in the ledger alone."""
        outcome = Settlement(Fate.QUARANTINED, None, (reason,), None, None)
        journal.settle(tx, claimed.id, outcome, self._clock.now())

    def _work(self, tx: Tx, claimed: Claimed, mail: Mail) -> tuple[Decision, Committed]:
        current = self._current()
        context = self.context(tx, claimed, mail, current.desk)
        decision = decide(mail, context)
        return decision, commit(tx, claimed.id, mail, context, decision, current.book, self._mint)

    def _stub(self, tx: Tx, claimed: Claimed, reason: str) -> Committed:
        current = self._current()
        raw = journal.body(tx, claimed.id) or b""
        mail = stub(claimed.envelope.mail_from, raw)
        context = self.context(tx, claimed, mail, current.desk)
        found = decide(mail, context)
        event = NewEvent("quarantined", "mailgate", {"reason": reason})
        decision = replace(
            found, fate=Fate.QUARANTINED, reasons=(reason, *found.reasons), events=(*found.events, event)
        )
        return commit(tx, claimed.id, mail, context, decision, current.book, self._mint)

    def context(self, tx: Tx, claimed: Claimed, mail: Mail, desk: Desk) -> Context:
        """What the decision sees; nothing is changed."""
        return gather(tx, mail, claimed, desk, self._mint.ring, self._clock.now())

    def _report(
        self,
        claimed: Claimed,
        mail: Mail,
        decision: Decision,
        done: Committed,
        read_ms: float,
        started: float,
    ) -> None:
        total_ms = (self._clock.monotonic() - started) * 1000
        waited = (self._clock.now() - claimed.arrived_at).total_seconds() * 1000 - total_ms
        ack = decision.acknowledgement
        self._events.emit(
            Processed(
                journal_id=claimed.id,
                message_id=mail.message_id,
                fate=decision.fate.value,
                ticket=str(done.ticket_id or ""),
                level=decision.thread.level or 0,
                automatic=mail.automatic.kind.value,
                authentication=decision.authentication.verdict.value,
                acknowledgement=ack.reason if ack.form is AckForm.WITHHELD else ack.form.value,
                read_ms=round(read_ms, 1),
                total_ms=round(total_ms, 1),
                waited_ms=round(max(0.0, waited), 1),
            )
        )
