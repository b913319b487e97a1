"""Which tickets does a CSV file tell of? The history of another system, checked line by line.

Columns, in any order, named in the first line: arrived_at, first_response_at, team, category, priority. An empty
response is a ticket that is not answered. Times are RFC 3339, or local to the calendar's zone as `2026-11-24 10:00`.
Commas or semicolons part the fields, as spreadsheets of different countries write them.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime

from mailgate.errors import ConfigError, Fault
from mailgate.model.case import Case
from mailgate.sla.localtime import parse_local

COLUMNS = ("arrived_at", "first_response_at", "team", "category", "priority")
MOST_TICKETS = 500_000  # so that a file of another kind does not fill the memory
_MOST_FAULTS = 20  # then the file is of another kind, and the rest says nothing new
_LONGEST = 200  # characters of a field
_LONGEST_LINE = 4_000


def read_history(lines: Iterable[str], file: str, zone: str) -> list[Case]:
    """The tickets by arrival; ConfigError with each bad line, what is wrong with it, and how to put it right.

    `file` is its name as people are told; `zone` the IANA name for times without one.
    """
    faults: list[Fault] = []
    cases: list[Case] = []
    for number, row in _rows(lines, file):
        try:
            cases.append(_case(row, zone))
        except ValueError as wrong:
            problem, _, remedy = str(wrong).partition("; ")
            faults.append(Fault(file, f"line {number}", problem, remedy or "correct or remove the line"))
        if len(faults) >= _MOST_FAULTS:
            break
        if len(cases) > MOST_TICKETS:
            raise _fault(file, number, f"more than {MOST_TICKETS} tickets", "give the newest of them alone")
    if faults:
        raise ConfigError(faults)
    if not cases:
        raise _fault(
            file, 1, "there is no ticket in it", "write one ticket a line below the names of the columns"
        )
    return sorted(cases, key=lambda case: case.arrived_at)


def _rows(lines: Iterable[str], file: str) -> Iterator[tuple[int, dict[str, str]]]:
    numbered = _bounded(lines, file)
    head = next(numbered, "").removeprefix("\ufeff")
    separator = ";" if head.count(";") > head.count(",") else ","
    names = [name.strip().strip('"') for name in head.strip().split(separator)]
    if sorted(names) != sorted(COLUMNS):
        raise _fault(file, 1, "the first line does not name the columns", f"write {','.join(COLUMNS)} there")
    reader = csv.reader(numbered, delimiter=separator, strict=True)
    try:
        for fields in reader:
            if len(fields) not in {0, len(names)}:
                remedy = f"write {len(names)} fields, and quotes around one that holds {separator!r}"
                raise _fault(
                    file, reader.line_num + 1, f"{len(fields)} fields instead of {len(names)}", remedy
                )
            if fields:
                yield reader.line_num + 1, dict(zip(names, fields, strict=True))
    except csv.Error as wrong:
        raise _fault(file, reader.line_num + 1, f"not CSV: {wrong}", "write quotes in pairs") from wrong


def _bounded(lines: Iterable[str], file: str) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            raise _fault(file, number, f"a line of {len(line)} characters", "is this a CSV file of tickets?")
        yield line


def _case(row: dict[str, str], zone: str) -> Case:
    """One ticket; ValueError is "problem; remedy"."""
    for name, value in row.items():
        if len(value) > _LONGEST or not value.isprintable():
            raise ValueError(f"{name} is no short line of text; write its name alone")
    arrived = _instant(row["arrived_at"], "arrived_at", zone)
    answered = (
        _instant(row["first_response_at"], "first_response_at", zone)
        if row["first_response_at"].strip()
        else None
    )
    if answered is not None and answered < arrived:
        raise ValueError("answered before it arrived; swap the two, or leave first_response_at empty")
    team, category, priority = (row[name].strip() for name in ("team", "category", "priority"))
    return Case(arrived, answered, None, team, category or "", priority or "normal")


def _instant(text: str, name: str, zone: str) -> datetime:
    try:
        return parse_local(text.strip(), zone)
    except ValueError:
        raise ValueError(
            f"{name} is {text[:40]!r}, no time; write 2026-11-24T10:00:00+01:00 or 2026-11-24 10:00"
        ) from None


def _fault(file: str, line: int, problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault(file, f"line {line}", problem, remedy)])
