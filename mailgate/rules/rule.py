"""What is a rule, and what are all rules together?"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mailgate.rules.actions import Action
from mailgate.rules.condition import Condition, capturing, clauses
from mailgate.rules.index import Index


class On(StrEnum):
    """Which mail a rule looks at."""

    NEW = "new"  # opens a ticket
    FOLLOWUP = "followup"  # belongs to one
    BOTH = "both"

    @classmethod
    def other(cls, *, new: bool) -> "On":
        """What rules that do not look at this mail say."""
        return cls.FOLLOWUP if new else cls.NEW

    def covers(self, other: "On") -> bool:
        """Whether every mail that the other looks at is looked at, too."""
        return self in (On.BOTH, other)


@dataclass(frozen=True)
class Rule:
    """One rule: for mail that meets `when`, do `then`; `line` is where it begins in the file."""

    name: str
    when: Condition
    then: tuple[Action, ...]
    stop: bool = False
    on: On = On.NEW
    place: int = 0
    line: int | None = None

    @cached_property
    def captures(self) -> frozenset[str]:
        """The fields that its patterns may fill."""
        return capturing(self.when)

    @cached_property
    def ends(self) -> bool:
        """Whether no later rule sees the mail."""
        return self.stop or any(action.kind.ends is not None for action in self.then)


@dataclass(frozen=True)
class Rules:
    """All rules in order."""

    rules: tuple[Rule, ...] = ()

    @cached_property
    def index(self) -> Index:
        """Made once for each load: which rules can apply to a mail at all."""
        return Index([rule.when for rule in self.rules])

    @cached_property
    def timed(self) -> bool:
        """Whether some rule asks for working time, so that calendars need to be looked at."""
        return any(
            c.asked.name.startswith(("hours", "calendar.")) for r in self.rules for c in clauses(r.when)
        )
