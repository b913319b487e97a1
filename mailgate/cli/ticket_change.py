"""How does the command line change a ticket? As the agent's mail does, decided and carried out by the same code.

Theory of operation
- Ledger, decision and commit are one transaction: no daemon ever sees the entry waiting, so that it does not matter
  whether one runs, on either database. On SQLite its writer and this process wait for each other; on PostgreSQL the loser
  of a race runs again. The running daemon sends what was put into the outbox within seconds.
- A command that is refused, and an answer that nobody could release, are told at the prompt and leave no trace: a mail
  with them has arrived and needs a fate, a line that was typed can be typed again. What an agent is asked about is kept
  back as by mail, with the same question, and `send`, `note` or `drop` settles it here or by mail.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mailgate.agents.authority import Authority
from mailgate.agents.commands import Command
from mailgate.agents.judged import Entry
from mailgate.agents.plan import Plan, Refusal, plan
from mailgate.agents.questions import Doubt
from mailgate.cli.agent_mail import AgentMail, Wish, written
from mailgate.cli.explain import book
from mailgate.cli.house import House
from mailgate.cli.which import ticket_number
from mailgate.errors import NotFound
from mailgate.events import FanOut
from mailgate.failpoints import Unit
from mailgate.model.decision import Decision, LetterKind, ReplyMeans
from mailgate.model.effects import KeepBack, SettleHeld
from mailgate.model.journal import Fate
from mailgate.model.ticket import Status, TicketState
from mailgate.pipeline.agent_facts import agent_facts, desk_facts, ticket_facts
from mailgate.pipeline.carry import Carrier, Current
from mailgate.pipeline.commit import commit
from mailgate.pipeline.context import Context
from mailgate.pipeline.decide import decide
from mailgate.pipeline.desk import build
from mailgate.pipeline.mint import Mint
from mailgate.store import Tx, held, journal, lookups, nodes, views_people
from mailgate.store.journal import Claimed
from mailgate.threading import tokens
from mailgate.threading.found import survivor
from mailgate.threading.sealed import KeyRing

_UNIQUE_BITS = 47
_TOO_LATE = (
    f"it was closed more than {tokens.TOKEN_DAYS} days ago: nothing reaches it any more; open a new one"
)
# Nothing could be sent, or a line only has to be typed again: no question is asked of these.
_AT_ONCE = frozenset({Doubt.EMPTY, Doubt.TOO_LONG, Doubt.COMMAND, Doubt.AUTHORITY})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish."""

    reference: str
    status: Status
    lines: tuple[Entry, ...] = ()  # of the transcript
    journal_id: int | None = None  # None: refused, and nothing was written
    fate: Fate | None = None
    why: tuple[str, ...] = ()  # it was refused or kept back
    public: bool | None = None  # where the text went; None: there was none
    leaves_at: datetime | None = None
    opened: tuple[str, ...] = ()  # tickets
    shown: tuple[Mapping[str, object], ...] = ()  # what was asked for: a title and lines each
    left_out: bool = False  # some of the text reads as quoted or as a signature

    @property
    def done(self) -> bool:
        return self.fate is not None and self.fate is not Fate.HELD


def change(place: House, reference: str, wish: Wish) -> Outcome:
    """Does what the agent wants, all of it or nothing; NotFound, ConfigError, StoreUnavailable, Conflict."""
    current = Current(build(place.settings), book(place))
    return place.store.write_now(Unit.OPERATOR, lambda tx: _Change(tx, place, current, wish).of(reference))


@dataclass
class _Change:
    """One wish on its way, inside one transaction."""

    tx: Tx
    place: House
    current: Current
    wish: Wish
    mint: Mint = field(init=False)

    def __post_init__(self) -> None:
        nodes.ensure_agents(
            self.tx, [self.wish.agent.name]
        )  # new in the configuration since the daemon began
        self.mint = Mint(KeyRing(lookups.keys(self.tx)), lambda: secrets.randbits(_UNIQUE_BITS))

    def of(self, reference: str) -> Outcome:
        """Asked at every step, from the ticket to the commit, whether it can go on."""
        ticket = self._ticket(ticket_number(self.tx, reference))
        about, means = self._about(ticket)
        sent = self._written(ticket, about, means)
        context = self._context(sent, 0)
        if context.token is None:
            return _refused(ticket, (), _TOO_LATE)
        made = _planned(context, ticket, self.wish, means)
        if isinstance(made, Refusal):
            return _refused(ticket, made.transcript.lines, made.reason)
        decision = decide(sent.mail, context)
        if (why := _impossible(decision, ticket, means)) is not None:
            return _refused(ticket, made.transcript.lines, *why)
        return self._carried_out(sent, context, ticket, made, decision)

    def _ticket(self, number: int) -> TicketState:
        """The ticket that goes on under this number."""
        tickets = lookups.tickets(self.tx, [number])
        while (found := survivor(tickets, number)) is None:
            missing = {t.merged_into for t in tickets.values() if t.merged_into} - set(tickets)
            more = lookups.tickets(self.tx, missing)
            if not more:
                raise NotFound(f"ticket {number} was merged into one that is gone")
            tickets |= more
        return found

    def _about(self, ticket: TicketState) -> tuple[int, ReplyMeans]:
        """What the mail would answer: the question about a mail that was kept back, or a mail about the ticket."""
        answer, agent = self.wish.answer, self.wish.agent.name
        kept = held.waiting_on(self.tx, ticket.id, agent) if answer is not None else None
        if kept is not None:
            return kept.id, ReplyMeans.HELD
        if answer in (Command.SEND, Command.DROP):
            raise NotFound(f"nothing by {agent} was kept back on {ticket.reference}")
        return ticket.id, self.wish.means

    def _written(self, ticket: TicketState, about: int, means: ReplyMeans) -> AgentMail:
        settings = self.place.settings
        mailbox = settings.mailbox_of(ticket.mailbox) or settings.mailbox[0]
        agent = lookups.agents(self.tx)[self.wish.agent.name]
        token = tokens.mint(self.mint.ring, means, about, agent.id, agent.token_epoch)
        return written(self.wish, ticket, mailbox, token, self.place.clock.now())

    def _context(self, sent: AgentMail, journal_id: int) -> Context:
        carrier = Carrier(self.place.store, lambda: self.current, self.mint, self.place.clock, FanOut())
        arrival = sent.arrival
        claimed = Claimed(journal_id, arrival.envelope, arrival.arrived_at, len(arrival.raw), 0)
        return carrier.context(self.tx, claimed, sent.mail, self.current.desk)

    def _carried_out(
        self, sent: AgentMail, context: Context, ticket: TicketState, made: Plan, decision: Decision
    ) -> Outcome:
        tx, mint = self.tx, self.mint
        number = journal.append(tx, [sent.arrival])[0]
        decision = decide(sent.mail, replace(context, entry_id=number))  # its number is known only now
        commit(tx, number, sent.mail, context, decision, self.current.book, mint)
        after = lookups.tickets(tx, [ticket.id])[ticket.id]
        return Outcome(
            after.reference,
            after.status,
            made.transcript.lines,
            number,
            decision.fate,
            tuple(q["detail"] for q in _questions(decision)),
            made.public if not made.preview else None,
            _leaves_at(decision),
            tuple(views_people.opened_beside(tx, ticket.id, context.now)),
            tuple(_shown(decision)),
            sent.left_out,
        )


def _planned(context: Context, ticket: TicketState, wish: Wish, means: ReplyMeans) -> Plan | Refusal:
    """The transcript, from the code that judges the mail."""
    view = context.view
    if view is None:
        raise NotFound(f"{wish.agent.addresses[0]} is the address of a mailbox and of an agent")
    who = agent_facts(wish.agent, Authority.FULL, means, held=means is ReplyMeans.HELD)
    made = plan(view.block, desk_facts(context, view), ticket_facts(ticket, context, view), who)
    assert isinstance(made, Plan | Refusal)  # who is proven has nothing to confirm
    return made


def _impossible(decision: Decision, ticket: TicketState, means: ReplyMeans) -> tuple[str, ...] | None:
    """Why it is not even tried; None where it may be."""
    if decision.ticket_id != ticket.id:
        return decision.reasons[-1:]
    if means is ReplyMeans.HELD and not any(isinstance(e, SettleHeld) for e in decision.effects):
        return decision.reasons[-1:]
    asked = _questions(decision)
    if any(Doubt(q["doubt"]) in _AT_ONCE for q in asked):
        return tuple(q["detail"] for q in asked)
    return None


def _questions(decision: Decision) -> list[Mapping[str, str]]:
    return [q for e in decision.effects if isinstance(e, KeepBack) for q in e.questions]


def _refused(ticket: TicketState, lines: tuple[Entry, ...], *why: str) -> Outcome:
    return Outcome(ticket.reference, ticket.status, lines, why=tuple(w.partition("\n")[0] for w in why))


def _leaves_at(decision: Decision) -> datetime | None:
    """When the answer to the customers leaves; until then it can be taken back."""
    times = (x.not_before for x in decision.letters if x.kind is LetterKind.REPLY and x.not_before)
    return max(times, default=None)


def _shown(decision: Decision) -> list[Mapping[str, object]]:
    """What the letters to the agent show, besides what was done."""
    found: list[Mapping[str, object]] = []
    for letter in decision.letters:
        sections = letter.facts.get("sections")
        if letter.kind is LetterKind.RECEIPT and isinstance(sections, list | tuple):
            found += [s for s in sections if isinstance(s, Mapping)]
        if letter.kind is LetterKind.PREVIEW:
            title = f"To {letter.facts['to']}: {letter.facts['letter_subject']}"
            found.append({"title": title, "lines": str(letter.facts["letter_text"]).splitlines()})
            files = letter.facts["files"]
            if isinstance(files, list) and files:
                found.append({"title": "Files", "lines": files})
    return found
