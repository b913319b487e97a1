"""What can a rule do? One table: the name in rules.toml, what it means, and how its value is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mailgate.model.journal import Fate
from mailgate.rules import action_values as read
from mailgate.rules.action_values import Names
from mailgate.rules.written import line, one_of, tag_of_language


@dataclass(frozen=True, slots=True, eq=False)
class ActionKind:
    """One thing that a rule can do; `ends` gives the mail its fate, after which nothing else happens to it."""

    name: str
    meaning: str
    read: Callable[[object, Names], object]
    ends: Fate | None = None


@dataclass(frozen=True)
class Action:
    """An action of a rule with its value."""

    kind: ActionKind
    value: object

    @cached_property
    def said(self) -> str:
        """In words: `category billing`, `tags +invoice -open`."""
        return f"{self.kind.name} {_said(self.value)}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {said}" for name, said in value.items())
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _team(raw: object, names: Names) -> str:
    return one_of(raw, names.known.teams, "team", "add a [[team]] of this name to agents.toml")


def _policy(raw: object, names: Names) -> str:
    return one_of(raw, names.known.policies, "policy", "add a [[policy]] of this name to sla.toml")


def _letter(raw: object, names: Names) -> str:
    return one_of(raw, names.known.letters, "letter", "put its text into templates/NAME.en.txt")


ACTIONS: tuple[ActionKind, ...] = (
    ActionKind("category", "gives the ticket this category", lambda raw, _: line(raw)),
    ActionKind("tags", "adds tags (`+`) and removes them (`-`)", read.tags),
    ActionKind("priority", "makes it so urgent: low, normal, high or urgent", read.priority),
    ActionKind("team", "gives it to this team", _team),
    ActionKind("assign", "gives it to an agent, to whom a strategy finds, or to nobody (`none`)", read.assign),
    ActionKind("policy", "lets its deadlines follow this policy of sla.toml", _policy),
    ActionKind("language", "lets its letters be written in this language", lambda raw, _: tag_of_language(raw)),
    ActionKind("fields", "sets custom fields; captured values are set by themselves", read.fields),
    ActionKind("watch", "lets these agents or mailboxes follow it", read.watch),
    ActionKind("note", "writes an internal note", read.template),
    ActionKind("letter", "sends the requester this letter, if one may be sent at all", _letter),
    ActionKind("links", "puts these help pages into the acknowledgement, at most three", read.links),
    ActionKind("acknowledge", "`false`: the mail is not acknowledged", read.never),
    ActionKind("forward", "sends a copy of the mail to these addresses", read.forward),
    ActionKind("external_number", "notes the number that others use, in the field of that name", read.captured),
    ActionKind("quarantine", "keeps the mail for an operator to look at", read.reason, Fate.QUARANTINED),
    ActionKind("spam", "files the mail as spam", read.reason, Fate.SPAM),
    ActionKind("discard", "records the mail and does nothing else with it", read.reason, Fate.DISCARDED),
    ActionKind("postpone", "lets the ticket sleep so long, or until the customer writes", read.postpone),
    ActionKind("status", "gives it this status: open, waiting, solved or closed", read.status),
    ActionKind("join", "files the mail on the sender's open ticket with the same key, if there is one", read.captured),
    ActionKind("requester", "answers go to Reply-To or to a captured address in the place of From", read.requester),
)  # fmt: skip
ACTION: Mapping[str, ActionKind] = {kind.name: kind for kind in ACTIONS}
