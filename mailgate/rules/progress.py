"""What does an applied rule change? Its actions, put on top of what earlier rules have asked for.

What cannot be done for this mail, because a captured value is missing or no address, is skipped with the reason: a rule
that is half done is told of, never guessed at.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from mailgate.model.authentication import Verdict
from mailgate.rules.action_values import REPLY_TO
from mailgate.rules.actions import Action
from mailgate.rules.facts import Facts
from mailgate.rules.orders import MOST_LINKS, Assign, Orders
from mailgate.rules.template import Template
from mailgate.rules.view import Board
from mailgate.rules.written import is_address

_LONGEST_KEY = 200  # characters of a correlation key or an external number
_MOST = 50  # of what adds up over the rules


class Skip(Exception):  # noqa: N818 - an outcome
    """The action cannot be done for this mail."""


class Progress:
    """The orders so far, and the ticket as the next rule sees it."""

    def __init__(self, facts: Facts, board: Board) -> None:
        self._facts, self._board = facts, board
        self._found: dict[str, Any] = {}  # by the names of `Orders`

    def orders(self) -> Orders:
        """All that was asked for."""
        return Orders(**self._found)

    def capture(self, captured: Mapping[str, str]) -> None:
        """Captured values become fields of the ticket."""
        self._set_fields(captured)

    def do(self, action: Action) -> str:
        """Adds one action and says what was done; raises `Skip` with the reason where it cannot be done."""
        special = _SPECIAL.get(action.kind.name)
        said = None
        if action.kind.ends is not None:
            self._found |= {"fate": action.kind.ends, "fate_reason": action.value}
        elif special is not None:
            said = special(self, action.value)
        else:
            self._plain(action.kind.name, action.value)
        return action.said if said is None else f"{action.kind.name} {said}"

    def _plain(self, name: str, value: Any) -> None:
        """A value that replaces what stood there; the board follows where rules may ask about it."""
        self._found[name] = value
        if name in ("category", "priority", "team", "status"):
            setattr(self._board, name, value)

    def _add(self, name: str, values: Iterable[str], most: int = _MOST) -> None:
        self._found[name] = tuple(dict.fromkeys((*self._found.get(name, ()), *values)))[:most]

    def _fill(self, template: Template) -> str:
        """The text, all of whose values must be there."""
        missing = template.missing(self._board.fields)
        if missing:
            raise Skip(f"{' and '.join(missing)} was not found in the mail")
        return template.filled(self._board.fields)

    def _set_fields(self, values: Mapping[str, str]) -> None:
        self._board.fields.update(values)
        self._found["fields"] = {**self._found.get("fields", {}), **values}

    def fields(self, value: Mapping[str, Template]) -> None:
        self._set_fields({name: template.filled(self._board.fields) for name, template in value.items()})

    def tags(self, value: tuple[str, ...]) -> None:
        """A tag is wanted or unwanted, as the last rule has it."""
        added = [tag[1:] for tag in value if tag[0] == "+"]
        removed = [tag[1:] for tag in value if tag[0] == "-"]
        board, found = self._board, self._found
        board.tags = _without((*board.tags, *added), removed)
        found["tags_added"] = _without((*found.get("tags_added", ()), *added), removed)
        found["tags_removed"] = _without((*found.get("tags_removed", ()), *removed), added)

    def assign(self, value: Assign) -> None:
        self._found["assign"] = value
        self._board.assignee = value.agent

    def note(self, value: Template) -> None:
        self._add("notes", [value.filled(self._board.fields)])

    def join(self, value: Template) -> str:
        """Only on tickets of the same sender, and never on the word of a sender whose domain disowns the mail."""
        if self._facts.authentication is Verdict.FAIL:
            raise Skip("the sender's domain disowns the mail")
        key = self._found["join"] = self._fill(value)[:_LONGEST_KEY]
        return key

    def external_number(self, value: Template) -> str:
        number = self._found["external_number"] = self._fill(value)[:_LONGEST_KEY]
        return number

    def requester(self, value: str | Template) -> str:
        if value == REPLY_TO:
            answer_to = self._facts.mail.reply_to
            found = answer_to[0].key if answer_to else ""
        else:
            found = self._fill(value if isinstance(value, Template) else Template(value)).lower()
        if not is_address(found):
            raise Skip(
                "there is no Reply-To" if value == REPLY_TO and not found else f"{found!r} is no address"
            )
        self._found["requester"] = found
        return found

    def watch(self, value: tuple[str, ...]) -> None:
        self._add("watch", value)

    def letter(self, value: str) -> None:
        self._add("letters", [value])

    def links(self, value: tuple[str, ...]) -> None:
        self._add("links", value, MOST_LINKS)

    def forward(self, value: tuple[str, ...]) -> None:
        self._add("forward", value)

    def postpone(self, value: int) -> None:
        self._found["postpone_s"] = value


def _without(tags: Iterable[str], unwanted: Container[str]) -> tuple[str, ...]:
    return tuple(tag for tag in dict.fromkeys(tags) if tag not in unwanted)


_SPECIAL: Mapping[str, Callable[[Progress, Any], str | None]] = {
    "fields": Progress.fields,
    "tags": Progress.tags,
    "assign": Progress.assign,
    "watch": Progress.watch,
    "note": Progress.note,
    "letter": Progress.letter,
    "links": Progress.links,
    "forward": Progress.forward,
    "external_number": Progress.external_number,
    "postpone": Progress.postpone,
    "join": Progress.join,
    "requester": Progress.requester,
}
