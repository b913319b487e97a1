"""Who must know that an answer did not arrive? The agent who has the ticket, at once; and of a delay, when it lasts.

Written in the transaction that settles the attempt: the outcome and the word about it exist together or not at all.
"""

from collections.abc import Callable
from datetime import datetime

from mailgate.mail.bounce_reason import reason_of, status_of
from mailgate.model.address_score import Hit, hit_of
from mailgate.model.decision import NewEvent
from mailgate.model.journal import Fate
from mailgate.model.ticket import TicketState
from mailgate.pipeline.binding import Binding, Person, outgoing
from mailgate.pipeline.carry import Current
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.commit import NO_MAIL, commit_tick
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.returned import ours, undelivered
from mailgate.pipeline.wakes import about
from mailgate.sla.happening import Recalled
from mailgate.store import Tx, lookups, messages, outbox, scores
from mailgate.store.due_mail import Due
from mailgate.store.outbox import Settled

LASTING = 3  # failed attempts after which a delay is worth a word (SPEC section 13.1)
_FINAL = frozenset({"refused", "expired"})


class Undelivered:
    """Tells the assignee of an answer that was refused, expired, or waits for long."""

    def __init__(self, current: Callable[[], Current], mint: Callable[[], Mint]) -> None:
        self._current, self._mint = current, mint

    def tell(self, tx: Tx, due: Due, outcome: Settled, now: datetime) -> None:
        """Puts the word into the outbox, if anybody must know; a refused address is counted (SPEC section 6.2)."""
        self._count(tx, due, outcome, now)
        final = outcome.state in _FINAL
        delayed = outcome.state == "waiting" and due.attempts + 1 == LASTING
        if due.kind != "reply" or due.ticket_id is None or not (final or delayed):
            return
        current = self._current()
        ticket = lookups.tickets(tx, [due.ticket_id]).get(due.ticket_id)
        if final and ticket is not None and (number := outbox.reached_nobody(tx, due.outbox_id)) is not None:
            self._recall(tx, ticket, number, now)
        agent = current.desk.settings.agent_named(ticket.assignee) if ticket and ticket.assignee else None
        mailbox = current.desk.settings.mailbox_of(ticket.mailbox) if ticket else None
        if ticket is None or agent is None or mailbox is None:
            return  # the timeline says it; there is nobody to write to
        binding = Binding(ticket.id, ticket.reference, mailbox, 0, NO_MAIL, now, current.book, self._mint())
        state = lookups.agents(tx).get(agent.name)
        person = Person(state.id, state.token_epoch) if state else None
        mail = outgoing(undelivered(agent, due.address, outcome.detail, final=final), person, binding)
        row = {"message_id": mail.message_id, "digest": "out", "ticket_id": ticket.id, "outbox_kind": "note"}
        messages.remember_ids(tx, [row])
        outbox.put(tx, [mail], ticket_id=ticket.id, message_pk=None, journal_id=None, now=now)

    def _count(self, tx: Tx, due: Due, outcome: Settled, now: datetime) -> None:
        """What the next server says at once needs no proof; only a clear word on the address counts, for good or not."""
        settings = self._current().desk.settings
        if outcome.state != "refused" or ours(due.address, settings):
            return
        reason = reason_of(status_of(outcome.detail), outcome.detail)
        if hit_of(reason, permanent=True) is Hit.HARD:
            scores.hit(tx, due.address, Hit.HARD, reason, now, settings.bounces.policy)

    def _recall(self, tx: Tx, ticket: TicketState, number: int, now: datetime) -> None:
        """No customer got the answer: the deadlines that it met run on as if it had not been (SPEC section 12.1)."""
        current = self._current()
        causes = Causes(ticket, about(tx, ticket, current.desk, now, whole=True), "mailgate")
        causes.happened.append(Recalled(now, number))
        causes.events.append(NewEvent("answer undelivered", "mailgate", {"entry": number}))
        commit_tick(
            tx, "delivery", causes.context, causes.decision(Fate.RECORDED), current.book, self._mint()
        )
