"""What does rules.toml say, and what is wrong with it? Everything at once, each with its line and its remedy."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from mailgate.config.layout import RULES, WHOLE_FILE, key_path
from mailgate.config.nearest import suggest
from mailgate.errors import ConfigError, Fault
from mailgate.rules.action_values import Names
from mailgate.rules.actions import ACTION, Action
from mailgate.rules.condition import All, Condition, capturing
from mailgate.rules.facts import Known
from mailgate.rules.lint import fatal
from mailgate.rules.places import Path, line_of, places
from mailgate.rules.rule import On, Rule, Rules
from mailgate.rules.when import WhenReader
from mailgate.rules.written import Refused, line, listed, one_of, switch

_KEYS = ("name", "when", "then", "stop", "on")
_TABLES = ("rule", "categories")
_LONGEST_NAME = 100
MOST_RULES = 5_000

_T = TypeVar("_T")


@dataclass(frozen=True)
class Reading:
    """The rules as far as they could be read; they may be used if there are no faults."""

    rules: Rules
    faults: tuple[Fault, ...] = ()


def load(text: str, known: Known, file: str = RULES) -> Rules:
    """The rules of this text; raises `ConfigError` with every fault, rules that can never apply among them."""
    found = read(text, known, file)
    faults = (*found.faults, *(fatal(found.rules, file) if not found.faults else ()))
    if faults:
        raise ConfigError(list(faults))
    return found.rules


def read(text: str, known: Known, file: str = RULES) -> Reading:
    """Reads without raising; what cannot be read is left out and told of."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        remedy = "mend the TOML there; nothing else in this file was looked at"
        return Reading(Rules(), (Fault(file, WHOLE_FILE, f"not TOML: {broken}", remedy),))
    reader = _Reader(places(text), known, file)
    rules = reader.book(tables)
    return Reading(rules, tuple(reader.faults))


@dataclass
class _Reader:
    """Reads one file and remembers what is wrong with it, in its order."""

    places: Mapping[Path, int]
    known: Known
    file: str
    faults: list[Fault] = field(default_factory=list)
    fields: frozenset[str] = frozenset()  # that the rules so far may fill

    def report(self, path: Path, refused: Refused) -> None:
        number = line_of(self.places, path)
        where = f"line {number}, {key_path(path)}" if number else key_path(path)
        self.faults.append(Fault(self.file, where, refused.problem, refused.remedy))

    def book(self, tables: Mapping[str, object]) -> Rules:
        for name in tables:
            if name not in _TABLES:
                self.report((name,), Refused("is not a known table", suggest(name, _TABLES, "remove it")))
        found = tables.get("rule", [])
        if not isinstance(found, list) or not all(isinstance(table, Mapping) for table in found):
            self.report(("rule",), Refused("is not the kind of table it should be", "begin it with [[rule]]"))
            found = []
        if len(found) > MOST_RULES:
            self.report(("rule",), Refused(f"there are {len(found)} rules", f"keep at most {MOST_RULES}"))
        categories = self._categories(tables, found)
        self.known = replace(self.known, categories=categories)
        rules = tuple(self._rule(table, place) for place, table in enumerate(found[:MOST_RULES]))
        self._names_apart(rules)
        return Rules(rules)

    def _categories(
        self, tables: Mapping[str, object], rules: Iterable[Mapping[str, object]]
    ) -> frozenset[str]:
        """The list at the top if there is one; else what the rules give and what policies name."""
        if "categories" in tables:
            try:
                return frozenset(line(value) for value in listed(tables["categories"]))
            except Refused as refused:
                self.report(("categories",), refused)
        then = (table.get("then") for table in rules)
        given = (actions.get("category") for actions in then if isinstance(actions, Mapping))
        return self.known.categories | {value for value in given if isinstance(value, str)}

    def _rule(self, table: Mapping[str, object], place: int) -> Rule:
        path: Path = ("rule", place)
        for key in table:
            if key not in _KEYS:
                self.report((*path, key), Refused("is not a known key", suggest(key, _KEYS, "remove it")))
        name = self._value(table, path, "name", _name) or ""
        on = self._value(table, path, "on", _on) or On.NEW
        stop = self._value(table, path, "stop", switch) or False
        when = self._when(table, path)
        self.fields |= capturing(when)
        then = tuple(self._actions(table, path))
        self._check_together(then, on, path)
        return Rule(name, when, then, stop, on, place, self.places.get(path))

    def _value(
        self, table: Mapping[str, object], path: Path, key: str, read: Callable[[object], _T]
    ) -> _T | None:
        here = (*path, key)
        if key not in table:
            if key in _NEEDED:
                self.report(here, Refused("is missing", f"write {_NEEDED[key]}"))
            return None
        try:
            return read(table[key])
        except Refused as refused:
            self.report((*here, *refused.within), refused)
            return None

    def _when(self, table: Mapping[str, object], path: Path) -> Condition:
        here = (*path, "when")
        if "when" not in table:
            self.report(here, Refused("is missing", f"write {_NEEDED['when']}; when = {{}} is every mail"))
            return All(())
        return WhenReader(self.known, self.report).read(table["when"], here)

    def _actions(self, table: Mapping[str, object], path: Path) -> Iterator[Action]:
        raw, here = table.get("then"), (*path, "then")
        if not isinstance(raw, Mapping) or not raw:
            self.report(here, Refused("says nothing to do", f"write {_NEEDED['then']}"))
            return
        # Fields first: whatever else the rule does may use what it has just set.
        for key in sorted(raw, key=lambda key: key != "fields"):
            try:
                yield self._action(key, raw[key])
            except Refused as refused:
                self.report((*here, key, *refused.within), refused)

    def _action(self, key: str, raw: object) -> Action:
        kind = ACTION.get(key)
        if kind is None:
            raise Refused("is not a known action", suggest(key, ACTION, "remove it"))
        action = Action(kind, kind.read(raw, Names(self.known, self.fields)))
        if kind.name == "category":
            one_of(action.value, self.known.categories, "category", "add it to categories")
        if kind.name == "fields" and isinstance(action.value, Mapping):
            self.fields |= set(action.value)
        return action

    def _check_together(self, then: tuple[Action, ...], on: On, path: Path) -> None:
        """Actions that make no sense beside each other, or for such mail."""
        names = [action.kind.name for action in then]
        ends = [action.kind.name for action in then if action.kind.ends is not None]
        if ends and len(names) > 1:
            others = ", ".join(name for name in names if name != ends[0])
            refused = Refused(
                f"ends what happens to the mail, so {others} cannot be",
                f"remove either {ends[0]} or the rest",
            )
            self.report((*path, "then", ends[0]), refused)
        if "postpone" in names and "status" in names:
            self.report((*path, "then", "status"), Refused("goes against postpone", "keep one of the two"))
        for name in ("join", "requester"):
            if name in names and on is On.FOLLOWUP:
                problem = "says where a new mail belongs, and this rule looks at follow-ups only"
                self.report((*path, "then", name), Refused(problem, 'write on = "new" or on = "both"'))

    def _names_apart(self, rules: tuple[Rule, ...]) -> None:
        first: dict[str, int] = {}
        for rule in rules:
            before = first.setdefault(rule.name, rule.place)
            if rule.name and before != rule.place:
                problem = f"{rule.name!r} is already taken, at {key_path(('rule', before, 'name'))}"
                self.report(("rule", rule.place, "name"), Refused(problem, "give each rule its own name"))


_NEEDED = {
    "name": 'name = "Invoices go to billing"',
    "when": 'when = { subject = { contains = "invoice" } }',
    "then": 'then = { category = "billing" }',
}


def _name(raw: object) -> str:
    found = line(raw)
    if len(found) > _LONGEST_NAME:
        raise Refused("is too long", f"write at most {_LONGEST_NAME} characters: it stands in every timeline")
    return found


def _on(raw: object) -> On:
    return On(one_of(raw, On, "such mail", ""))
