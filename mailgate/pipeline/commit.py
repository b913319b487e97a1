"""Carrying out a decision: everything it says, inside one transaction, with ids and tokens bound on the way."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailgate.errors import Conflict
from mailgate.letters.book import LetterBook
from mailgate.letters.caps import Cap
from mailgate.model.decision import CapHit, Decision, Letter, NewEvent
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.reference import Reference
from mailgate.pipeline.binding import Binding, Person, outgoing
from mailgate.pipeline.context import Context
from mailgate.pipeline.mint import Mint
from mailgate.store import Tx, counters, deadlines, journal, messages, outbox, tickets
from mailgate.store.journal import Settlement

_MAX_NAMED = 12  # ids remembered because a mail named them


@dataclass(frozen=True, slots=True)
class Committed:
    """What the commit made of a decision."""

    fate: Fate
    ticket_id: int | None
    outbox_ids: tuple[int, ...]


def commit(
    tx: Tx, journal_id: int, mail: Mail, context: Context, decision: Decision, book: LetterBook, mint: Mint
) -> Committed:
    """Writes all that the decision says; Conflict when the entry has its fate already."""
    return _Writing(tx, journal_id, mail, context, decision, book, mint).all()


@dataclass(frozen=True)
class _Writing:
    """One decision on its way into the store."""

    tx: Tx
    journal_id: int
    mail: Mail
    context: Context
    decision: Decision
    book: LetterBook
    mint: Mint
    contacts: dict[str, int] = field(default_factory=dict)
    ids: list[dict[str, object]] = field(default_factory=list)  # Message-IDs to remember, written together

    def all(self) -> Committed:
        tx, decision, now = self.tx, self.decision, self.context.now
        if self.context.replayed is not None:
            messages.forget_stub(tx, self.journal_id)
        ticket_id = self._ticket()
        if decision.fate is not Fate.DUPLICATE:
            if (
                self.context.duplicate is not None
            ):  # a stranger's copy that swallows nothing, later copies neither
                messages.forget_id(tx, self.mail)
            self.ids.extend(self._ids_of_mail(ticket_id))
        outbox_ids = self._on_ticket(ticket_id) if ticket_id is not None else []
        messages.remember_ids(tx, self.ids)
        counters.count(tx, [self._hit(h, ticket_id) for h in decision.hits])
        outcome = Settlement(
            decision.fate, ticket_id, decision.reasons, self.mail.message_id, self.mail.digest
        )
        if not journal.settle(tx, self.journal_id, outcome, now):
            raise Conflict(f"entry {self.journal_id} was settled by another process")
        return Committed(decision.fate, ticket_id, tuple(outbox_ids))

    def _on_ticket(self, ticket_id: int) -> list[int]:
        people = self._people(ticket_id)
        message_pk = self._message(ticket_id)
        cause = f"mail:{self.journal_id}"
        messages.add_events(self.tx, ticket_id, self.decision.events, cause, self.context.now)
        self._deadlines(ticket_id)
        return self._letters(ticket_id, message_pk, people)

    def _ticket(self) -> int | None:
        tx, context, decision = self.tx, self.context, self.decision
        new, now = decision.new_ticket, context.now
        if new is None:
            if decision.ticket_id is not None and decision.changes:
                tickets.change_ticket(tx, decision.ticket_id, decision.changes, now)
            return decision.ticket_id
        requester = self._contact(new.requester)
        ticket_id = tickets.open_ticket(tx, new, requester, self.mail.message_id, now, context.arrived_at)
        for kind, other in decision.links:
            tickets.add_link(tx, ticket_id, other, kind, now)
        return ticket_id

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
            seen = (found.dkim_domain, found.network) if joining.role == "requester" else ("", "")
            joined = tickets.add_participant(self.tx, ticket_id, contact, who, joining.role, seen, now)
            if joined is not None:
                people[who.key] = joined
        for address in self.decision.two_way:
            tickets.two_way(self.tx, address, found.dkim_domain, found.network, now)
        return people

    def _message(self, ticket_id: int) -> int | None:
        if self.decision.message is None:
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

    def _ids_of_mail(self, ticket_id: int | None) -> list[dict[str, object]]:
        """The mail's own id, and those that it names: should their mail come later, it belongs here (SPEC 7.2).

        A second copy of this mail was looked for in the same transaction, so that its row cannot be there.
        """
        row: dict[str, object] = {"ticket_id": ticket_id, "journal_id": self.journal_id}
        rows = [row | {"message_id": self.mail.message_id, "digest": self.mail.digest}]
        # An outsider may not pull other people's mail to a ticket.
        if self.decision.thread.verified and ticket_id is not None:
            known = {m.message_id for m in self.context.found.ids}
            named = [*self.mail.in_reply_to, *reversed(self.mail.references)][:_MAX_NAMED]
            rows += [row | {"message_id": i, "digest": "named"} for i in named if i not in known]
        return rows

    def _deadlines(self, ticket_id: int) -> None:
        decision, context = self.decision, self.context
        for timer in decision.timers:
            deadlines.write_timer(self.tx, ticket_id, timer)
        if decision.promise is not None:
            deadlines.make_promise(self.tx, ticket_id, decision.promise, context.now)
        if decision.changes.get("first_response_at") == context.arrived_at:
            answered_at = context.arrived_at.replace(microsecond=0)  # whole seconds, as its timer is judged
            deadlines.judge_promise(self.tx, ticket_id, answered_at, context.now)

    def _letters(self, ticket_id: int, message_pk: int | None, people: dict[str, int]) -> list[int]:
        tx, decision, now = self.tx, self.decision, self.context.now
        if decision.withdraw and outbox.withdraw(tx, ticket_id, decision.withdraw, now):
            detail = {"mail": list(decision.withdraw), "detail": "no longer true"}
            gone = NewEvent("cancelled", "mailgate", detail)
            messages.add_events(tx, ticket_id, [gone], f"mail:{self.journal_id}", now)
        if not decision.letters:
            return []
        binding = self._binding(ticket_id)
        mails = [outgoing(one, self._person(one, people), binding) for one in decision.letters]
        ids: list[dict[str, object]] = [
            {
                "message_id": m.message_id,
                "digest": "out",
                "ticket_id": ticket_id,
                "outbox_kind": one.means.value,
            }
            for m, one in zip(mails, decision.letters, strict=True)
        ]
        self.ids.extend(ids)
        return outbox.put(
            tx, mails, ticket_id=ticket_id, message_pk=message_pk, journal_id=self.journal_id, now=now
        )

    def _binding(self, ticket_id: int) -> Binding:
        context, new = self.context, self.decision.new_ticket
        ticket = context.ticket(ticket_id)
        if new is not None:
            reference, mailbox = str(Reference(new.prefix, new.year, ticket_id)), new.mailbox
        else:
            assert ticket is not None  # a decision names a ticket that was gathered, or a new one
            reference, mailbox = ticket.reference, ticket.mailbox
        table = context.desk.settings.mailbox_of(mailbox) or context.mailbox
        return Binding(
            ticket_id, reference, table, self.journal_id, self.mail, context.now, self.book, self.mint
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
        return (CapHit(hit.cap, hit.subject or str(ticket_id)), _bucket(cap, self.context.now))


def _bucket(cap: Cap, now: datetime) -> datetime:
    size = max(1, int(cap.bucket.total_seconds()))
    return datetime.fromtimestamp(int(now.timestamp()) // size * size, UTC)
