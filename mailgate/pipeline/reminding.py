"""Which steps of which deadlines fire now, and who is told? In one transaction with the record that they fired.

Theory of operation
- A step is fired by the row that records it: unique for timer, generation and step. A crash undoes the whole tick, two
  processes cannot both commit it, and whoever looks again finds it.
- First every ticket is decided, then what one person hears of several tickets becomes one mail, then all is written. A
  mail about one ticket shows all of it; a reply to it stays inside.
- A mail that waits is looked at again before it leaves: where its deadlines do not count any more, it is cancelled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.letters.times import by
from mailgate.model.decision import NewEvent
from mailgate.model.states import Happening
from mailgate.pipeline import readership
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.clockwork import after
from mailgate.pipeline.context import Context
from mailgate.pipeline.reminder_letters import Line, count_in, letters_of, parted, send_together
from mailgate.pipeline.wakes import Wakes
from mailgate.sla.plan import Step, raised
from mailgate.sla.policy import TimerKind
from mailgate.sla.recipients import People, Recipient, bundled, recipients
from mailgate.sla.reminders import Firing, Reached, step_due
from mailgate.sla.timer import State, Timer
from mailgate.store import Tx, deadlines

NOUNS = {
    TimerKind.FIRST_RESPONSE: "first answer",
    TimerKind.NEXT_REPLY: "next answer",
    TimerKind.UPDATE: "word on how it goes",
    TimerKind.RESOLUTION: "solution",
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many due rows were worked off, and how many deadlines were found to be missed."""

    rows: int
    breached: int
    left: int = 0  # of those that were looked at, and are due still


def work(tx: Tx, now: datetime, wakes: Wakes, limit: int, pressed: Callable[[], bool]) -> Reminded:
    """Fires what is due of at most so many timers, and says so to whom it concerns.

    Where a mail waits to become durable (`pressed`), no further ticket is begun; the rest is due still.
    """
    due = deadlines.due_timers(tx, now, limit)
    if not due:
        return Reminded(0, 0)
    tickets: list[Causes] = []
    told: list[tuple[Recipient, Line]] = []
    for place, causes in enumerate(wakes.ticking(tx, due, now)):
        if tickets and pressed():
            break
        tickets.append(causes)
        firing = _Firing(tx, causes, now, place)
        told += firing.all(frozenset(due[causes.ticket.id]))
    bundles = bundled(told)
    count_in(tx, tickets, bundles, now)
    alone, several = parted(bundles)
    for bundle in alone:
        causes = tickets[bundle.about[0].ticket]
        causes.letters += letters_of(causes, bundle)
    decisions = [wakes.commit(tx, causes, "tick") for causes in tickets]
    for bundle in several:
        send_together(tx, tickets, bundle, wakes, now)
    breached = sum(e.kind == "breached" for d in decisions for e in d.events)
    done = sum(len(due[causes.ticket.id]) for causes in tickets)
    return Reminded(done, breached, left=sum(map(len, due.values())) - done)


@dataclass(frozen=True)
class _Firing:
    """The due timers of one ticket."""

    tx: Tx
    causes: Causes
    now: datetime
    place: int

    def all(self, due: frozenset[int]) -> Iterator[tuple[Recipient, Line]]:
        causes = self.causes
        wound = after(causes.ticket, causes.context, (), {})
        assert wound is not None  # in a tick the clocks are always looked at
        ids = {(t.kind, t.instance): t.id for t in causes.context.timers.get(causes.ticket.id, ())}
        plan = causes.context.desk.plan_of(wound.terms.policy)
        for timer in wound.clocks.timers:
            number = ids.get((timer.kind.value, timer.instance))
            if number is None or number not in due or timer.state is not State.RUNNING:
                continue
            fired = (causes.context.fired or {}).get(number, ())
            found = step_due(timer, plan, wound.terms.calendar, fired, self.now, assigned=self._assigned())
            if found is not None:
                yield from self._fire(timer, number, found)

    def _assigned(self) -> bool:
        return self.causes.changes.get("assignee", self.causes.ticket.assignee) is not None

    def _fire(self, timer: Timer, number: int, found: Reached) -> Iterator[tuple[Recipient, Line]]:
        causes = self.causes
        deadlines.fire(self.tx, number, timer.generation, found.key, self.now, late=found.late)
        fired = dict(causes.context.fired or {})
        fired[number] = (*fired.get(number, ()), Firing(timer.generation, found.key))
        causes.context = replace(causes.context, fired=fired)
        step = found.step
        if step is None:
            return
        self._act(step)
        whom = dict.fromkeys((*recipients(step, self._people()), *self._given(step)))
        text = _text(timer, found, causes.context)
        causes.events.append(NewEvent("reminded", "mailgate", _detail(timer, found, whom)))
        yield from ((who, Line(self.place, text, number)) for who in whom)

    def _act(self, step: Step) -> None:
        causes = self.causes
        if step.raise_priority:
            causes.set("priority", raised(causes.ticket.priority).value)
        if step.team is not None and step.team != causes.ticket.team:
            causes.set("team", step.team)
            causes.set("assignee", step.assign)
        if step.assign is not None:
            causes.set("assignee", step.assign)
            causes.happen(Happening.TAKE)
        if step.tags:
            now = causes.changes.get("tags", list(causes.ticket.tags))
            assert isinstance(now, list)
            causes.set("tags", list(dict.fromkeys([*now, *step.tags])))

    def _given(self, step: Step) -> tuple[Recipient, ...]:
        """Whoever gets the ticket by this step hears of it."""
        if step.assign is not None:
            return (Recipient(agent=step.assign),)
        people = self._people()
        if step.team is None:
            return ()
        shared = (Recipient(address=people.team_address),) if people.team_address else ()
        return shared or tuple(Recipient(agent=name) for name in people.team)

    def _people(self) -> People:
        context, changes = self.causes.context, self.causes.changes
        assignee = changes.get("assignee", self.causes.ticket.assignee)
        name = str(changes.get("team", self.causes.ticket.team) or "")
        team = context.desk.settings.team_named(name)
        there = readership.present(context, str(assignee)) if assignee else None
        return People(
            assignee=there.name if there is not None else None,
            team=tuple(a.name for a in context.desk.settings.agents_in(name) if not readership.away(context, a.name)),
            team_address=team.address if team is not None else None,
            lead=team.lead if team is not None else None,
        )  # fmt: skip


def _detail(timer: Timer, found: Reached, whom: dict[Recipient, None]) -> dict[str, object]:
    return {
        "kind": timer.kind.value, "step": found.key, "late": found.late,
        "due_at": timer.due_at.isoformat() if timer.due_at else None,
        "to": [who.agent or who.address for who in whom],
    }  # fmt: skip


def _text(timer: Timer, found: Reached, context: Context) -> str:
    """What is due when, in words, and whether this comes late."""
    assert timer.due_at is not None  # it has steps
    missed = timer.due_at < context.now
    verb = "was due" if missed else "is due"
    late = " This reminder comes late: mailgate did not run when it was time." if found.late else ""
    overdue = " and is overdue" if missed else ""
    when = by(timer.due_at, context.now, context.mailbox.zone)
    return f"The {NOUNS[timer.kind]} {verb} {when}{overdue} ({found.key}).{late}"
