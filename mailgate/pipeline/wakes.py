"""What time itself causes on a ticket: a reminder that was asked for, a ticket that wakes, a question that expires.

Each is taken once, in the transaction that carries it out; who asks for the same again finds nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from mailgate.config.schema import MailboxTable
from mailgate.letters.times import by
from mailgate.model.authentication import Authentication
from mailgate.model.decision import Decision, Letter, NewEvent, ReplyMeans
from mailgate.model.journal import Envelope, Fate
from mailgate.model.mail import Address
from mailgate.model.states import Happening
from mailgate.model.ticket import AT_WORK, TicketState
from mailgate.pipeline import notifications, readership
from mailgate.pipeline.carry import Current
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.commit import commit_tick
from mailgate.pipeline.context import Context, Earlier
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.kept_clocks import Archives
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.quiet import deferred
from mailgate.sla.reminders import Firing
from mailgate.sla.timer import LIVE
from mailgate.store import Tx, agent_views, agents, deadlines, held, history, lookups, sleepers
from mailgate.threading.found import Found

BATCH = 50  # rows in one transaction, so that the intake never waits long


class Wakes:
    """Works off what is due on tickets, besides the deadlines of their policies."""

    def __init__(self, current: Callable[[], Current], mint: Callable[[], Mint]) -> None:
        self._current, self._mint = current, mint

    @property
    def current(self) -> Current:
        """The configuration of this moment."""
        return self._current()

    @property
    def mint(self) -> Mint:
        return self._mint()

    def work(self, tx: Tx, now: datetime, limit: int = BATCH) -> int:
        """What is due, so many at most; how many there were."""
        reminders = agents.due_reminders(tx, now, limit)
        for one in reminders:
            self._remind(tx, one, now)
        awake = sleepers.take_awake(tx, now, limit - len(reminders))
        for number in awake:
            self._wake(tx, number, now)
        expired = held.expire(tx, now, limit - len(reminders) - len(awake))
        for kept in expired:
            self._expire(tx, kept.ticket_id, kept.agent, now)
        return len(reminders) + len(awake) + len(expired)

    def ticking(self, tx: Tx, numbers: Iterable[int], now: datetime) -> list[Causes]:
        """What time causes on these tickets, with all that their deadlines have fired."""
        found = [self._causes(tx, number, now) for number in numbers]
        rows = [t.id for c in found for t in c.context.timers.get(c.ticket.id, ()) if t.state in LIVE]
        fired = {
            i: tuple(Firing(generation, key) for generation, key in steps)
            for i, steps in deadlines.fired(tx, rows).items()
        }
        for causes in found:
            causes.context = replace(causes.context, fired=fired)
        return found

    def commit(self, tx: Tx, causes: Causes, cause: str) -> Decision:
        """Carries out what was collected; what it came to."""
        decision = deferred(causes.decision(Fate.RECORDED), causes.context)
        commit_tick(tx, cause, causes.context, decision, self._current().book, self._mint())
        return decision

    def _remind(self, tx: Tx, one: agents.Reminder, now: datetime) -> None:
        causes = self._causes(tx, one.ticket_id, now)
        agent = causes.context.desk.settings.agent_named(one.agent)
        deadline = causes.ticket.due_at == one.at if one.deadline is None else one.deadline
        if deadline and (causes.ticket.due_at != one.at or causes.ticket.status not in AT_WORK):
            return  # done before its deadline, or the deadline is another now: nobody is reminded of that
        causes.events.append(NewEvent("reminded", "mailgate", {"agent": one.agent}))
        if agent is not None:
            what = (
                "A deadline that you set has come."
                if deadline
                else "You asked to be reminded of this ticket."
            )
            to = (Address(agent.addresses[0], agent.name), agent)
            causes.letters.append(_told(to, causes, what))
        self.commit(tx, causes, f"reminder:{one.id}")

    def _wake(self, tx: Tx, number: int, now: datetime) -> None:
        causes = self._causes(tx, number, now)
        causes.happen(Happening.WAKE)
        until = causes.ticket.postponed_until
        since = f" It slept until {by(until, now, causes.context.mailbox.zone)}." if until else ""
        for to in readership.told(causes.context, causes.ticket.team, causes.ticket.assignee):
            causes.letters.append(_told(to, causes, f"A postponed ticket is open again.{since}"))
        self.commit(tx, causes, "tick")

    def _expire(self, tx: Tx, number: int, agent: str, now: datetime) -> None:
        causes = self._causes(tx, number, now)
        causes.events.append(NewEvent("expired question", "mailgate", {"agent": agent}))
        self.commit(tx, causes, "tick")

    def _causes(self, tx: Tx, number: int, now: datetime) -> Causes:
        ticket = lookups.tickets(tx, [number])[number]
        return Causes(ticket, about(tx, ticket, self._current().desk, now), "mailgate")


def about(tx: Tx, ticket: TicketState, desk: Desk, now: datetime, *, whole: bool = False) -> Context:
    """A ticket's context without a mail."""
    mailbox: MailboxTable = desk.settings.mailbox_of(ticket.mailbox) or desk.settings.mailbox[0]
    requester = next((p.contact_id for p in ticket.participants if p.role == "requester"), None)
    return Context(
        desk=desk,
        now=now,
        arrived_at=now,
        envelope=Envelope("tick", "", ()),
        mailbox=mailbox,
        watching=(),
        authentication=Authentication(),
        agent=None,
        contact=None,
        duplicate=None,
        found=Found(tickets={ticket.id: ticket}),
        token=None,
        means={},
        agents=lookups.agents(tx),
        timers=lookups.timers(tx, [ticket.id]),
        kept=Archives(tx, desk).kept([ticket], now, whole=whole),
        history={i: tuple(Earlier(*e) for e in past) for i, past in history.recent(tx, [ticket.id]).items()},
        notes={ticket.id: tuple(Earlier(*n) for n in history.notes(tx, ticket.id))},
        former=tuple(agent_views.former(tx, requester, ticket.id)) if requester is not None else (),
    )


def _told(to: readership.Told, causes: Causes, what: str) -> Letter:
    facts = notifications.of_ticket(causes.ticket, causes.context, what)
    return notifications.notification(to, facts, ReplyMeans.NOTE)
