"""elapsed and due against a count of minutes that knows nothing of offsets, folds or tables.

The brute force walks a zone minute by minute and writes down what the wall clock shows. A time is found by
looking where the clock showed it: first or last; a time never shown, by the width of the hole it fell into.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from mailgate.sla.calendar import Calendar, due, elapsed, is_open
from mailgate.sla.hours import Opening

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# Odd offsets, changes at midnight, by half an hour, by two hours, backwards in winter, days skipped.
ZONES = (
    "UTC", "Europe/Copenhagen", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Havana",
    "America/Sao_Paulo", "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Asia/Tehran",
    "Asia/Gaza", "Antarctica/Troll", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Kiritimati", "Pacific/Marquesas", "Pacific/Kwajalein", "Etc/GMT+12", "Pacific/Tongatapu",
)  # fmt: skip
SKIPPED = {
    "Pacific/Apia": date(2011, 12, 30),
    "Pacific/Kiritimati": date(1994, 12, 31),
    "Pacific/Kwajalein": date(1993, 8, 21),
}


@dataclass(frozen=True)
class Case:
    calendar: Calendar
    start: datetime  # of the window that is compared, aware UTC
    days: int


def random_openings(random: Random) -> tuple[Opening, ...]:
    """Up to three, which may overlap, many of them in the small hours where clocks change."""
    made = []
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        opens = random.choice((0, 15, 60, 90, 120, 150, 180, 480, 1320, 1439, random.randrange(1440)))
        made.append(
            Opening(opens, opens + random.choice((1, 30, 60, 240, 480, 1440, random.randint(1, 1440))))
        )
    return tuple(made)


def change_of_clocks(zone: ZoneInfo, year: int, random: Random) -> date | None:
    """A day on which the zone's offset differs from the day before."""
    noons = [datetime(year, 1, 2, 12, tzinfo=UTC) + n * DAY for n in range(363)]
    found = [
        at.date()
        for at in noons
        if zone.utcoffset(at.astimezone(zone)) != zone.utcoffset((at - DAY).astimezone(zone))
    ]
    return random.choice(found) if found else None


def random_case(seed: int) -> Case:
    random = Random(seed)
    key = random.choice(ZONES)
    year = random.randint(1990, 2045)
    middle = SKIPPED.get(key) if random.random() < 0.4 else None
    if middle is None and random.random() < 0.8:
        middle = change_of_clocks(ZoneInfo(key), year, random)
    middle = middle or random.choice((date(year, 1, 1), date(year, 1, 1) + random.randrange(365) * DAY))
    days = random.randint(3, 9)
    start = datetime(middle.year, middle.month, middle.day, tzinfo=UTC) - random.randint(1, days - 1) * DAY
    near = [middle + n * DAY for n in range(-4, 5)]
    calendar = Calendar(
        f"seed {seed}",
        key,
        tuple(random_openings(random) for _ in range(7)),
        holidays=dict.fromkeys(random.sample(near, 2), "holiday"),
        dates={day: random_openings(random) for day in random.sample(near, 2)},
        additions={day: random_openings(random) for day in random.sample(near, 1)},
    )
    return Case(calendar, start, days)


def wall_clock(zone: ZoneInfo, start: datetime, end: datetime) -> dict[datetime, list[datetime]]:
    """What the clock on the wall shows, and at which instants, minute by minute."""
    shown: dict[datetime, list[datetime]] = {}
    at = start
    while at < end:
        shown.setdefault(at.astimezone(zone).replace(tzinfo=None, fold=0), []).append(at)
        at += MINUTE
    return shown


def find(shown: dict[datetime, list[datetime]], local: datetime, which: int) -> datetime:
    if local in shown:
        return shown[local][which]
    before, after = local, local
    while before not in shown:
        before -= MINUTE
    while after not in shown:
        after += MINUTE
    return shown[local + (after - before - MINUTE)][which]


def open_minutes(case: Case) -> list[bool]:
    """For each minute of the window, whether it is working time."""
    margin = 5 * DAY
    shown = wall_clock(
        ZoneInfo(case.calendar.zone), case.start - margin, case.start + case.days * DAY + margin
    )
    counted: set[int] = set()
    for n in range(-3, case.days + 3):
        day = case.start.replace(tzinfo=None) + n * DAY
        if not any(day + m * MINUTE in shown for m in range(1440)):
            continue  # the zone skipped it
        for opening in case.calendar.openings(day.date()):
            opens = find(shown, day + opening.opens * MINUTE, 0)
            closes = find(shown, day + opening.closes * MINUTE, -1)
            counted.update(range((opens - case.start) // MINUTE, (closes - case.start) // MINUTE))
    return [minute in counted for minute in range(case.days * 1440)]


def counted_seconds(minutes: list[bool]) -> Callable[[int], int]:
    """Working seconds from the start of the window to a second of it."""
    sums = [0]
    for opened in minutes:
        sums.append(sums[-1] + 60 * opened)

    def until(second: int) -> int:
        minute, rest = divmod(second, 60)
        return sums[minute] + (rest if rest and minutes[minute] else 0)

    return until


def check_against_brute_force(seed: int) -> None:
    case = random_case(seed)
    calendar, minutes = case.calendar, open_minutes(case)
    until = counted_seconds(minutes)
    length = case.days * 86_400

    def at(second: int) -> datetime:
        return case.start + timedelta(seconds=second)

    assert [is_open(calendar, at(60 * m)) for m in range(len(minutes))] == minutes
    random = Random(seed)
    for _ in range(40):
        first, last = sorted((random.randint(0, length), random.randint(0, length)))
        assert elapsed(calendar, at(first), at(last)) == until(last) - until(first)
        left = until(length) - until(first)
        if left:
            target = random.randint(1, left)
            limit = (due(calendar, at(first), target) - case.start) // timedelta(seconds=1)
            assert until(limit) - until(first) == target
            assert until(limit - 1) - until(first) == target - 1


@pytest.mark.parametrize("seed", range(40))
def test_working_time_equals_a_count_of_minutes(seed: int) -> None:
    check_against_brute_force(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(40, 240))
def test_working_time_equals_a_count_of_minutes_in_200_more_cases(seed: int) -> None:
    check_against_brute_force(seed)


def busy_case(seed: int) -> tuple[Calendar, datetime, Random]:
    """A random calendar that opens at least once a week, and an instant."""
    case, random = random_case(seed), Random(seed)
    calendar = Calendar(
        "busy", case.calendar.zone, ((Opening(540, 1020),), *case.calendar.week[1:]), case.calendar.holidays
    )
    return calendar, case.start + timedelta(seconds=random.randrange(86_400)), random


@pytest.mark.parametrize("seed", range(40))
def test_time_adds_up_over_any_split(seed: int) -> None:
    calendar, start, random = busy_case(seed)
    cuts = sorted(start + timedelta(seconds=random.randrange(800 * 86_400)) for _ in range(8))

    parts = [elapsed(calendar, a, b) for a, b in zip([start, *cuts], cuts, strict=False)]
    assert sum(parts) == elapsed(calendar, start, cuts[-1])


@pytest.mark.parametrize("seed", range(40))
def test_due_is_the_first_instant_at_which_the_target_has_elapsed(seed: int) -> None:
    calendar, start, random = busy_case(seed)

    for target in (1, 60, 3600, random.randint(1, 40 * 3600), random.randint(1, 3000 * 3600)):
        limit = due(calendar, start, target)
        assert elapsed(calendar, start, limit) == target
        assert elapsed(calendar, start, limit - timedelta(seconds=1)) == target - 1


@pytest.mark.parametrize("seed", range(40))
def test_more_time_or_a_later_start_is_never_due_earlier(seed: int) -> None:
    calendar, start, random = busy_case(seed)
    targets = sorted(random.randint(0, 200 * 3600) for _ in range(20))
    starts = sorted(start + timedelta(seconds=random.randrange(30 * 86_400)) for _ in range(20))

    limits = [due(calendar, start, target) for target in targets]
    assert limits == sorted(limits)
    limits = [due(calendar, begun, 8 * 3600) for begun in starts]
    assert limits == sorted(limits)


@pytest.mark.parametrize("seed", range(40))
def test_any_number_of_pauses_leaves_the_whole_target(seed: int) -> None:
    calendar, running, random = busy_case(seed)
    target, used = random.randint(3600, 80 * 3600), 0

    for _ in range(random.randint(1, 12)):
        limit = due(calendar, running, target - used)
        paused = running + (limit - running) * random.random() * 0.5
        used += elapsed(calendar, running, paused)
        running = paused.replace(microsecond=0) + timedelta(seconds=random.randrange(10 * 86_400))
    last = due(calendar, running, target - used)

    assert used + elapsed(calendar, running, last) == target
