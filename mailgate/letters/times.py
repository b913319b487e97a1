"""How does a person write a time? As natives of the reader's language do, with as much date as the reader needs.

Facts
- The names of days and months come from Babel (CLDR), the rest from tables of our own: CLDR knows no "today at", no
  Swedish `måndagen den`, no German dative (`am Montag, dem 30.`) and no Polish accusative (`w środę`, `we wtorek`).
- Every language has two forms. In a sentence, after "by" or alone: `am Montag, dem 30. November, um 12:00 Uhr`; in a list,
  after a colon: `Montag, 30. November, 12:00 Uhr`. "By" is a word that takes the first form: `senest`, `spätestens`.
- The zone is said only where the reader's clock may show another time: a Danish letter needs no "CET" in Copenhagen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from mailgate.model.decision import Precision

_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Manner:
    """How one language says a day and the clock; `{weekday}`, `{day}`, `{month}` and the rest are filled in."""

    today: str
    tomorrow: str
    on: str  # a day in a sentence
    listed: str  # a day in a list
    year: str
    clock: str
    soon: str  # today or tomorrow with the clock, in a sentence
    later: str  # another day with the clock, in a sentence
    listed_at: str
    zone: str  # after the clock, where it must be said
    home: str | None  # where most readers live; None: anywhere
    span: str  # days of one month
    far: str  # days of two months
    end_of: str = "{day}"  # today or tomorrow, where no clock follows


MANNERS = {
    "en": Manner(
        "today", "tomorrow", "{weekday} {day} {month}", "{weekday} {day} {month}", " {year}", "{hour:02}:{minute:02}",
        "{day} at {clock}", "{day} at {clock}", "{day} at {clock}", " {zone}", None,
        "{day}–{last} {month}", "from {day} {month} to {last} {last_month}", "the end of {day}",
    ),
    "da": Manner(
        "i dag", "i morgen", "{weekday} den {day}. {month}", "{weekday} den {day}. {month}", " {year}",
        "kl. {hour}.{minute:02}", "{day} {clock}", "{day} {clock}", "{day} {clock}", " ({zone})", "Europe/Copenhagen",
        "fra den {day}. til den {last}. {month}", "fra den {day}. {month} til den {last}. {last_month}",
    ),
    "nb": Manner(
        "i dag", "i morgen", "{weekday} {day}. {month}", "{weekday} {day}. {month}", " {year}",
        "kl. {hour}.{minute:02}", "{day} {clock}", "{day} {clock}", "{day} {clock}", " ({zone})", "Europe/Oslo",
        "fra {day}. til {last}. {month}", "fra {day}. {month} til {last}. {last_month}",
    ),
    "sv": Manner(
        "i dag", "i morgon", "{weekday}en den {day} {month}", "{weekday} {day} {month}", " {year}",
        "kl. {hour}.{minute:02}", "{day} {clock}", "{day} {clock}", "{day} {clock}", " ({zone})", "Europe/Stockholm",
        "den {day}–{last} {month}", "från den {day} {month} till den {last} {last_month}",
    ),
    "de": Manner(
        "heute", "morgen", "am {weekday}, dem {day}. {month}", "{weekday}, {day}. {month}", " {year}",
        "{hour}:{minute:02} Uhr", "{day} um {clock}", "{day}, um {clock}", "{day}, {clock}", " ({zone})", "Europe/Berlin",
        "vom {day}. bis {last}. {month}", "vom {day}. {month} bis {last}. {last_month}",
    ),
    "pl": Manner(
        "dziś", "jutro", "{on_weekday} {day} {month}", "{weekday} {day} {month}", " {year} roku",
        "godz. {hour}:{minute:02}", "{day} o {clock}", "{day} o {clock}", "{day}, {clock}", " ({zone})", "Europe/Warsaw",
        "od {day} do {last} {month}", "od {day} {month} do {last} {last_month}",
    ),
}  # fmt: skip

_SINGLE = {"en": "on {day} {month}", "da": "den {day}. {month}", "nb": "{day}. {month}", "sv": "den {day} {month}",
           "de": "am {day}. {month}", "pl": "{day} {month}"}  # fmt: skip
# On Wednesday and not Wednesday: Polish bends the day and, before `wtorek`, the preposition.
_ON_WEEKDAY = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_GERMAN_ZONES = {"CET": "MEZ", "CEST": "MESZ"}


class Moment(str):
    """A time in words that can be said again in another language: a letter may have readers of several."""

    __slots__ = ("dated", "now", "own", "precision", "until", "zone")
    until: datetime
    now: datetime
    zone: str
    precision: Precision
    own: bool
    dated: bool

    def in_language(self, language: str) -> "Moment":
        """The same time, worded in another language."""
        return _moment(
            self.until,
            self.now,
            self.zone,
            language,
            precision=self.precision,
            own=self.own,
            dated=self.dated,
        )

    def said(self, language: str, *, listed: bool = False) -> str:
        """The same time in another language; `listed` as it stands in a list rather than in a sentence."""
        if self.dated:
            return _date(self.until, self.now, self.zone, language, listed=listed)
        return _words(self, language, listed=listed)


def by(
    until: datetime,
    now: datetime,
    zone: str,
    language: str = _ENGLISH,
    precision: Precision = Precision.TIME,
    *,
    own: bool = False,
) -> Moment:
    """`today at 15:00 CET`, `tomorrow at 09:00 CET`, `Monday 30 November at 12:00 CET`; `senest` and its like precede it.

    `own`: the zone is known to be the reader's own, and is not said.
    """
    return _moment(until, now, zone, language, precision=precision, own=own, dated=False)


def day(at: datetime, now: datetime, zone: str, language: str = _ENGLISH) -> Moment:
    """`Monday 30 November`, with the year only where it is not this one."""
    return _moment(at, now, zone, language, precision=Precision.DAY, own=True, dated=True)


def span(first: date, last: date, language: str = _ENGLISH) -> str:
    """`25–29 March`, `vom 25. bis 29. März`, with the preposition that a sentence needs; of one day `29 March`."""
    manner, code = _manner(language), _code(language)
    if manner is None:
        return _foreign_span(first, last, language)
    form = manner.span if first.month == last.month else manner.far
    form = _SINGLE[code] if first == last else form
    return form.format(day=first.day, month=_month(first, code), last=last.day, last_month=_month(last, code))


def _moment(
    until: datetime, now: datetime, zone: str, language: str, *, precision: Precision, own: bool, dated: bool
) -> Moment:  # fmt: skip
    facts = {"until": until, "now": now, "zone": zone, "precision": precision, "own": own, "dated": dated}
    unworded = Moment()
    for name, value in facts.items():
        setattr(unworded, name, value)
    made = Moment(unworded.said(language))
    for name, value in facts.items():
        setattr(made, name, value)
    return made


def _words(moment: Moment, language: str, *, listed: bool) -> str:
    manner = _manner(language)
    local = moment.until.astimezone(ZoneInfo(moment.zone))
    if manner is None:
        return _foreign(moment, local, language)
    days = (local.date() - moment.now.astimezone(local.tzinfo).date()).days
    near = {0: manner.today, 1: manner.tomorrow}.get(days)
    if moment.precision is Precision.DAY:
        if near is not None:
            return manner.end_of.format(day=near)
        return _date(moment.until, moment.now, moment.zone, language, listed=listed)
    clock = manner.clock.format(hour=local.hour, minute=local.minute) + _zone(moment, manner, local, language)
    if near is not None:
        return (manner.listed_at if listed else manner.soon).format(day=near, clock=clock)
    said = _date(moment.until, moment.now, moment.zone, language, listed=listed)
    return (manner.listed_at if listed else manner.later).format(day=said, clock=clock)


def _date(at: datetime, now: datetime, zone: str, language: str, *, listed: bool) -> str:
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    manner, code = _manner(language), _code(language)
    if manner is None:
        from babel.dates import format_date  # noqa: PLC0415 - 30 ms, for languages that an operator adds

        return format_date(local.date(), format="full", locale=_known(language))
    said = (manner.listed if listed else manner.on).format(
        weekday=_names(code)[0][local.weekday()],
        on_weekday=_ON_WEEKDAY[local.weekday()],
        day=local.day,
        month=_month(local.date(), code),
    )
    return said + ("" if local.year == today.year else manner.year.format(year=local.year))


def _zone(moment: Moment, manner: Manner, local: datetime, language: str) -> str:
    home = ZoneInfo(manner.home) if manner.home else None
    if moment.own or (home is not None and moment.until.astimezone(home).utcoffset() == local.utcoffset()):
        return ""
    name = local.tzname() or "UTC"
    name = f"UTC{name}" if name[0] in "+-" else name
    return manner.zone.format(zone=_GERMAN_ZONES.get(name, name) if _code(language) == "de" else name)


def _foreign(moment: Moment, local: datetime, language: str) -> str:
    """A language of which only an operator's templates know: the date as CLDR has it, and the clock."""
    said = _date(moment.until, moment.now, moment.zone, language, listed=True)
    if moment.precision is Precision.DAY:
        return said
    return f"{said}, {local:%H:%M} {'' if moment.own else local.tzname()}".rstrip()


def _foreign_span(first: date, last: date, language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - as above

    return f"{format_date(first, locale=_known(language))} – {format_date(last, locale=_known(language))}"


def _month(of: date, code: str) -> str:
    return _names(code)[1][of.month]


@lru_cache(maxsize=len(MANNERS))
def _names(code: str) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Weekdays from Monday = 0, and months from 1 as they stand in a date (Polish: in the genitive)."""
    from babel import Locale  # noqa: PLC0415 - 30 ms, which `--help` need not pay

    locale = Locale(code)
    return dict(locale.days["format"]["wide"]), dict(locale.months["format"]["wide"])


def _known(language: str) -> str:
    """The language as Babel knows it, else English."""
    from babel.localedata import exists  # noqa: PLC0415 - as above

    code = _code(language)
    return code if exists(code) else _ENGLISH


def _code(language: str) -> str:
    code = language.split("-", maxsplit=1)[0].lower()
    return {"no": "nb", "nn": "nb"}.get(code, code)


def _manner(language: str) -> Manner | None:
    return MANNERS.get(_code(language))
