"""What changes? Findings against the alarms that are remembered: each is raised once, and ended once; pure.

Theory of operation. An alarm is a stored row from its beginning to its end, so that a restart tells nothing twice. A well
finding only begins the calm; when the calm has lasted, the alarm is over. Rows of another process are left to it, unless
it has not looked for an hour: then nobody else would ever end them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.operations.alarm_findings import Finding
from mailgate.operations.alarm_kinds import ABOUT, Alarm

GONE = timedelta(hours=1)  # a process that has not looked for so long is not there any more
MOST_AN_HOUR = 12  # mails about new alarms; the rest is in the log, the metrics and the digest


@dataclass(frozen=True, slots=True)
class Active:
    """A stored alarm that has not ended."""

    id: int
    alarm: str  # may be a name that only another version knows
    subject: str
    node: str  # "" where it is of the whole desk
    since: datetime
    what: str
    calm_since: datetime | None
    told: bool  # whether a mail was sent of it


@dataclass(frozen=True, slots=True)
class Raised:
    """A new alarm."""

    alarm: Alarm
    subject: str
    node: str
    since: datetime
    what: str
    tell: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """An alarm that is over since `at`."""

    active: Active
    at: datetime
    why: str = ""  # where it ended otherwise than by getting well


@dataclass(frozen=True, slots=True)
class Calmed:
    """An alarm whose calm begins, or is broken (None)."""

    active: Active
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one look changes."""

    raised: tuple[Raised, ...] = ()
    ended: tuple[Ended, ...] = ()
    calmed: tuple[Calmed, ...] = ()


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Who looks, when, and what they know of the others."""

    node: str
    now: datetime
    calm: timedelta
    configured_sources: Collection[str]
    gone: Collection[str] = ()  # processes that have not looked for an hour
    told_lately: int = 0  # alarms of the last hour that were mailed


_OF_SOURCES = frozenset(
    {Alarm.NOT_POLLED, Alarm.IDLE_DEAD, Alarm.LOGIN_FAILING, Alarm.TOKEN_FAILING, Alarm.TOKEN_EXPIRING}
)


def changes(found: Sequence[Finding], active: Sequence[Active], view: Viewpoint) -> Changes:
    """What is raised, ended or calmed by this look."""
    known = {(a.alarm, a.subject, a.node): a for a in active}
    by_key = {(f.alarm.value, f.subject, _node(f.alarm, view)): f for f in found}
    new = [f for key, f in by_key.items() if f.bad and key not in known]
    raised = tuple(
        Raised(
            f.alarm, f.subject, _node(f.alarm, view), f.since or view.now, f.what,
            tell=view.told_lately + n < MOST_AN_HOUR,
        )
        for n, f in enumerate(new)
    )  # fmt: skip
    later = [_later(a, by_key.get(key), view) for key, a in known.items()]
    return Changes(
        raised,
        tuple(c for c in later if isinstance(c, Ended)),
        tuple(c for c in later if isinstance(c, Calmed)),
    )


def _later(active: Active, finding: Finding | None, view: Viewpoint) -> Ended | Calmed | None:
    """What becomes of an alarm that is active."""
    if finding is None:
        why = _why_never_again(active, view)
        return Ended(active, view.now, why) if why else None
    if finding.bad:
        return Calmed(active, None) if active.calm_since is not None else None
    begun = active.calm_since or view.now
    if view.now - begun >= view.calm:
        return Ended(active, begun)
    return Calmed(active, begun) if active.calm_since is None else None


def _why_never_again(active: Active, view: Viewpoint) -> str:
    """Why no finding can come that would end it; "" where one may."""
    if active.alarm not in ABOUT:
        return "this version does not know it"
    if active.alarm in _OF_SOURCES and active.subject not in view.configured_sources:
        return "the account is configured no more"
    if active.node and active.node in view.gone:
        return f"{active.node} has not reported for an hour"
    if active.alarm == Alarm.CERTIFICATE_EXPIRING and active.node == view.node:
        return "the certificate is configured no more"
    return ""


def _node(alarm: Alarm, view: Viewpoint) -> str:
    return view.node if ABOUT[alarm].local else ""


def sentence(active: Active) -> str:
    """The alarm as one line of `mailgate status`."""
    about = ABOUT.get(Alarm(active.alarm)) if active.alarm in set(Alarm) else None
    title = about.title if about else active.alarm
    place = ", ".join(_places(active))
    return f"alarm since {active.since:%Y-%m-%d %H:%M} UTC: {title}{f' ({place})' if place else ''}: {active.what}"


def _places(active: Active) -> Iterator[str]:
    yield from (word for word in (active.subject, active.node) if word)
