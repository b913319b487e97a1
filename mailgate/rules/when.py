"""What does `when` say? Tables of conditions as a tree.

A table's keys must all hold. A key is a field, a group of fields (`sender = { domain = ... }`, which may be written
`sender.domain = ...`), or one of `all`, `any`, `not`.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from mailgate.config.nearest import suggest
from mailgate.rules.condition import All, Any, Clause, Condition, Not, SameFile
from mailgate.rules.demands import Equal
from mailgate.rules.facts import Known
from mailgate.rules.fields import DEFAULT, FIELD, GROUPS
from mailgate.rules.operators import OPERATOR, SUBSTRING, Operator, operators_of, substring
from mailgate.rules.places import Path
from mailgate.rules.view import Asked, Kind
from mailgate.rules.written import Refused, one_of, switch

_DEPTH = 8  # of all, any and not within each other
_HEADER = re.compile(
    r"[!-9;-~]{1,100}", re.ASCII
)  # RFC 5322 section 2.2: printable US-ASCII without the colon
_OWN = re.compile(r"[A-Za-z0-9_ .-]{1,64}", re.ASCII)
_NOUN = {
    Kind.TEXT: "text",
    Kind.NAME: "name",
    Kind.NUMBER: "number",
    Kind.SIZE: "size",
    Kind.SPAN: "duration",
    Kind.SWITCH: "plain yes or no",
}

Report = Callable[[Path, Refused], None]


class WhenReader:
    """Reads the conditions of one file; what is wrong goes to `report`, and reading goes on."""

    def __init__(self, known: Known, report: Report) -> None:
        self._known, self._report = known, report

    def read(self, raw: object, path: Path, depth: int = 0) -> Condition:
        """The condition of this table; an empty one holds always."""
        if not isinstance(raw, Mapping):
            self._report(
                path, Refused("is not a table of conditions", 'write { subject = { contains = "invoice" } }')
            )
            return All(())
        parts: list[Condition] = []
        for key, value in raw.items():
            here = (*path, key)
            try:
                parts.extend(self._part(key, value, here, depth))
            except Refused as refused:
                self._report((*here, *refused.within), refused)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _part(self, key: str, value: object, path: Path, depth: int) -> Iterator[Condition]:
        if key in ("all", "any", "not"):
            yield self._nested(key, value, path, depth)
        elif key in GROUPS:
            yield from self._group(key, value, path)
        elif key in FIELD:
            yield from self._clauses(Asked(FIELD[key]), value, path)
        else:
            names = ("all", "any", "not", *GROUPS, *(name for name in FIELD if "." not in name))
            raise Refused("is not a known condition", suggest(key, names, "remove it"))

    def _nested(self, key: str, value: object, path: Path, depth: int) -> Condition:
        if depth >= _DEPTH:
            raise Refused(
                f"lies more than {_DEPTH} deep", "write two rules: the first one sets a field for the second"
            )
        if key == "not" and isinstance(value, Mapping):
            return Not(self._some(self.read(value, path, depth + 1)))
        if not isinstance(value, list) or not value:
            raise Refused("is not a list of tables", f"write {key} = [{{ ... }}, {{ ... }}]")
        parts = tuple(self.read(part, (*path, at), depth + 1) for at, part in enumerate(value))
        if key == "not":
            return Not(self._some(Any(parts)))
        return All(parts) if key == "all" else Any(parts)

    def _some(self, part: Condition) -> Condition:
        if part == All(()):
            raise Refused("has no conditions in it", "write at least one, or remove it")
        return part

    def _group(self, group: str, value: object, path: Path) -> Iterator[Condition]:
        """`sender = ...` means its address; a table may name fields of the group, operators, or both."""
        table = value if isinstance(value, Mapping) else {}
        plain = {key: raw for key, raw in table.items() if key in OPERATOR or key == SUBSTRING}
        if group not in DEFAULT and (plain or not table):
            example = GROUPS[group][0].replace("*", "NAME")
            raise Refused("names no field", f"write {group}.{example} = ..., one of {_choices(group)}")
        clauses = (
            list(self._clauses(Asked(DEFAULT[group]), value if not table else plain, path))
            if not table or plain
            else []
        )
        for key, raw in table.items():
            if key not in plain:
                clauses.extend(self._member(group, key, raw, (*path, key)))
        yield SameFile(tuple(clauses)) if group == "attachment" and len(clauses) > 1 else All(tuple(clauses))

    def _member(self, group: str, key: str, raw: object, path: Path) -> Iterator[Clause]:
        try:
            yield from self._clauses(self._asked(group, key), raw, path)
        except Refused as refused:
            self._report((*path, *refused.within), refused)

    def _asked(self, group: str, key: str) -> Asked:
        if (field := FIELD.get(f"{group}.{key}")) is not None and key != "*":
            return Asked(field)
        field = FIELD.get(f"{group}.*")
        if field is None:
            names = (*GROUPS[group], *(OPERATOR if group in DEFAULT else ()))
            raise Refused("is not a known condition", suggest(key, names, "remove it"))
        return Asked(field, self._own_key(group, key))

    def _own_key(self, group: str, key: str) -> str:
        if group == "calendar":
            return one_of(key, self._known.calendars, "calendar", "add [calendar.NAME] to calendars.toml")
        if not (_HEADER if group == "header" else _OWN).fullmatch(key):
            raise Refused("is not a name", "write the name of a header field, such as X-Mailer")
        return key.lower() if group == "header" else key

    def _clauses(self, asked: Asked, value: object, path: Path) -> Iterator[Clause]:
        if not isinstance(value, Mapping):
            value = {"in" if isinstance(value, list) else "is": value}
            yield from self._compared(asked, value, path, bare=True)
        elif not value:
            raise Refused(
                "compares with nothing", 'write a value, or an operator such as { contains = "invoice" }'
            )
        else:
            yield from self._compared(asked, value, path, bare=False)

    def _compared(
        self, asked: Asked, table: Mapping[str, object], path: Path, *, bare: bool
    ) -> Iterator[Clause]:
        inside = self._inside(table, path)
        for name, raw in table.items():
            if name == SUBSTRING:
                continue
            here = path if bare else (*path, name)
            try:
                operator = _operator(asked, name)
                demand = substring(raw) if inside and name == "contains" else operator.read(asked, raw)
                self._check_choices(asked, demand)
                yield Clause(asked, demand)
            except Refused as refused:
                self._report((*here, *refused.within), refused)

    def _inside(self, table: Mapping[str, object], path: Path) -> bool:
        """Whether `substring = true` stands beside `contains`."""
        if SUBSTRING not in table:
            return False
        here = (*path, SUBSTRING)
        if "contains" not in table:
            self._report(
                here, Refused("stands without contains", "write it beside contains = ..., or remove it")
            )
        try:
            return switch(table[SUBSTRING])
        except Refused as refused:
            self._report(here, refused)
            return False

    def _check_choices(self, asked: Asked, demand: object) -> None:
        """A name that nothing has makes a condition that never holds."""
        choices = asked.field.choices
        if choices is None or not isinstance(demand, Equal):
            return
        noun = asked.field.name.rpartition(".")[2] if asked.field.name != "calendar.*" else "answer"
        for value in demand.values:
            one_of(value, choices(self._known), noun, f"remove it: no {noun} is configured")


def _operator(asked: Asked, name: str) -> Operator:
    kind, operator = asked.field.kind, OPERATOR.get(name)
    if operator is None:
        raise Refused("is not a known operator", suggest(name, operators_of(kind), "remove it"))
    if kind not in operator.kinds:
        remedy = f"write one of {', '.join(operators_of(kind))}"
        raise Refused(f"does not go with {asked.written}, which is a {_NOUN[kind]}", remedy)
    return operator


def _choices(group: str) -> str:
    return ", ".join(f"{group}.{name}".replace("*", "NAME") for name in GROUPS[group])
