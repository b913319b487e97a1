"""What does a rule see? The facts of the mail, and the ticket as the rules before this one have left it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from mailgate.model.ticket import Priority, Status
from mailgate.rules.facts import Facts, Known, TicketFacts
from mailgate.rules.wording import Wording

Raw = str | float | bool  # as a field reads it
Value = Wording | float | bool  # as a condition compares it


class Kind(StrEnum):
    """Which operators a field takes, and how values are written."""

    TEXT = "text"
    NAME = "one of a known set"
    NUMBER = "number"
    SIZE = "size"
    SPAN = "duration"
    SWITCH = "true or false"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field that conditions may ask about.

    `changes`: rules may change it, so its values are looked up each time. `single`: has at most one value. `common`: a value
    of it is shared by most mails, so it tells little. `choices`: the names that there are; None for any.
    """

    name: str
    kind: Kind
    meaning: str
    read: Callable[["View", str], Iterable[Raw]]
    changes: bool = False
    single: bool = True
    common: bool = False
    choices: Callable[[Known], Iterable[str]] | None = None
    short: str = ""  # the name that means this field of its group


@dataclass(frozen=True)
class Asked:
    """A field as a rule names it; `key` is what stands in the place of the star."""

    field: Field
    key: str = ""

    @cached_property
    def name(self) -> str:
        """The whole name, by which values are kept."""
        return self.field.name.replace("*", self.key) if self.key else self.field.name

    @property
    def written(self) -> str:
        """The name as people write it: the plain `sender` for its address."""
        return self.field.short or self.name


@dataclass(slots=True)
class Board:
    """The ticket while rules change it; only the evaluation that made it holds it."""

    status: Status
    priority: Priority
    category: str | None
    team: str | None
    assignee: str | None
    tags: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ticket: TicketFacts) -> "Board":
        return cls(
            ticket.status, ticket.priority, ticket.category, ticket.team, ticket.assignee, ticket.tags,
            dict(ticket.fields),
        )  # fmt: skip


class View:
    """The values behind conditions, each text taken apart once however many rules ask for it."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.board = Board.of(facts.ticket)
        self._kept: dict[str, Sequence[Value]] = {}
        self._passing: dict[str, Sequence[Value]] = {}
        self._wordings: dict[str, Wording] = {}

    def values(self, asked: Asked) -> Sequence[Value]:
        """The values of this condition's field; none at all for what the mail does not have."""
        shelf = self._passing if asked.field.changes else self._kept
        kept = shelf.get(asked.name)
        if kept is None:
            kept = shelf[asked.name] = [self._valued(raw) for raw in asked.field.read(self, asked.key)]
        return kept

    def changed(self) -> None:
        """A rule has changed the ticket: what was read of it counts no longer."""
        self._passing.clear()

    def cut(self) -> tuple[str, ...]:
        """The fields of which only the beginning was searched."""
        return tuple(
            name
            for name, values in self._kept.items()
            if any(isinstance(value, Wording) and value.cut for value in values)
        )

    def _valued(self, raw: Raw) -> Value:
        """Texts taken apart, one for equal ones: the new text of many mails is their whole text."""
        if not isinstance(raw, str):
            return raw
        found = self._wordings.get(raw)
        if found is None:
            found = self._wordings[raw] = Wording(raw)
        return found
