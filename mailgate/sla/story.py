"""What is the story that an operator wants to try a policy on? A small TOML file, read and checked.

    [ticket]
    mailbox = "support@example.com"
    calendar = "office"
    [[event]]
    at = "2026-11-23 10:00"
    what = "mail"

Times are local to `zone`, else to the zone of the ticket's calendar. The file may bring calendars, policies and plans of
its own; they come before, and replace, those of the configuration.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mailgate.errors import ConfigError, Fault
from mailgate.model.ticket import Priority, Status
from mailgate.sla.calendar import Calendar
from mailgate.sla.localtime import parse_local
from mailgate.sla.plan import Plan
from mailgate.sla.policy import Policy
from mailgate.sla.story_tables import Keys, Tables

_LONGEST = 256 * 1024  # characters of a story
_MOST = 2_000  # events of a story


class What(StrEnum):
    """What can happen in a story."""

    MAIL = "mail"
    ANSWER = "answer"
    RECALL = "recall"
    NOREPLY = "noreply"
    CHANGE = "change"
    TAKE = "take"
    OPEN = "open"
    WAIT = "wait"
    POSTPONE = "postpone"
    SOLVE = "solve"
    CLOSE = "close"
    SPAM = "spam"
    UNSPAM = "unspam"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    What.MAIL: "the customer writes",
    What.ANSWER: "an agent answers the customer",
    What.RECALL: "the last answer is recalled, or refused for everybody",
    What.NOREPLY: "an agent says that no answer is needed",
    What.CHANGE: "priority, category, team, group or language becomes another",
    What.TAKE: "an agent takes the ticket",
    What.OPEN: "the ticket is set open",
    What.WAIT: "the ticket waits for the customer",
    What.POSTPONE: "the ticket is postponed; `open` ends that",
    What.SOLVE: "the ticket is solved; `quiet = true` where nobody answered",
    What.CLOSE: "the ticket is closed",
    What.SPAM: "the ticket is spam",
    What.UNSPAM: "it is none after all",
}
FACTS = ("priority", "category", "team", "group", "language")
_STORY: Keys = {
    "zone": str, "until": object, "ticket": dict, "event": list, "calendar": dict, "policy": list, "plan": list,
}  # fmt: skip
_TICKET: Keys = dict.fromkeys((*FACTS, "mailbox", "calendar", "after_answer", "assignee"), str)
_EVENT: Keys = {"at": object, "what": str, "quiet": bool, **dict.fromkeys(FACTS, str)}


@dataclass(frozen=True)
class Scene:
    """One event of a story."""

    at: datetime  # aware, or local to the zone of the story
    what: What
    facts: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False


@dataclass(frozen=True)
class Story:
    """A ticket and what happens to it."""

    ticket: Mapping[str, str]
    scenes: tuple[Scene, ...]
    zone: str | None = None
    until: datetime | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)


def read_story(text: str, file: str, known_calendars: tuple[str, ...] = ()) -> Story:
    """The story of this text; `ConfigError` with every fault: file, key, problem, remedy.

    Policies of the story may name its own calendars and those that are known.
    """
    if len(text) > _LONGEST:
        raise ConfigError([Fault(file, "whole file", "longer than a story may be", "write a shorter one")])
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ConfigError(
            [Fault(file, "whole file", f"is not TOML: {wrong}", "correct that place")]
        ) from wrong
    tables = Tables(file)
    story = _story(tables, whole, known_calendars)
    if tables.faults:
        raise ConfigError(tables.faults)
    return story


def _story(tables: Tables, whole: dict[str, Any], known_calendars: tuple[str, ...]) -> Story:
    values = tables.checked("", whole, _STORY)
    calendars = tables.calendars(values.get("calendar", {}))
    ticket = tables.checked("ticket", values.get("ticket", {}), _TICKET)
    _check_words(tables, "ticket", ticket)
    zone = values.get("zone")
    return Story(
        ticket=ticket,
        scenes=_scenes(tables, values.get("event", [])),
        zone=zone,
        until=_time(tables, "until", values["until"]) if "until" in values else None,
        calendars=calendars,
        policies=tuple(tables.policies(values.get("policy", []), (*known_calendars, *calendars))),
        plans=tables.plans(values.get("plan", [])),
    )


def _scenes(tables: Tables, rows: list[object]) -> tuple[Scene, ...]:
    if not rows:
        tables.fault(
            "event", "nothing happens", 'add [[event]] with at = "2026-11-23 10:00" and what = "mail"'
        )
    if len(rows) > _MOST:
        tables.fault("event", f"more than {_MOST} events", "write a shorter story")
    found = (_scene(tables, f"event[{n}]", row) for n, row in enumerate(rows[:_MOST], start=1))
    return tuple(scene for scene in found if scene is not None)


def _scene(tables: Tables, key: str, row: object) -> Scene | None:
    values = tables.checked(key, row, _EVENT, ("at", "what"))
    facts = {name: values[name] for name in FACTS if name in values}
    _check_words(tables, key, facts)
    at = _time(tables, f"{key}.at", values["at"]) if "at" in values else None
    what = values.get("what")
    if what is not None and what not in list(What):
        tables.fault(f"{key}.what", f'"{what}" is nothing that happens', f"write one of {', '.join(What)}")
        what = None
    if at is None or what is None:
        return None
    if (what == What.CHANGE) != bool(facts):
        remedy = f'what = "change" and one of {", ".join(FACTS)} belong together'
        tables.fault(key, "says what changes, or says that something does, and not both", remedy)
    return Scene(at, What(what), facts, values.get("quiet", False))


def _time(tables: Tables, key: str, value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        instant = parse_local(
            str(value), "UTC"
        )  # only to see whether it is a time: its zone is not known yet
    except ValueError as wrong:
        problem, _, remedy = str(wrong).partition("; ")
        tables.fault(key, problem, remedy)
        return None
    written = datetime.fromisoformat(str(value).strip())
    return written if written.tzinfo is None else instant


def _check_words(tables: Tables, key: str, values: Mapping[str, str]) -> None:
    for name, known in (("priority", list(Priority)), ("after_answer", [Status.WAITING, Status.OPEN])):
        word = values.get(name)
        if word is not None and word not in known:
            tables.fault(f"{key}.{name}", f'"{word}" is not possible', f"write one of {', '.join(known)}")
