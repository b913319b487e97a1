"""What would change, grouped so that a person can read it: from what to what, for how many mails, with examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailgate.pipeline.rehearse import Said

EXAMPLES = 3  # of each change
_SHOWN = 40  # kinds of change in the table; --json has all of them


@dataclass
class Change:
    """One kind of change."""

    what: str
    before: str
    after: str
    mails: int = 0
    examples: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Differences:
    """All that two sets of rules would do differently."""

    mails: int = 0
    changed: int = 0
    unreadable: int = 0
    interrupted: bool = False
    old: Mapping[str, int] = field(default_factory=dict)  # how often each rule applied
    new: Mapping[str, int] = field(default_factory=dict)
    kinds: dict[tuple[str, str, str], Change] = field(default_factory=dict)

    def add(self, label: str, subject: str, old: Said, new: Said) -> None:
        """Compares one mail's two decisions."""
        self.mails += 1
        names = dict.fromkeys((*old, *new))
        different = [n for n in names if old.get(n, "") != new.get(n, "")]
        self.changed += bool(different)
        for name in different:
            key = (name, old.get(name, ""), new.get(name, ""))
            change = self.kinds.setdefault(key, Change(*key))
            change.mails += 1
            if len(change.examples) < EXAMPLES:
                change.examples.append({"mail": label, "subject": subject})

    def ordered(self) -> list[Change]:
        """The most frequent first."""
        return sorted(self.kinds.values(), key=lambda c: (-c.mails, c.what, c.before, c.after))

    def as_json(self) -> dict[str, Any]:
        """The shape of `rules test --json`."""
        return {
            "mails": self.mails,
            "changed": self.changed,
            "unreadable": self.unreadable,
            "interrupted": self.interrupted,
            "changes": [
                {
                    "what": c.what,
                    "before": c.before,
                    "after": c.after,
                    "mails": c.mails,
                    "examples": c.examples,
                }
                for c in self.ordered()
            ],
            "rules": [
                {"rule": name, "before": self.old.get(name, 0), "after": self.new.get(name, 0)}
                for name in dict.fromkeys((*self.new, *self.old))
            ],
        }

    def rows(self) -> list[tuple[str, str, str, int, str]]:
        """The table's rows."""
        return [
            (
                c.what,
                c.before,
                c.after,
                c.mails,
                "; ".join(f"{e['mail']} {e['subject'][:40]}" for e in c.examples[:1]),
            )
            for c in self.ordered()[:_SHOWN]
        ]

    def left_out(self) -> int:
        return max(0, len(self.kinds) - _SHOWN)
