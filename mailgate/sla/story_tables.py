"""What did somebody write about calendars, policies and plans in a story? The same tables as in the configuration."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mailgate.errors import ConfigError, Fault
from mailgate.model.duration import DurationError, parse_duration
from mailgate.sla.calendar import Calendar
from mailgate.sla.calendar_file import build_calendar
from mailgate.sla.plan import Plan
from mailgate.sla.plan_file import StepText, build_plan
from mailgate.sla.policy import POSTPONED_PAUSES, TARGETED, Policy, build_policy

_CONDITIONS = ("mailbox", "team", "category", "priority", "group", "language")
Keys = Mapping[str, type]

_OF_TABLES = ("event", "policy", "plan", "step")
_CALENDAR: Keys = {"zone": str, "hours": dict, "holidays": list, "dates": dict, "additions": dict}
_POLICY: Keys = {
    "name": str, "hours": str, "calendar": str, "plan": str, "postponed_pauses": list,
    **dict.fromkeys(_CONDITIONS, str), **dict.fromkeys(TARGETED, str),
}  # fmt: skip
_PLAN: Keys = {"name": str, "step": list}
_STEP: Keys = {
    "at": str, "tell": list, "only": str, "timers": list, "every": str, "raise_priority": bool, "assign": str,
    "team": str, "tags": list,
}  # fmt: skip
_NOUN: Mapping[type, str] = {str: "text", list: "a list", dict: "a table", bool: "true or false"}


class Tables:
    """Reads tables of one file and remembers what is wrong with them, in the order of the file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """One more thing that is wrong."""
        self.faults.append(Fault(self.file, key, problem, remedy))

    def checked(self, key: str, table: object, keys: Keys, needed: Collection[str] = ()) -> dict[str, Any]:
        """The known keys of a table whose values have the right form."""
        if not isinstance(table, dict):
            self.fault(key, "is not a table", f"begin it with [{key}]")
            return {}
        key = f"{key}." if key else ""
        for name in needed:
            if name not in table:
                self.fault(f"{key}{name}", "is missing", f"write {name} = {_example(keys[name])}")
        return {name: value for name, value in table.items() if self._fits(f"{key}{name}", name, value, keys)}

    def rows(self, key: str, value: object) -> list[object]:
        """The tables of an array of tables."""
        if isinstance(value, list):
            return value
        self.fault(key, "is not a list of tables", f"begin each with [[{key}]]")
        return []

    def calendars(self, tables: Mapping[str, object]) -> dict[str, Calendar]:
        """`[calendar.NAME]`, as in calendars.toml."""
        found: dict[str, Calendar] = {}
        for name, table in tables.items():
            values = self.checked(f"calendar.{name}", table, _CALENDAR, ("zone", "hours"))
            if {"zone", "hours"} <= values.keys():
                for key in ("dates", "additions"):
                    values[key] = dict(self._days(f"calendar.{name}.{key}", values.get(key, {})))
                self._gather(found, name, lambda n=name, v=values: build_calendar(n, **v, file=self.file))
        return found

    def policies(self, tables: object, calendars: Collection[str]) -> list[Policy]:
        """`[[policy]]`, as in sla.toml."""
        found: dict[str, Policy] = {}
        for n, table in enumerate(self.rows("policy", tables), start=1):
            values = self.checked(f"policy[{n}]", table, _POLICY, ("name",))
            hours = values.get("hours")
            if hours not in (None, "in", "out"):
                self.fault(f"policy[{n}].hours", f'"{hours}" is not one of the two', 'write "in" or "out"')
            if "name" in values:
                self._gather(found, values["name"], lambda n=n, v=values: self._policy(n, v, calendars))
        return list(found.values())

    def plans(self, tables: object) -> dict[str, Plan]:
        """`[[plan]]` with its `[[plan.step]]`; whom it names is not looked up."""
        found: dict[str, Plan] = {}
        for n, table in enumerate(self.rows("plan", tables), start=1):
            values = self.checked(f"plan[{n}]", table, _PLAN, ("name", "step"))
            rows = values.get("step", [])
            steps = [self._step(f"plan[{n}].step[{m}]", row) for m, row in enumerate(rows, start=1)]
            names = [name for s in steps for name in (s.assign, s.team) if name is not None]
            if "name" in values:
                self._gather(
                    found, values["name"],
                    lambda v=values, s=steps, k=names: build_plan(v["name"], s, agents=k, teams=k, file=self.file),
                )  # fmt: skip
        return found

    def _policy(self, n: int, values: Mapping[str, Any], calendars: Collection[str]) -> Policy:
        targets = {
            kind: self._duration(f"policy[{n}].{kind}", values[kind]) for kind in TARGETED if kind in values
        }
        return build_policy(
            values["name"],
            targets={kind.value: seconds for kind, seconds in targets.items() if seconds is not None},
            accepts={name: [values[name]] for name in _CONDITIONS if name in values},
            in_hours=None if "hours" not in values else values["hours"] == "in",
            calendar=values.get("calendar"),
            calendars=calendars,
            postponed_pauses=values.get("postponed_pauses", POSTPONED_PAUSES),
            plan=values.get("plan"),
            file=self.file,
        )

    def _step(self, key: str, table: object) -> StepText:
        values = self.checked(key, table, _STEP, ("at",))
        every = values.pop("every", None)
        seconds = None if every is None else self._duration(f"{key}.every", every)
        return StepText(**{"at": "100 %"} | values, every_s=seconds)

    def _duration(self, key: str, text: str) -> int | None:
        try:
            return parse_duration(text)
        except DurationError as wrong:
            self.fault(key, wrong.problem, wrong.remedy)
            return None

    def _days(self, key: str, table: Mapping[str, Sequence[str]]) -> Iterator[tuple[date, Sequence[str]]]:
        for text, openings in table.items():
            try:
                yield date.fromisoformat(text), openings
            except ValueError:
                self.fault(f'{key}."{text}"', "is no date", 'write it as "2026-12-24"')

    def _gather(self, found: dict[str, Any], name: str, build: Any) -> None:
        before = len(self.faults)
        try:
            built = build()
        except ConfigError as error:
            self.faults += error.faults
            return
        if len(self.faults) == before:
            found[name] = built

    def _fits(self, where: str, name: str, value: object, keys: Keys) -> bool:
        if name not in keys:
            self.fault(where, "is not a known key", f"write one of {', '.join(keys)}")
        elif not isinstance(value, keys[name]):
            self.fault(
                where, f"is not {_NOUN.get(keys[name], 'of the right form')}", f"write {_example(keys[name])}"
            )
        elif (
            isinstance(value, list) and name not in _OF_TABLES and not all(isinstance(v, str) for v in value)
        ):
            self.fault(where, "holds something that is not text", 'write each in quotes: ["..."]')
        else:
            return True
        return False


def _example(form: type) -> str:
    return {str: '"..."', list: '["..."]', dict: "{ ... }", bool: "true"}.get(form, "...")
