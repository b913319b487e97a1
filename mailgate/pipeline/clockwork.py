"""What does a happening do to a ticket's deadlines? From its clocks as they were left to the rows that the commit writes.

Theory of operation
- The clocks go on from the snapshot in the ticket's row; the history behind it is read only where a happening reaches
  back into it. What happened is written into the timeline in the same transaction, so that the clocks can be recomputed.
- Terms are chosen anew when a fact changed that a policy may ask for. An edited calendar is noticed here, too, whoever
  comes first: the walk after a reload, or the next mail.
- A ticket from before there were clocks is taken up from what its row says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailgate.errors import Bug
from mailgate.model.decision import ClocksWrite, Decision, NewEvent, NewTicket, SlaVersion, TimerWrite
from mailgate.model.ticket import Status, TicketKind, TicketState
from mailgate.pipeline.context import Context
from mailgate.pipeline.deadlines import FACTS, facts_of, terms_for
from mailgate.pipeline.kept_clocks import CLOCKS, TIMES
from mailgate.pipeline.patience import Standing, move_at, times_set
from mailgate.sla.clock import advance, changes, rewrites
from mailgate.sla.clocks import Clocks, as_of
from mailgate.sla.happening import (
    Answered,
    CalendarEdited,
    CustomerWrote,
    Happening,
    StatusChanged,
    TermsSet,
    place,
)
from mailgate.sla.policy import TimerKind
from mailgate.sla.reminders import Firing, next_wake
from mailgate.sla.snapshot import frozen
from mailgate.sla.terms import (
    Terms,
    calendar_body,
    calendar_version,
    policy_body,
    policy_version,
)
from mailgate.sla.timeline import KEY, written
from mailgate.sla.timer import State, Timer
from mailgate.store.lookups import TimerState

# The first terms stand before all else: within one second policies count after answers, and an answer must find them.
_BEFORE = timedelta(seconds=1)
_FIRST = 0  # the number of the message that a ticket from before began with


@dataclass(frozen=True)
class Wound:
    """What becomes of a ticket's clocks."""

    clocks: Clocks
    told: tuple[Happening, ...]  # for the timeline
    timers: tuple[TimerWrite, ...]
    events: tuple[NewEvent, ...]
    write: ClocksWrite

    @property
    def terms(self) -> Terms:
        assert self.clocks.terms is not None  # set with a ticket's first happening
        return self.clocks.terms


def opening(
    new: NewTicket, context: Context, wrote: Sequence[CustomerWrote] | None = None, *, heard: bool = False
) -> Wound:
    """The clocks of a ticket that opens.

    `wrote` are the customer's messages on it, if not just this mail; `heard`: they are told that it came.
    """
    at = new.created_at or context.arrived_at
    entry = context.entry_id
    first = [CustomerWrote(at, entry)] if new.waits else []
    terms = terms_for(facts_of(new, context, at), context.desk, new.policy)
    told: list[Happening] = [TermsSet(at - _BEFORE, terms), *(first if wrote is None else wrote)]
    if new.status is not Status.NEW:
        told.append(StatusChanged(at, new.status, entry))
    since = {
        "since": at,
        "assigned_at": at if new.assignee else None,
        "heard_at": context.now if heard else None,
    }
    return _wound(Clocks(), (), told, (), context, Standing(new.status, at if new.waits else None), since)


def begun(opened: Decision, wound: Wound) -> Decision:
    """The decision that opens a ticket, with its deadlines."""
    assert opened.new_ticket is not None  # it opens one
    policy = wound.terms.policy.name if wound.terms.policy is not None else None
    kinds = [t.kind for t in wound.timers]
    clock = [written(h) for h in wound.told]
    event = NewEvent("policy", "mailgate", {"policy": policy, "timers": kinds, KEY: clock})
    breaches = tuple(e for e in wound.events if KEY not in e.detail)
    return replace(
        opened, new_ticket=replace(opened.new_ticket, policy=policy), timers=wound.timers, clocks=wound.write,
        events=(*opened.events, event, *breaches),
    )  # fmt: skip


def after(
    ticket: TicketState,
    context: Context,
    told: Sequence[Happening],
    changed: Mapping[str, object],
    times: Mapping[str, datetime | None] | None = None,
) -> Wound | None:
    """The clocks of a ticket after this; None where nothing is different. `times` are those that this sets."""
    kept = context.kept.get(ticket.id)
    began = [] if kept is not None else list(_from_before(ticket, context))
    clocks = kept.clocks if kept is not None else Clocks()
    happened = [*began, *told, *_terms_set(ticket, context, changed, clocks)]
    known = dict(kept.times) if kept is not None else {"since": context.now}
    after_times = known | times_set(context, changed) | dict(times or {})
    if not happened and after_times == known and context.fired is None:
        return None
    status = Status(str(changed.get("status", ticket.status.value)))
    waits = changed.get("unanswered_since", ticket.unanswered_since)
    state = Standing(
        status, waits if isinstance(waits, datetime) else None, assigned=_now(ticket, changed, "assignee")
    )
    history = kept.history if kept is not None else ()
    return _wound(clocks, history, happened, context.timers.get(ticket.id, ()), context, state, after_times)


def _wound(
    before: Clocks, history: Sequence[Happening] | None, told: Sequence[Happening], rows: Sequence[TimerState],
    context: Context, state: Standing, times: Mapping[str, datetime | None],
) -> Wound:  # fmt: skip
    clocks, so_far, anew = before, list(history or ()), False
    for one in sorted(told, key=place):
        anew = anew or rewrites(clocks, one)
        if anew and history is None:
            raise Bug(f"{type(one).__name__} reaches into a history that was not read")
        clocks = advance(clocks, one, so_far)
        so_far.append(one)
    clocks = as_of(clocks, context.now.replace(microsecond=0))
    # What a snapshot leaves out is history, and stays; clocks that were made anew speak of every row.
    keys = {(t.kind.value, t.instance) for t in (*before.timers, *clocks.timers)}
    concerned = rows if anew else [r for r in rows if (r.kind, r.instance) in keys]
    timers = tuple(_writes(clocks, concerned, context))
    assert clocks.terms is not None  # they are set with a ticket's first happening
    body = {CLOCKS: frozen(clocks), TIMES: {n: t.isoformat() if t else None for n, t in times.items()}}
    write = ClocksWrite(body, move_at(state, times, clocks.terms, context), _versions(told))
    return Wound(clocks, tuple(told), timers, tuple(_events(told, timers, rows)), write)


def _writes(clocks: Clocks, rows: Sequence[TimerState], context: Context) -> Iterator[TimerWrite]:
    """The rows that differ; in a tick also those that only want attention at another time."""
    by_key = {(r.kind, r.instance): r for r in rows}
    changed = {(t.kind, t.instance): t for t in changes(map(timer_of, rows), clocks)}
    live = {(t.kind, t.instance): t for t in clocks.timers if context.fired is not None}
    for key, timer in (live | changed).items():
        row = by_key.get((key[0].value, key[1]))
        write = _write(timer, row, clocks, context)
        if key in changed or row is None or row.wake_at != write.wake_at:
            yield write


def _write(timer: Timer, row: TimerState | None, clocks: Clocks, context: Context) -> TimerWrite:
    imported = row.imported if row is not None else context.envelope.quiet
    fired = (context.fired or {}).get(row.id, ()) if row is not None else ()
    return TimerWrite(
        kind=timer.kind.value, instance=timer.instance, state=timer.state.value, policy=timer.policy,
        calendar=timer.calendar, started_at=timer.started_at, target_s=timer.target_s, due_at=timer.due_at,
        used_s=timer.used_s, satisfied_at=timer.satisfied_at, imported=imported, resumed_at=timer.resumed_at,
        breached_at=timer.breached_at, generation=timer.generation, allowed_s=timer.allowed_s,
        planned_at=timer.planned_at, policy_version=timer.policy_version, calendar_version=timer.calendar_version,
        wake_at=None if imported else _wake(timer, clocks, fired, context),
    )  # fmt: skip


def _wake(timer: Timer, clocks: Clocks, fired: Iterable[Firing], context: Context) -> datetime | None:
    """Without knowing what fired it may be too early, never too late: the tick looks, and sets it right."""
    terms = clocks.terms
    if terms is None or timer.state is not State.RUNNING or timer.due_at is None:
        return None
    plan = context.desk.plan_of(terms.policy)
    return next_wake(timer, plan, terms.calendar, tuple(fired), context.now.replace(microsecond=0))


def timer_of(row: TimerState) -> Timer:
    """The timer of a row."""
    return Timer(
        TimerKind(row.kind), row.instance, row.started_at, State(row.state), row.resumed_at, row.used_s,
        row.target_s or None, row.allowed_s, row.due_at, row.breached_at, row.satisfied_at, row.generation,
        row.planned_at, row.policy, row.policy_version or "", row.calendar, row.calendar_version or "",
    )  # fmt: skip


def _events(
    told: Sequence[Happening], timers: Sequence[TimerWrite], rows: Sequence[TimerState]
) -> Iterator[NewEvent]:
    by_key = {(r.kind, r.instance): r for r in rows}
    lines = []
    for t in timers:
        row = by_key.get((t.kind, t.instance))
        missed = row is not None and row.breached_at is not None
        if (t.breached_at is not None) is not missed and not t.imported:
            kind = "breach withdrawn" if missed else "breached"
            due = t.due_at or t.breached_at
            detail = {"kind": t.kind, "due_at": due.isoformat() if due else None, "policy": t.policy}
            yield NewEvent(kind, "mailgate", detail)
        if row is None or (row.state, row.due_at) != (t.state, t.due_at):
            due_at = t.due_at.isoformat() if t.due_at else None
            lines.append({"kind": t.kind, "state": t.state, "due_at": due_at})
    if told or lines:
        yield NewEvent("timers", "mailgate", {"timers": lines, KEY: [written(h) for h in told]})


def _terms_set(
    ticket: TicketState, context: Context, changed: Mapping[str, object], clocks: Clocks
) -> Iterator[Happening]:
    """Other terms, where a fact changed that chooses them; an edited calendar in any case."""
    now = max(context.now, context.arrived_at)
    terms = clocks.terms
    if terms is None:
        return
    if (FACTS | {"policy"}) & changed.keys():
        facts = facts_of(ticket, context, clocks.began_at or ticket.created_at, changed)
        named = changed.get("policy")
        chosen = terms_for(facts, context.desk, str(named) if named is not None else None)
        same = (chosen.policy_version, chosen.calendar.name) == (terms.policy_version, terms.calendar.name)
        if not same:
            yield TermsSet(now, chosen)
            return
    today = context.desk.calendars.get(terms.calendar.name)
    if today is not None and calendar_version(today) != terms.calendar_version:
        yield CalendarEdited(now, today)


def _from_before(ticket: TicketState, context: Context) -> Iterator[Happening]:
    """What the row of a ticket without clocks says of its past."""
    began = ticket.created_at
    yield TermsSet(began - _BEFORE, terms_for(facts_of(ticket, context, began), context.desk))
    if ticket.kind is TicketKind.CUSTOMER:
        yield CustomerWrote(began, _FIRST)
    answered = ticket.first_response_at
    if answered is not None:
        yield Answered(answered, _FIRST)
        if ticket.unanswered_since is not None and ticket.unanswered_since > answered:
            yield CustomerWrote(ticket.unanswered_since, _FIRST)
    at = ticket.solved_at or ticket.closed_at or ticket.unanswered_since or answered or began
    if ticket.status is Status.SPAM:
        yield StatusChanged(at, ticket.before_spam or Status.OPEN)
    yield StatusChanged(at, ticket.status)


def _versions(told: Sequence[Happening]) -> tuple[SlaVersion, ...]:
    """What these name and may not be kept yet."""
    found: dict[str, SlaVersion] = {}
    for one in told:
        calendar = one.terms.calendar if isinstance(one, TermsSet) else None
        calendar = one.calendar if isinstance(one, CalendarEdited) else calendar
        policy = one.terms.policy if isinstance(one, TermsSet) else None
        if calendar is not None:
            version = calendar_version(calendar)
            found[version] = SlaVersion(version, "calendar", calendar.name, calendar_body(calendar))
        if policy is not None:
            version = policy_version(policy)
            found[version] = SlaVersion(version, "policy", policy.name, policy_body(policy))
    return tuple(found.values())


def _now(ticket: TicketState, changed: Mapping[str, object], name: str) -> bool:
    return bool(changed.get(name, getattr(ticket, name)))
