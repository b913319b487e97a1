"""Carrying out a decision: everything it says, inside one transaction, with ids and tokens bound on the way."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mailgate.letters.book import LetterBook
from mailgate.letters.caps import Cap
from mailgate.model.authentication import Verdict
from mailgate.model.decision import CapHit, Decision, Letter, LetterKind, NewEvent, ReplyMeans
from mailgate.model.mail import Address, Mail
from mailgate.model.reference import Reference
from mailgate.model.ticket import TicketState
from mailgate.pipeline.binding import Binding, Person, outgoing
from mailgate.pipeline.context import Context
from mailgate.pipeline.effects import Carried
from mailgate.pipeline.mint import Mint
from mailgate.store import (
    Tx,
    agents,
    clocks,
    counters,
    deadlines,
    earlier_mails,
    messages,
    outbox,
    scores,
    threads,
    tickets,
)


@dataclass(frozen=True)
class Writing:
    """One decision, and those that follow from it, on their way into the store."""

    tx: Tx
    cause: str  # as events name it: "mail:17", "tick"
    journal_id: int | None  # the mail that caused it
    mail: Mail
    context: Context
    decision: Decision
    book: LetterBook
    mint: Mint
    contacts: dict[str, int] = field(default_factory=dict)
    ids: list[dict[str, object]] = field(default_factory=list)  # Message-IDs to remember, written together
    opened: list[str] = field(
        default_factory=list
    )  # references of the tickets that the mail opened beside its own

    def all(self) -> tuple[int | None, list[int]]:
        """Carries out everything but the fate of the mail: the ticket, and the mails that were put into the outbox."""
        outbox_ids = self._further()
        ticket_id = self.ticket()
        outbox_ids += self.on_ticket(ticket_id) if ticket_id is not None else self._on_none()
        hits = [h for decision in (self.decision, *self.decision.further) for h in decision.hits]
        counters.count(self.tx, [self._hit(h, ticket_id) for h in hits])
        return ticket_id, outbox_ids

    def _further(self) -> list[int]:
        """What the mail causes on other tickets; its own letters may name those that it opens."""
        outbox_ids = []
        for decision in self.decision.further:
            other = replace(self, decision=decision)
            ticket_id = other.ticket()
            assert ticket_id is not None  # a further decision is about a ticket
            if decision.new_ticket is not None:
                self.opened.append(other.binding(ticket_id).reference)
            outbox_ids += other.on_ticket(ticket_id)
        return outbox_ids

    def on_ticket(self, ticket_id: int) -> list[int]:
        """Messages, events, deadlines, effects and letters of one ticket."""
        people = self._people(ticket_id)
        message_pk = self._message(ticket_id)
        messages.add_events(self.tx, ticket_id, self.decision.events, self.cause, self.context.now)
        self._deadlines(ticket_id)
        on = Carried(self.tx, ticket_id, message_pk, self.journal_id, self.context.now)
        held = on.all(self.decision.effects)
        told_later = [(agent, ticket_id, what) for agent, what in self.decision.told_later]
        agents.tell_later(self.tx, told_later, self.context.now)
        return self._letters(ticket_id, message_pk, people, held)

    def _on_none(self) -> list[int]:
        """What needs no ticket: an agent who goes away, a list that was asked for."""
        Carried(self.tx, 0, None, self.journal_id, self.context.now).all(self.decision.effects)
        return self._letters(None, None, {}, None)

    def ticket(self) -> int | None:
        """The ticket that the decision is about: opened now, or changed."""
        tx, context, decision = self.tx, self.context, self.decision
        new, now = decision.new_ticket, context.now
        if new is None:
            if decision.ticket_id is not None and decision.changes:
                tickets.change_ticket(tx, decision.ticket_id, decision.changes, now)
            self._link(decision.ticket_id)
            return decision.ticket_id
        requester = self._contact(new.requester)
        ticket_id = tickets.open_ticket(tx, new, requester, self.mail.message_id, now, context.arrived_at)
        if decision.changes:  # what an agent's commands set on it besides
            tickets.change_ticket(tx, ticket_id, decision.changes, now)
        self._link(ticket_id)
        return ticket_id

    def _link(self, ticket_id: int | None) -> None:
        if ticket_id is None:
            return
        for kind, other in self.decision.links:
            tickets.add_link(self.tx, ticket_id, other, kind, self.context.now)

    def _contact(self, who: Address) -> int:
        """The contact of this address: the one that was gathered, made a moment ago, or made now."""
        gathered = self.context.contact
        if gathered is not None and gathered.address == who.key:
            return gathered.id
        if who.key not in self.contacts:
            self.contacts[who.key] = tickets.contact_id(self.tx, who, self.context.now)
        return self.contacts[who.key]

    def _people(self, ticket_id: int) -> dict[str, int]:
        """Everybody who takes part after this mail: address to participant id."""
        ticket, found, now = self.context.ticket(ticket_id), self.context.authentication, self.context.now
        people = {p.address: p.id for p in ticket.participants} if ticket else {}
        for joining in self.decision.participants:
            who = joining.address
            contact = self._contact(who)
            # A requester whom a rule found in the mail is not known by what its sender was known by.
            wrote = (
                joining.role == "requester" and self.mail.from_ is not None and who.key == self.mail.from_.key
            )
            seen = (found.dkim_domain, found.network) if wrote else ("", "")
            joined = tickets.add_participant(self.tx, ticket_id, contact, who, joining.role, seen, now)
            if joined is not None:
                people[who.key] = joined
        self._recognise(ticket)
        for address in self.decision.two_way:
            tickets.two_way(self.tx, address, found.dkim_domain, found.network, now)
            scores.forgive(self.tx, address)  # they read our mail: the address is alive
        return people

    def _recognise(self, ticket: TicketState | None) -> None:
        """A participant's proven mail says by what the next one is known, where nobody vouches for that (SPEC 7.2)."""
        thread, found = self.decision.thread, self.context.authentication
        who = ticket.participant(thread.participant) if ticket and thread.participant else None
        proven = thread.verified and (thread.level in (1, 2) or found.verdict is Verdict.PASS)
        seen = (found.dkim_domain, found.network)
        if who is not None and proven and any(seen) and seen != (who.dkim_domain, who.network):
            threads.recognise(self.tx, who.id, *seen)

    def _message(self, ticket_id: int) -> int | None:
        if self.decision.message is None or self.journal_id is None:
            return None
        found = self.context.authentication
        evidence = {"verdict": found.verdict.value, "method": found.method, "evidence": list(found.evidence)}
        message_pk = messages.add_message(
            self.tx,
            ticket_id,
            self.journal_id,
            self.decision.message,
            self.mail,
            evidence,
            self.context.arrived_at,
        )
        messages.add_attachments(self.tx, message_pk, self.journal_id, self.mail)
        return message_pk

    def _deadlines(self, ticket_id: int) -> None:
        decision, context = self.decision, self.context
        for timer in decision.timers:
            deadlines.write_timer(self.tx, ticket_id, timer)
        if decision.clocks is not None:
            clocks.write(self.tx, ticket_id, decision.clocks, context.now)
        if decision.promise is not None:
            deadlines.make_promise(self.tx, ticket_id, decision.promise, context.now)
        if decision.changes.get("first_response_at") == context.arrived_at:
            answered_at = context.arrived_at.replace(microsecond=0)  # whole seconds, as its timer is judged
            deadlines.judge_promise(self.tx, ticket_id, answered_at, context.now)

    def _letters(
        self, ticket_id: int | None, message_pk: int | None, people: dict[str, int], held: int | None
    ) -> list[int]:
        tx, decision, now = self.tx, self.decision, self.context.now
        if (
            ticket_id is not None
            and decision.withdraw
            and outbox.withdraw(tx, ticket_id, decision.withdraw, now)
        ):
            detail = {"mail": list(decision.withdraw), "detail": "no longer true"}
            gone = NewEvent("cancelled", "mailgate", detail)
            messages.add_events(tx, ticket_id, [gone], self.cause, now)
        if not decision.letters:
            return []
        replies = ticket_id is not None and any(one.kind is LetterKind.REPLY for one in decision.letters)
        before = earlier_mails.last_to(tx, ticket_id or 0) if replies else {}
        binding = replace(self.binding(ticket_id), held=held, opened=tuple(self.opened), before=before)
        mails = [outgoing(one, self._person(one, people), binding) for one in decision.letters]
        ids: list[dict[str, object]] = [
            {
                "message_id": m.message_id,
                "digest": "out",
                "ticket_id": ticket_id,
                "journal_id": self._asked_about(one),
                "outbox_kind": one.means.value,
                "made_at": now,
            }
            for m, one in zip(mails, decision.letters, strict=True)
        ]
        self.ids.extend(ids)
        return outbox.put(
            tx, mails, ticket_id=ticket_id, message_pk=message_pk, journal_id=self.journal_id, now=now
        )

    def _asked_about(self, letter: Letter) -> int | None:
        """The mail that a question is about: its answer is known by it where the mailbox makes no reply addresses."""
        if letter.means is not ReplyMeans.HELD:
            return None
        kept = self.context.view.held if letter.held is not None and self.context.view else None
        return kept.journal_id if kept is not None else self.journal_id

    def binding(self, ticket_id: int | None) -> Binding:
        """What its letters are bound to; what an agent asked to see may be about no ticket."""
        context, new = self.context, self.decision.new_ticket
        ticket = context.ticket(ticket_id)
        reference, mailbox = "", context.mailbox.address
        if new is not None and ticket_id is not None:
            reference, mailbox = str(Reference(new.prefix, new.year, ticket_id)), new.mailbox
        elif ticket is not None:
            reference, mailbox = ticket.reference, ticket.mailbox
        table = context.desk.settings.mailbox_of(mailbox) or context.mailbox
        return Binding(
            ticket_id or 0,
            reference or table.name,
            table,
            self.journal_id or 0,
            self.mail,
            context.now,
            self.book,
            self.mint,
        )

    def _person(self, letter: Letter, people: dict[str, int]) -> Person | None:
        """Whose token the letter carries; None for somebody without one, such as a team's shared address."""
        if letter.agent is not None:
            state = self.context.agents.get(letter.agent)
            return Person(state.id, state.token_epoch) if state else None
        number = people.get(letter.to.key)
        return Person(number, 0) if number is not None else None

    def _hit(self, hit: CapHit, ticket_id: int | None) -> tuple[CapHit, datetime]:
        cap = next(c for c in self.context.caps if c.name == hit.cap)
        return (CapHit(hit.cap, hit.subject or str(ticket_id)), bucket_of(cap, self.context.now))


def bucket_of(cap: Cap, now: datetime) -> datetime:
    """The bucket of time in which a hit is counted."""
    size = max(1, int(cap.bucket.total_seconds()))
    return datetime.fromtimestamp(int(now.timestamp()) // size * size, UTC)
