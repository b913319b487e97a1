"""How does a ticket of a story fare under a virtual clock? From wake-up to wake-up, and from scene to scene.

The same clocks, reminders and transitions as for real tickets; nothing is stored and nobody is told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from mailgate.model.duration import format_duration
from mailgate.model.states import Circumstances, Happening, NewLinked, Refused, transition
from mailgate.model.ticket import Priority, Status
from mailgate.sla import happening as happenings
from mailgate.sla.calendar import Calendar, is_open
from mailgate.sla.clock import advance
from mailgate.sla.clocks import Clocks, as_of
from mailgate.sla.plan import USUAL, Plan, Step, raised
from mailgate.sla.policy import Facts, Policy, select
from mailgate.sla.reminders import Firing, moments, next_wake, step_due
from mailgate.sla.story import FACTS, Scene, What
from mailgate.sla.terms import Terms
from mailgate.sla.timer import LIVE, State, Timer

_SECOND = timedelta(seconds=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_LINES = 5_000
_TRANSITIONS = {
    What.MAIL: Happening.CUSTOMER, What.ANSWER: Happening.ANSWER, What.TAKE: Happening.TAKE, What.OPEN: Happening.OPEN,
    What.WAIT: Happening.WAIT, What.POSTPONE: Happening.POSTPONE, What.SOLVE: Happening.SOLVE,
    What.CLOSE: Happening.CLOSE, What.SPAM: Happening.SPAM, What.UNSPAM: Happening.UNSPAM,
}  # fmt: skip
_Key = tuple[str, int]


class Note(StrEnum):
    """What a line of the outcome tells."""

    EVENT = "event"
    DUE = "due"
    REMINDER = "reminder"
    BREACH = "breach"
    END = "end"  # a timer was met, missed, cancelled


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, to a timer unless `timer` is empty."""

    at: datetime
    note: Note
    timer: str
    text: str
    due_at: datetime | None = None


@dataclass(frozen=True)
class World:
    """The configuration that a story is played in; `calendar_of` tells the calendar of a team and a mailbox."""

    calendars: Mapping[str, Calendar]
    policies: Sequence[Policy] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    calendar_of: Callable[[str | None, str], str | None] = lambda team, mailbox: None  # noqa: ARG005 - names tell


def calendar_name(ticket: Mapping[str, str], world: World) -> str:
    """The calendar without a word from a policy; empty when none is known."""
    if "calendar" in ticket:
        return ticket["calendar"]
    configured = world.calendar_of(ticket.get("team"), ticket.get("mailbox", ""))
    return configured or (next(iter(world.calendars)) if len(world.calendars) == 1 else "")


class Play:
    """One ticket under a virtual clock."""

    def __init__(self, world: World, ticket: dict[str, str]) -> None:
        self.world, self.ticket = world, ticket
        self.clocks, self.lines = Clocks(), list[Line]()
        self._history: list[happenings.Happening] = []
        self._fired: dict[_Key, list[Firing]] = {}
        self._open: frozenset[str] = frozenset()
        self._answers: list[int] = []
        self._now = _BEGINNING
        self._before_spam = Status.OPEN

    def until(self, end: datetime) -> None:
        """Lets time pass: each wake-up ticks a second after the instant that it waits for."""
        while len(self.lines) < _MOST_LINES:
            wakes = [at for t in self.clocks.timers if (at := self._wake(t, self._now)) is not None]
            if not wakes or min(wakes) + _SECOND >= end:
                break
            self._now = min(wakes) + _SECOND
            self._tick(self._now)
        self._now = end
        self._marked(as_of(self.clocks, end), end)

    def last_moment(self, after: datetime) -> datetime:
        """When every deadline and every step that is set has passed, repetitions left out."""
        ends = [after]
        for t in self.clocks.timers:
            if t.state is State.RUNNING and t.due_at is not None:
                ends += [t.due_at, *(at for at, _ in moments(t, self._plan(t), self._calendar()))]
        return max(ends) + 2 * _SECOND

    def scene(self, scene: Scene) -> None:
        """What the story says, with all that follows at once."""
        number = len(self._history) + 1
        text = ", ".join([scene.what.value, *(f"{name} {value}" for name, value in scene.facts.items())])
        outcome = self._status_after(scene)
        if isinstance(outcome, Refused):
            self._say(scene.at, Note.EVENT, "", f"{text}: refused, {outcome.reason}")
            return
        self._say(scene.at, Note.EVENT, "", text if outcome is None else f"{text}, now {outcome.value}")
        self.ticket |= scene.facts
        self._happen(scene.at, list(self._happenings(scene, outcome, number)))

    def _happenings(self, scene: Scene, status: Status | None, number: int) -> Iterator[happenings.Happening]:
        first = self.clocks.terms is None
        if first:
            self._open = frozenset(n for n, c in self.world.calendars.items() if is_open(c, scene.at))
        match scene.what:
            case What.MAIL:
                yield happenings.CustomerWrote(scene.at, number)
            case What.ANSWER:
                self._answers.append(number)
                yield happenings.Answered(scene.at, number)
            case What.NOREPLY:
                yield happenings.NeedsNoReply(scene.at)
            case What.RECALL:
                yield happenings.Recalled(scene.at, self._answers.pop())
        if status is not None:
            yield happenings.StatusChanged(scene.at, status, number)
        terms = self._terms()
        if terms != self.clocks.terms:
            yield happenings.TermsSet(scene.at, terms)

    def _status_after(self, scene: Scene) -> Status | Refused | None:
        """The new status; None for none, or why it is impossible."""
        if scene.what is What.RECALL and not self._answers:
            return Refused("there is no answer to recall")
        if (happening := _TRANSITIONS.get(scene.what)) is None:
            return None
        status = Status.SPAM if self.clocks.spam else self.clocks.status
        outcome = transition(status, happening, self._circumstances(scene))
        if isinstance(outcome, Refused):
            return outcome
        if isinstance(outcome, NewLinked):
            return Refused("it opens a new ticket, which is another story")
        if outcome is Status.SPAM and status is not Status.SPAM:
            self._before_spam = status
        return outcome if outcome is not status else None

    def _circumstances(self, scene: Scene) -> Circumstances:
        return Circumstances(
            unanswered=self.clocks.oldest is not None,
            ever_answered=bool(self._answers),
            quiet=scene.quiet,
            after_answer=Status(self.ticket.get("after_answer", Status.WAITING.value)),
            before_spam=self._before_spam,
        )

    def _terms(self) -> Terms:
        named: dict[str, Any] = {name: self.ticket.get(name) for name in ("team", "category", "group")}
        facts = Facts(
            mailbox=self.ticket.get("mailbox", ""),
            priority=self.ticket.get("priority", Priority.NORMAL.value),
            language=self.ticket.get("language", "en"),
            calendar=calendar_name(self.ticket, self.world),
            open_calendars=self._open,
            **named,
        )
        policy = select(self.world.policies, facts)
        return Terms(self.world.calendars[policy.calendar_for(facts) if policy else facts.calendar], policy)

    def _happen(self, at: datetime, what: Sequence[happenings.Happening]) -> None:
        after = self.clocks
        for one in what:
            after = advance(after, one, self._history)
            self._history.append(one)
        self._marked(as_of(after, at), at)

    def _marked(self, after: Clocks, at: datetime) -> None:
        """Tells what became of the timers."""
        before = {(t.kind.value, t.instance): t for t in self.clocks.timers}
        self.clocks = after
        known = {(t.kind.value, t.instance) for t in after.timers}
        for key in before.keys() - known:
            self._say(at, Note.END, key[0], "as if it had never been")
        for t in after.timers:
            for note, text in _news(before.get((t.kind.value, t.instance)), t):
                self._say(at, note, t.kind.value, text, t.due_at)

    def _tick(self, now: datetime) -> None:
        self._marked(as_of(self.clocks, now), now)
        for t in self.clocks.timers:
            if t.state is not State.RUNNING or t.due_at is None:
                continue
            fired = self._fired.setdefault((t.kind.value, t.instance), [])
            assigned = "assignee" in self.ticket
            found = step_due(t, self._plan(t), self._calendar(), fired, now, assigned=assigned)
            if found is None:
                continue
            fired.append(Firing(t.generation, found.key))
            if found.step is not None:
                whom = ", ".join(found.step.tell) or "nobody"
                self._say(
                    now,
                    Note.REMINDER,
                    t.kind.value,
                    f"{found.key}: {whom}{', late' if found.late else ''}",
                    t.due_at,
                )
                if found.step.acts:
                    self._act(now, found.step)

    def _act(self, now: datetime, step: Step) -> None:
        if step.raise_priority:
            old = Priority(self.ticket.get("priority", Priority.NORMAL.value))
            self.ticket["priority"] = raised(old).value
        self.ticket |= {
            name: value for name, value in (("assignee", step.assign), ("team", step.team)) if value
        }
        changed = {name: self.ticket[name] for name in ("assignee", *FACTS) if name in self.ticket}
        self._say(now, Note.EVENT, "", f"escalated: {', '.join(f'{k} {v}' for k, v in changed.items())}")
        terms = self._terms()
        if terms != self.clocks.terms:
            self._happen(now, [happenings.TermsSet(now, terms)])

    def _wake(self, timer: Timer, now: datetime) -> datetime | None:
        if timer.state not in LIVE:
            return None
        fired = self._fired.get((timer.kind.value, timer.instance), [])
        return next_wake(timer, self._plan(timer), self._calendar(), fired, now)

    def _calendar(self) -> Calendar:
        assert self.clocks.terms is not None  # there are timers
        return self.clocks.terms.calendar

    def _plan(self, timer: Timer) -> Plan:
        policy = next((p for p in self.world.policies if p.name == timer.policy), None)
        return self.world.plans.get((policy.plan if policy else None) or USUAL.name, USUAL)

    def _say(self, at: datetime, note: Note, timer: str, text: str, due_at: datetime | None = None) -> None:
        self.lines.append(Line(at, note, timer, text, due_at))


def _news(before: Timer | None, now: Timer) -> Iterator[tuple[Note, str]]:
    """What is different about a timer, in words."""
    if now.breached_at is not None and (before is None or before.breached_at is None):
        yield Note.BREACH, "missed"
    elif before is not None and before.breached_at is not None and now.breached_at is None:
        yield Note.BREACH, "not missed after all"
    if before is not None and before.state is not now.state:
        late = ", late" if now.state is State.SATISFIED and now.breached_at is not None else ""
        word = {State.SATISFIED: "met" if now.target_s and not late else "ended", State.RUNNING: "runs on"}
        yield Note.END if now.state not in LIVE else Note.DUE, word.get(now.state, now.state.value) + late
    elif (
        now.state is State.RUNNING
        and now.due_at is not None
        and (before is None or before.due_at != now.due_at)
    ):
        yield Note.DUE, f"{'set' if before is None else 'moved'}, {format_duration(now.target_s or 0)}"
