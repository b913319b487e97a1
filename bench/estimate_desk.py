"""A desk that never was: who writes when, who works when, what is taken next. Seeded, and made to be hard to foresee.

Facts
- Nothing in here knows how the estimate works. Agents take tickets one after the other; a ticket's wait is what comes of
  how many wait before it and who is at work, not a number drawn from a distribution.
- Each seed has its own team, mix and load, and in random weeks: a staff cut of weeks, a peak of demand, a turn to serving
  out of order, agents off for single weeks, and slow drift of demand. Weekends, nights and public holidays come from the
  calendar. A share of tickets waits for something else (a part, a supplier), and some are closed without an answer.
"""

import random
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from mailgate.model.case import Case
from mailgate.sla.calendar import Calendar, due, elapsed
from mailgate.sla.calendar_file import build_calendar

ZONE = "Europe/Copenhagen"
FIRST_DAY = date(2026, 1, 5)
WEEKS = 40
_HOURS = (
    (0, 7, 0.02),
    (7, 8, 0.05),
    (8, 10, 0.15),
    (10, 12, 0.12),
    (12, 13, 0.08),
    (13, 16, 0.11),
    (16, 18, 0.05),
    (18, 24, 0.015),
)
_WEEKDAYS = (1.25, 1.0, 1.0, 0.95, 0.85, 0.2, 0.2)
_ORDER = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
_PRIORITIES = (("low", 0.1), ("normal", 0.7), ("high", 0.15), ("urgent", 0.05))


@dataclass(frozen=True, slots=True)
class Kind:
    """A category: its share, how long an agent needs, and how often something else must come first."""

    name: str
    share: float
    minutes: float
    held_up: float
    held_hours: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens to a desk; weeks count from 0."""

    agents: int
    load: float  # demand as share of what the agents can do, on an ordinary week
    kinds: tuple[Kind, ...]
    cut: tuple[int, int, float]  # from week, for weeks, share of the agents gone
    peak: tuple[int, int, float]  # from week, for weeks, demand times
    disorder: tuple[float, int, float]  # share served out of order, until this week, then this share
    drift: float  # of demand, a week
    weeks: int = WEEKS
    growth: float = 0.0  # of demand, a week, for good
    faster: int | None = None  # from this week on agents need half the time


def scene(rng: random.Random, weeks: int = WEEKS) -> Scene:
    """Another desk and another year for every seed."""
    kinds = (
        Kind("question", rng.uniform(0.4, 0.6), rng.uniform(20, 40), 0.02, 6.0),
        Kind("fault", rng.uniform(0.2, 0.4), rng.uniform(40, 90), rng.uniform(0.1, 0.3), rng.uniform(4, 16)),
        Kind("invoice", rng.uniform(0.1, 0.3), rng.uniform(15, 45), 0.05, 10.0),
    )
    first, half = weeks // 5, weeks // 2
    cut = (rng.randrange(first, max(first + 1, half)), rng.randrange(2, 6), rng.uniform(0.3, 0.5))
    peak = (rng.randrange(half, max(half + 1, weeks - 4)), rng.randrange(1, 4), rng.uniform(1.4, 2.0))
    return Scene(
        agents=rng.randrange(3, 8),
        load=rng.uniform(0.72, 0.92),
        kinds=kinds,
        cut=cut,
        peak=peak,
        disorder=(rng.uniform(0.05, 0.25), rng.randrange(first, weeks), rng.uniform(0.3, 0.7)),
        drift=rng.uniform(0.02, 0.06),
        weeks=weeks,
    )


def office() -> Calendar:
    """Mon-Fri 08-16 in Copenhagen with its holidays."""
    return build_calendar("office", zone=ZONE, hours={"mon-fri": ("08:00-16:00",)}, holidays=("DK",))


@dataclass(frozen=True, slots=True)
class _Job:
    arrived: int  # seconds of the simulation: working time of the desk
    case: Case
    minutes: float
    ready: int  # working time before which nobody can answer
    given_up: bool


def history(seed: int, weeks: int = WEEKS, **changes: object) -> list[Case]:
    """The whole history of one desk by arrival; the same for the same seed."""
    rng = random.Random(seed)
    calendar = office()
    plan = replace(scene(rng, weeks), **changes)  # type: ignore[arg-type]
    start = datetime.combine(FIRST_DAY, datetime.min.time(), ZoneInfo(ZONE))
    jobs = list(_jobs(rng, plan, calendar, start))
    return sorted(_served(rng, plan, calendar, start, jobs), key=lambda case: case.arrived_at)


def _jobs(rng: random.Random, plan: Scene, calendar: Calendar, start: datetime) -> Iterator[_Job]:
    shares = sum(k.share for k in plan.kinds)
    mean = sum(k.share * k.minutes for k in plan.kinds) / shares
    a_week = plan.load * plan.agents * 5 * 8 * 60 / mean
    a_day = a_week / sum(_WEEKDAYS)
    demand = growth = 1.0
    for day in range(plan.weeks * 7):
        week = day // 7
        if day % 7 == 0:
            demand = min(1.15, max(0.85, demand * rng.lognormvariate(0, plan.drift)))
            growth = (1 + plan.growth) ** week
        peak = plan.peak[2] if plan.peak[0] <= week < plan.peak[0] + plan.peak[1] else 1.0
        for first, last, share in _HOURS:
            expected = (
                a_day * _WEEKDAYS[day % 7] * demand * growth * peak * share * (last - first) / _HOURS_SUM
            )
            at = 0.0
            while (at := at + rng.expovariate(max(expected, 1e-9))) < 1.0:
                local = start + timedelta(days=day, hours=first + at * (last - first))
                yield _job(rng, plan, calendar, start, local.astimezone(UTC))


_HOURS_SUM = sum(share * (last - first) for first, last, share in _HOURS)


def _job(rng: random.Random, plan: Scene, calendar: Calendar, start: datetime, at: datetime) -> _Job:
    at = at.replace(microsecond=0)
    kind = rng.choices(plan.kinds, [k.share for k in plan.kinds])[0]
    priority = rng.choices([p for p, _ in _PRIORITIES], [w for _, w in _PRIORITIES])[0]
    arrived = elapsed(calendar, start, at)
    held = rng.expovariate(1 / (kind.held_hours * 3600)) if rng.random() < kind.held_up else 0.0
    return _Job(
        arrived=arrived,
        case=Case(at, None, None, "support", kind.name, priority),
        minutes=rng.lognormvariate(0, 0.6) * kind.minutes / 1.2,
        ready=arrived + int(held),
        given_up=rng.random() < 0.015,
    )


def _served(
    rng: random.Random, plan: Scene, calendar: Calendar, start: datetime, jobs: list[_Job]
) -> Iterator[Case]:
    """Plays the desk on its own clock, which runs in working time: nights and weekends are no time at all."""
    jobs = sorted(jobs, key=lambda job: (job.ready, job.arrived))
    waiting: list[tuple[int, int, int]] = []  # order, arrival, number of the job
    free = [(0, n) for n in range(plan.agents)]
    away = {(w, n): rng.random() < 0.08 for w in range(plan.weeks + 60) for n in range(plan.agents)}
    upcoming, end = 0, elapsed(calendar, start, start + timedelta(weeks=plan.weeks))
    while free:
        now, agent = heappop(free)
        if now >= end:
            continue
        week = now // (40 * 3600)
        gone = plan.cut[0] <= week < plan.cut[0] + plan.cut[1] and agent < round(plan.agents * plan.cut[2])
        if gone or away[week, agent]:
            heappush(free, ((week + 1) * 40 * 3600, agent))
            continue
        while upcoming < len(jobs) and jobs[upcoming].ready <= now:
            job = jobs[upcoming]
            insort(waiting, (_ORDER[job.case.priority], job.arrived, upcoming))
            upcoming += 1
        if not waiting:
            if upcoming < len(jobs):
                heappush(free, (jobs[upcoming].ready, agent))
            continue
        share = plan.disorder[0] if week < plan.disorder[1] else plan.disorder[2]
        taken = waiting.pop(rng.randrange(len(waiting)) if rng.random() < share else 0)
        job = jobs[taken[2]]
        if len(waiting) > plan.agents * 60:  # beyond three days of work others help out
            job = replace(job, minutes=job.minutes * 0.75)
        speed = 0.5 if plan.faster is not None and week >= plan.faster else 1.0
        done = now + int(job.minutes * 60 * speed)
        heappush(free, (done, agent))
        if done < end:
            at = due(calendar, start, done)
            yield replace(job.case, closed_at=at) if job.given_up else replace(job.case, answered_at=at)
        else:
            yield job.case
    for _, _, number in waiting:
        yield jobs[number].case
    for job in jobs[upcoming:]:
        yield job.case


def drifting(seed: int, drift: str, weeks: int = WEEKS) -> list[Case]:
    """A desk that changes for good half-way, with no week of its own trouble besides."""
    ordinary = scene(random.Random(seed), weeks)
    never = (weeks, 0, 0.0)
    half, calm = weeks // 2, {"cut": never, "peak": (weeks, 0, 1.0), "load": min(ordinary.load, 0.8)}
    changes: dict[str, dict[str, object]] = {
        "demand grows": {"drift": 0.0, "growth": 0.01},
        "half leave for good": {"agents": 6, "load": 0.5, "cut": (half, weeks, 0.45)},
        "order is lost": {"disorder": (0.05, half, 0.9)},
        "twice as fast": {"load": 0.9, "faster": half},
    }
    return history(seed, weeks, **(calm | changes[drift]))


def as_csv(cases: list[Case]) -> str:
    """As another system would export it."""
    lines = ["arrived_at,first_response_at,team,category,priority"]
    for case in cases:
        answered = case.answered_at.isoformat() if case.answered_at else ""
        lines.append(f"{case.arrived_at.isoformat()},{answered},{case.team},{case.category},{case.priority}")
    return "\n".join(lines) + "\n"
