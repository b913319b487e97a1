"""Until when is the agent away? What the vacation reply says, where it says one time that can be trusted.

Facts
- "until Monday" is back on Monday; "through Monday", "bis Montag", "do poniedziałku" and ranges include the last day.
- A reply names other dates, and telephone numbers that look like some: only what stands beside "until", "back" or a dash
  of a range counts. Where it says when the agent is back, that beats the rest.
- `5/12` is two dates and none is taken; `24/12` is one.
"""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.agents.date_words import signs
from mailgate.agents.dates import DAY, read_day
from mailgate.agents.plain import plain

FARTHEST = timedelta(days=366)
_CHARACTERS = 4_000
_BACK_WORDS = (
    "back return returning returns available tilbage tilbake åter tillbaka tillgänglig zurück wieder wracam wrócę powrót "
    "powrotem dostępny dostępna ponownie"
)
_BACK = ("B", _BACK_WORDS)
_UNTIL = ("L", "until till til untill to fram")
_THROUGH = ("K", "through thru including tom bis einschließlich do włącznie")
_FROM = ("V", "from fra från frå vom von ab od")
_MORE = (_BACK, _UNTIL, _THROUGH, _FROM)
_INCLUSIVE = re.compile(r"\bt\. ?o\. ?m\.?(?!\w)|\bt/m\b|\btil og med\b|\btill och med\b", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_WEEKDAY = re.compile(r"D[a-g] ?,? (?=(?:X )?\d|M)")
_CUE = re.compile(r"(K|L|B|(?<=[\d.a-l] )[-–—]|(?<=[\d.])[-–—])(?:[ ,:]|\?|\b[XYPN]\b\.?){0,8}$")
_AFTER = re.compile(r"[ ,]{0,2}(?:\? ?){0,4}B")
_RANGE = re.compile(r"V.{0,40}$")
_LOOK = 48  # characters of signs around a date


def away_until(text: str, now: datetime, zone: str) -> datetime | None:
    """When the agent is back, in UTC, after `now` and within a year; None where no date can be trusted."""
    local = now.astimezone(ZoneInfo(zone))
    written = _WEEKDAY.sub(
        "", signs(_unslashed(_INCLUSIVE.sub(" through ", plain(text[:_CHARACTERS]))), _MORE)
    )
    found: dict[bool, list[datetime]] = {True: [], False: []}
    for match in DAY.finditer(written):
        said = _said(match, written)
        day = read_day(match, local.date()) if said and not match["unit"] else None
        if said is None or day is None or day.year > local.year + 2:
            continue
        last = said == "through"
        midnight = datetime.combine(day + timedelta(days=last), time(), tzinfo=local.tzinfo)
        if timedelta() < midnight - local <= FARTHEST:
            found[said == "back"].append(midnight.astimezone(UTC))
    return max(found[True] or found[False], default=None)


def _said(match: re.Match[str], written: str) -> str | None:
    """What the words around a date make of it: back on it, away until it begins, away through it; None: nothing."""
    before = written[max(0, match.start() - _LOOK) : match.start()]
    cue = _CUE.search(before)
    if _AFTER.match(written, match.end()) and (cue is None or cue[1] == "B"):
        return "back"
    if cue is None:
        return None
    if cue[1] == "B":
        return "back"
    ranged = _RANGE.search(before[: cue.start()]) is not None and match["word"] is None
    return "until" if cue[1] == "L" and not ranged else "through"


def _unslashed(text: str) -> str:
    """`24/12` and `12/24` as `24.12.`; what can be read in two ways as nothing."""
    return _SLASHED.sub(_dotted, text)


def _dotted(match: re.Match[str]) -> str:
    one, two = int(match[1]), int(match[2])
    if one > 12 >= two:
        return f"{one}.{two}."
    return f"{two}.{one}." if two > 12 >= one else " ? "
