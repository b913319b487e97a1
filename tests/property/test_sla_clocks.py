"""The clocks of random tickets: however they come about, they say the same."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from mailgate.model.ticket import Status
from mailgate.sla.calendar import elapsed
from mailgate.sla.clock import advance, changes, fold, rewrites
from mailgate.sla.clocks import Clocks, as_of
from mailgate.sla.happening import Answered, CustomerWrote, Happening, Recalled, StatusChanged, TermsSet
from mailgate.sla.policy import Policy, TimerKind
from mailgate.sla.snapshot import frozen, thawed
from mailgate.sla.terms import Terms
from mailgate.sla.timer import LIVE, State, Timer
from tests.property.sla_tickets import CALENDARS, Tickets, as_heard

SAMPLE, SOAK = range(60), range(60, 1060)
Rows = dict[tuple[TimerKind, int], Timer]


class Stored:
    """Clocks between two mails as a store keeps them: rows, a snapshot, and the history."""

    def __init__(self) -> None:
        self.rows: Rows = {}
        self.history: list[Happening] = []
        self._kept, self._terms = frozen(Clocks()), None  # type: tuple[object, Terms | None]

    def hear(self, happening: Happening) -> None:
        before = self.clocks()
        whole = rewrites(before, happening)
        after = advance(before, happening, self.history)
        self._write(list(self.rows.values()) if whole else before.timers, after)
        self.history.append(happening)

    def tick(self, now: datetime) -> None:
        before = self.clocks()
        self._write(before.timers, as_of(before, now))

    def clocks(self) -> Clocks:
        assert isinstance(self._kept, dict)
        return thawed(self._kept, self._terms)

    def _write(self, stored: object, after: Clocks) -> None:
        assert isinstance(stored, list | tuple)
        self.rows |= {(t.kind, t.instance): t for t in changes(stored, after)}
        self._kept, self._terms = frozen(after), after.terms


def told(timers: Rows) -> Rows:
    """Without those that are cancelled: a timer that never was is kept as a cancelled one."""
    return {key: t for key, t in timers.items() if t.state is not State.CANCELLED}


def by_key(clocks: Clocks) -> Rows:
    return {(t.kind, t.instance): t for t in clocks.timers}


def check_that_stored_timers_equal_the_fold(seed: int) -> None:
    tickets = Tickets(seed)
    random, stored = tickets.random, Stored()
    now = None
    for happening in as_heard(tickets.history(), random):
        stored.hear(happening)
        if random.random() < 0.5:
            now = max(happening.at, now or happening.at) + timedelta(seconds=random.randrange(90_000))
            stored.tick(now)
    end = max(h.at for h in stored.history) + timedelta(days=random.randrange(40))
    end = max(end, now or end)
    stored.tick(end)

    again = as_of(fold(stored.history), end)
    assert told(stored.rows) == told(by_key(again))
    assert all(
        stored.rows[key].state is State.CANCELLED for key in stored.rows.keys() - told(by_key(again)).keys()
    )


@pytest.mark.parametrize("seed", SAMPLE)
def test_stored_timers_equal_those_recomputed_from_events(seed: int) -> None:
    check_that_stored_timers_equal_the_fold(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK)
def test_stored_timers_equal_those_recomputed_from_events_for_1000_tickets(seed: int) -> None:
    check_that_stored_timers_equal_the_fold(seed)


@pytest.mark.parametrize("seed", SAMPLE)
def test_looking_at_the_clocks_changes_nothing(seed: int) -> None:
    tickets = Tickets(seed)
    history = tickets.history()
    end = history[-1].at + timedelta(days=30)
    looked = quiet = Clocks()
    for n, happening in enumerate(history):
        looked = as_of(looked, happening.at + timedelta(seconds=tickets.random.randrange(900_000)))
        looked = advance(looked, happening, history[:n])
        quiet = advance(quiet, happening, history[:n])

    assert as_of(looked, end) == as_of(quiet, end)


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_recalled_answer_never_was(seed: int) -> None:
    history = Tickets(seed).history()
    end = history[-1].at + timedelta(days=1)
    recalled = {h.message for h in history if isinstance(h, Answered)}

    def left(h: Happening) -> bool:
        answer = isinstance(h, Answered) and h.message in recalled
        return not answer and not (isinstance(h, StatusChanged) and h.cause in recalled)

    without = as_of(fold([h for h in history if left(h)]), end)
    taken_back = as_of(fold([*history, *(Recalled(end, number) for number in recalled)]), end)
    assert taken_back.timers == without.timers


@pytest.mark.parametrize("seed", SAMPLE)
def test_spam_and_unspam_leave_no_trace(seed: int) -> None:
    tickets = Tickets(seed)
    history = [h for h in tickets.history() if not (isinstance(h, StatusChanged) and h.status is Status.SPAM)]
    place = tickets.random.randrange(1, len(history) + 1)
    status = next((h.status for h in reversed(history[:place]) if isinstance(h, StatusChanged)), Status.NEW)
    at, end = history[place - 1].at, history[-1].at + timedelta(days=9)
    between = [StatusChanged(at, Status.SPAM), StatusChanged(at, status)]

    assert (
        as_of(fold([*history[:place], *between, *history[place:]]), end).timers
        == as_of(fold(history), end).timers
    )


@pytest.mark.parametrize("seed", SAMPLE)
def test_the_running_parts_of_a_timer_sum_to_its_target(seed: int) -> None:
    random = Random(seed)
    calendar, target = random.choice(CALENDARS), random.randint(3600, 60 * 3600)
    at = datetime.fromisoformat("2026-10-22T06:00+00:00") + timedelta(seconds=random.randrange(86_400))
    history: list[Happening] = [CustomerWrote(at, 1), TermsSet(at, Terms(calendar, resolution(target)))]
    running, used = at, 0
    for _ in range(random.randint(1, 12)):
        due_at = only(fold(history)).due_at
        assert due_at is not None
        stop = running + timedelta(seconds=int((due_at - running).total_seconds() * random.random() * 0.6))
        used += elapsed(calendar, running, stop)
        running = stop + timedelta(seconds=random.randrange(6 * 86_400))
        history += [StatusChanged(stop, Status.WAITING), StatusChanged(running, Status.OPEN)]
    last = only(fold(history)).due_at

    assert last is not None
    assert used + elapsed(calendar, running, last) == target


@pytest.mark.parametrize("seed", SAMPLE)
def test_no_timer_is_breached_before_its_target_is_used_up(seed: int) -> None:
    history = Tickets(seed).history()
    clocks = as_of(fold(history), history[-1].at + timedelta(days=30))

    for t in clocks.timers:
        assert t.state in LIVE or t.resumed_at is None
        assert t.satisfied_at is None or t.satisfied_at >= t.started_at
        assert t.breached_at is None or t.breached_at >= t.started_at
        assert t.generation <= clocks.revision


@pytest.mark.parametrize("seed", SAMPLE)
def test_other_terms_never_make_a_deadline_that_has_already_passed(seed: int) -> None:
    tickets = Tickets(seed)
    clocks = fold(tickets.history())
    assert clocks.last is not None
    at = clocks.last[0] + timedelta(seconds=tickets.random.randrange(200_000))
    before = by_key(as_of(clocks, at))
    after = by_key(advance(clocks, TermsSet(at, tickets.terms())))

    for key, t in after.items():
        intact = key not in before or before[key].breached_at is None
        if intact and t.state is State.RUNNING and t.due_at is not None:
            assert t.due_at >= at


def resolution(target: int) -> Policy:
    return Policy("resolution", {TimerKind.RESOLUTION: target})


def only(clocks: Clocks) -> Timer:
    (timer,) = [t for t in clocks.timers if t.kind is TimerKind.RESOLUTION]
    return replace(timer)
