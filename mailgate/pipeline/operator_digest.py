"""The desk's day, for its operators: what no agent is told of. One mail a day, also when there is nothing to tell.

SPEC section 6.1: whatever opened no ticket is listed here, so that a wrong verdict on a mail is seen within a day.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.letters.times import by
from mailgate.pipeline.operator_letters import OperatorLetters
from mailgate.store import Tx, alarms, digests, refused_logins, views_counts, views_day
from mailgate.store.alarms import AlarmRow
from mailgate.store.views_day import Unopened

_DAY = timedelta(days=1)
_MOST_LINES, _MOST_NUMBERS, _LONGEST = 30, 5, 120
_CAP, _SUBJECT = "operators", "day"


@dataclass(frozen=True, slots=True)
class Day:
    """The digest that is due: of the day, until the instant at which it is made."""

    day: date
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its lines; `short` is its word in the subject."""

    title: str
    lines: tuple[str, ...]
    short: str = ""


class OperatorDigest:
    """Looks whether the digest is due, gathers it, and sends it once."""

    def __init__(self, letters: OperatorLetters) -> None:
        self._letters = letters

    def due(self, now: datetime) -> Day | None:
        """Today's digest, once its hour has come; None before, or where nobody wants one."""
        settings = self._letters.settings
        if not settings.alarms.digest or settings.operator.address is None:
            return None
        zone = ZoneInfo(self._letters.zone)
        local = now.astimezone(zone)
        at = datetime.combine(local.date(), time.fromisoformat(settings.alarms.digest), zone)
        before = datetime.combine(local.date() - _DAY, at.timetz())
        return Day(local.date(), before, at) if local >= at else None

    def sent(self, tx: Tx, day: Day) -> bool:
        """Whether it is out already: a look that costs no write."""
        return digests.taken(tx, _SUBJECT, day.day, _CAP)

    def sections(self, tx: Tx, day: Day) -> tuple[Section, ...]:
        """What there is to tell; reads only."""
        made = (
            _alarms(alarms.of_the_time(tx, day.since), day, self._letters.zone),
            _unopened(views_day.unopened(tx, day.since, day.until)),
            _counted("Acknowledgements withheld", views_day.withheld(tx, day.since, day.until)),
            _quarantine(tx, day, self._letters.zone),
            _counted("Refused logins", refused_logins.since(tx, day.since), "refused logins"),
        )
        return tuple(section for section in made if section is not None)

    def send(self, tx: Tx, day: Day, sections: tuple[Section, ...], now: datetime) -> int:
        """Puts it into the outbox, unless another process just did."""
        if not digests.take(tx, _SUBJECT, day.day, _CAP):
            return 0
        title = ", ".join(section.short for section in sections if section.short) or "all is well"
        shown: list[dict[str, object]] = [{"title": s.title, "lines": list(s.lines)} for s in sections]
        return self._letters.day(tx, shown, title, day.since, now)


def _alarms(rows: tuple[AlarmRow, ...], day: Day, zone: str) -> Section | None:
    mine = [row for row in rows if row.raised_at <= day.until]
    if not mine:
        return None
    lines = tuple(_alarm(row, day.until, zone) for row in mine[:_MOST_LINES])
    return Section(_title("Alarms", len(mine)), lines, _many(len(mine), "alarm"))


def _alarm(row: AlarmRow, until: datetime, zone: str) -> str:
    place = ", ".join(word for word in (row.subject, row.node) if word)
    end = f"until {by(row.ended_at, until, zone)}" if row.ended_at is not None else "and it lasts"
    since = by(row.since, until, zone)
    return f"{row.name}{f' ({place})' if place else ''}: {row.what}; since {since}, {end}"


def _unopened(mails: list[Unopened]) -> Section | None:
    """By fate and reason, most first, with the numbers that `mailgate trace` takes."""
    if not mails:
        return None
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for mail in mails:
        groups[mail.fate, _short(re.sub(r"\d+", "#", mail.why))].append(mail.journal_id)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    lines = [f"{len(ids)}  {fate}: {why} (entries {_numbers(ids)})" for (fate, why), ids in ordered]
    title = _title("Mail that opened no ticket; see mailgate trace ENTRY", len(mails))
    return Section(title, tuple(_cut(lines)), f"{_many(len(mails), 'mail')} opened no ticket")


def _counted(title: str, counts: dict[str, int], short: str = "") -> Section | None:
    if not counts:
        return None
    ordered = sorted(counts.items(), key=lambda each: -each[1])
    total = sum(counts.values())
    lines = [f"{count}  {_short(what)}" for what, count in ordered]
    return Section(_title(title, total), tuple(_cut(lines)), f"{total} {short}" if short else "")


def _quarantine(tx: Tx, day: Day, zone: str) -> Section | None:
    count = views_counts.quarantined(tx)
    if not count:
        return None
    lines = [
        f"entry {k.journal_id}: {_short(k.why)}{f', {by(k.since, day.until, zone)}' if k.since else ''}"
        for k in views_day.quarantined(tx, _MOST_LINES)
    ]
    return Section(_title("In quarantine", count), tuple(lines), f"{count} in quarantine")


def _numbers(ids: list[int]) -> str:
    shown = ", ".join(map(str, ids[:_MOST_NUMBERS]))
    return f"{shown} and {len(ids) - _MOST_NUMBERS} more" if len(ids) > _MOST_NUMBERS else shown


def _cut(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"and {len(lines) - _MOST_LINES} more kinds"


def _short(words: str) -> str:
    """One line, whatever a stranger wrote into it."""
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def _title(what: str, count: int) -> str:
    return f"{what}: {count}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
