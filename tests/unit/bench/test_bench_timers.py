"""The measurement of deadlines finds what was armed, and works off what is due in short transactions."""

from io import StringIO

from rich.console import Console

from bench.timers import MOST_ROWS, demands, table, timers


def test_what_is_armed_is_counted_and_what_is_due_is_worked_off() -> None:
    said: list[str] = []
    found = timers(60, said.append, due=70)
    assert (found.few.armed, found.many.armed) == (20, 120)
    assert found.due_rows == 70
    assert found.due_rows / found.transactions <= MOST_ROWS
    assert len(said) == 3
    rows = next(d for d in demands(found) if d.what == "due rows a transaction")
    assert rows.holds
    console = Console(width=80, record=True, file=StringIO())
    console.print(table(found))
    assert "120" in console.export_text()


def test_what_was_not_measured_demands_nothing() -> None:
    assert list(demands(None)) == []
