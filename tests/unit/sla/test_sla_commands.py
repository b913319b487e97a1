"""`mailgate sla` and `mailgate calendar`, on a real configuration and a real store."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from mailgate.cli import calendar, sla
from mailgate.cli.commands import Entry
from mailgate.cli.lazy import load
from mailgate.cli.sla_show import differences, stored
from mailgate.errors import MailgateError, Unparseable
from mailgate.failpoints import Unit
from mailgate.model.decision import TimerWrite
from mailgate.sla.document import EXAMPLE
from mailgate.sla.timer import State
from mailgate.store import deadlines, views_tickets
from tests.unit.cli.working_desk import CALENDARS, WorkingDesk, mail, write_config

OFFICE = ("--calendar", "office")
WRONG = TimerWrite(
    "first_response", 1, "running", "standard", "office", datetime(2026, 3, 2, 9, tzinfo=UTC), 60,
    datetime(2026, 3, 2, 9, 1, tzinfo=UTC),
)  # fmt: skip
HALF_DAYS = 'holidays = ["DK"]\ndates = { "2026-12-24" = [], "2026-12-31" = ["08:00-12:00"] }\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    directory = tmp_path / "config"
    write_config(directory, tmp_path / "mailgate.db")
    (directory / "calendars.toml").write_text(CALENDARS + HALF_DAYS, encoding="utf-8")
    return directory


def run(app: typer.Typer, *args: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(a) for a in args], env={"MAILGATE_CONFIG": None, "COLUMNS": "80"})
    assert result.exception is None or isinstance(result.exception, SystemExit | MailgateError), (
        result.exception
    )
    return result


def answer(app: typer.Typer, *args: str | Path) -> Any:
    result = run(app, *args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("start", "target", "due"),
    [
        ("2026-10-23 15:00", "8h", "2026-10-26T14:00:00Z"),
        ("2026-10-23T13:00:00Z", "8 h", "2026-10-26T14:00:00Z"),
        ("2027-03-24T14:00+01:00", "240 min", "2027-03-30T08:00:00Z"),
        ("2026-12-30 14:00", "6 h", "2026-12-31T11:00:00Z"),
    ],
)
def test_due_answers_as_specified(config: Path, start: str, target: str, due: str) -> None:
    found = answer(sla.app, "due", *OFFICE, "--from", start, "--target", target, "--config", config)

    seconds = {"8h": 28_800, "8 h": 28_800, "240 min": 14_400, "6 h": 21_600}[target]
    assert found == {"due_at": due, "elapsed_s": seconds}


def test_due_tells_people_the_local_time_with_the_name_of_its_zone(config: Path) -> None:
    found = run(sla.app, "due", *OFFICE, "--from", "2026-10-23 15:00", "--target", "8 h", "--config", config)

    assert found.stdout == "Mon 2026-10-26 15:00:00 CET\n"


def test_elapsed_answers_as_specified(config: Path) -> None:
    between = ("--from", "2026-10-23 15:00", "--to", "2026-10-26T14:00:00Z", "--config", config)

    assert answer(sla.app, "elapsed", *OFFICE, *between) == {"elapsed_s": 28_800}
    assert run(sla.app, "elapsed", *OFFICE, *between).stdout == "8 h\n"
    # always is a calendar of UTC, and so is the local time
    assert answer(sla.app, "elapsed", "--calendar", "always", *between) == {"elapsed_s": 71 * 3600}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--calendar", "offic", "--from", "2026-10-23", "--target", "8 h"), "office"),
        ((*OFFICE, "--from", "noon", "--target", "8 h"), "is no time"),
        ((*OFFICE, "--from", "2026-10-23", "--target", "1 d"), "write hours"),
        ((*OFFICE, "--from", "2026-10-23"), "--target"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(config: Path, args: tuple[str, ...], said: str) -> None:
    result = run(sla.app, "due", *args, "--config", config)

    assert result.exit_code == 2
    assert said in result.output


def test_calendar_is_a_group_with_one_command() -> None:
    command = load("calendar", Entry("mailgate.cli.calendar", "app", "Calendars."))

    assert isinstance(command, TyperGroup)
    assert list(command.commands) == ["show"]


def test_a_year_is_shown_as_tables_and_months(config: Path) -> None:
    out = run(calendar.app, "show", "office", "--year", "2026", "--config", config).stdout

    assert "Sun 2026-10-25, +02:00 to +01:00" in out
    assert "Thu 2026-12-31" in out
    assert "October       176.0 h   November      168.0 h   December      164.0 h" in out
    assert "28 29 30 31~" in out
    assert "21 22 23 24*25*26.27." in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_year_as_json_has_every_key(config: Path) -> None:
    found = answer(calendar.app, "show", "office", "--year", "2027", "--config", config)

    assert list(found) == ["name", "zone", "year", "week", "days", "clock_changes", "working_s"]
    assert found["week"] | {"sat": [], "sun": []} == found["week"]
    assert {"date": "2027-03-25", "reason": "Maundy Thursday", "hours": []} in found["days"]
    assert found["clock_changes"][0] == {"date": "2027-03-28", "before": "+01:00", "after": "+02:00"}
    assert len(found["working_s"]) == 12


@pytest.mark.parametrize("args", [("offic",), ("office", "--year", "1066")])
def test_a_year_or_calendar_that_is_not_there_is_wrong_usage(config: Path, args: tuple[str, ...]) -> None:
    assert run(calendar.app, "show", *args, "--config", config).exit_code == 2


def test_a_story_is_played_for_people_and_for_programs(config: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text(EXAMPLE, encoding="utf-8")

    out = run(sla.app, "simulate", story, "--config", config).stdout
    assert "Mon 2026-11-23\n  10:00:00 CET   event    mail\n" in out
    assert "first_response: set, 4 h, due Mon 2026-11-23 14:00:00" in out
    assert "  14:00:01 CET   breach   first_response: missed" in out
    found = answer(sla.app, "simulate", story, "--config", config)
    assert list(found) == ["zone", "lines", "timers"]
    assert {"at": "2026-11-23T13:00:01Z", "note": "breach", "timer": "first_response", "text": "missed",
            "due_at": "2026-11-23T13:00:00Z"} in found["lines"]  # fmt: skip


def test_a_story_may_rely_on_the_configuration(config: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text(
        '[ticket]\nmailbox = "support@example.com"\n[[event]]\nat = "2026-11-23 10:00"\nwhat = "mail"\n'
    )

    found = answer(sla.app, "simulate", story, "--config", config)
    assert found["zone"] == "Europe/Copenhagen"
    timers = {t["kind"]: t["due_at"] for t in found["timers"]}
    assert timers["first_response"] == "2026-11-24T09:00:00Z"


def test_a_bad_story_is_bad_data_with_every_fault(config: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text('[[event]]\nat = "noon"\nwhat = "call"\n', encoding="utf-8")

    result = run(sla.app, "simulate", story, "--config", config)
    assert result.exit_code == 65
    assert "event[1].at" in result.stderr
    assert "event[1].what" in result.stderr


def test_a_story_that_is_no_text_is_bad_data(config: Path, tmp_path: Path) -> None:
    for content in (b"\xff\xfe", None):
        story = tmp_path / "story.toml"
        story.write_bytes(content) if content else story.unlink()
        assert isinstance(run(sla.app, "simulate", story, "--config", config).exception, Unparseable)


@pytest.fixture
def desk(tmp_path: Path) -> WorkingDesk:
    made = WorkingDesk(tmp_path)
    made.take(mail())
    made.process()
    return made


def test_the_deadlines_of_a_ticket_are_shown(desk: WorkingDesk) -> None:
    found = answer(sla.app, "show", "1", "--config", desk.directory)

    assert (found["policy"], found["recomputed"], found["differences"]) == ("standard", None, [])
    first = next(t for t in found["timers"] if t["kind"] == "first_response")
    assert (first["state"], first["due_at"]) == ("running", "2026-03-03T09:00:00Z")
    out = run(sla.app, "show", "1", "--config", desk.directory).stdout
    assert "first_response" in out
    assert "0 s of 8 h" in out


def without_clock_lines(desk: WorkingDesk) -> None:
    """The timeline as an older version wrote it."""
    strip = "UPDATE event SET detail = json_remove(detail, '$.clock')"
    desk.store.write_now(Unit.OPERATOR, lambda tx: tx.exec_driver_sql(strip))


def test_a_ticket_without_clock_lines_has_nothing_to_be_recomputed_from(desk: WorkingDesk) -> None:
    without_clock_lines(desk)
    found = answer(sla.app, "show", "1", "--recompute", "--config", desk.directory)

    assert (found["recomputed"], found["differences"]) == (None, [])
    out = run(sla.app, "show", "1", "--recompute", "--config", desk.directory).stdout
    assert "older than its clocks" in out


def test_the_events_of_a_ticket_give_its_first_response(desk: WorkingDesk) -> None:
    result = run(sla.app, "show", "1", "--recompute", "--json", "--config", desk.directory)

    found = json.loads(result.stdout)
    assert not [d for d in found["differences"] if d["kind"] == "first_response"]
    again = next(t for t in found["recomputed"] if t["kind"] == "first_response")
    assert again["due_at"] == "2026-03-03T09:00:00Z"


def test_a_timer_that_is_not_what_the_events_say_is_a_negative_finding(desk: WorkingDesk) -> None:
    desk.store.write_now(Unit.PROCESS, lambda tx: deadlines.write_timer(tx, 1, WRONG))
    result = run(sla.app, "show", "1", "--recompute", "--json", "--config", desk.directory)

    assert result.exit_code == 1
    found = [d for d in json.loads(result.stdout)["differences"] if d["kind"] == "first_response"]
    assert {
        "kind": "first_response",
        "instance": 1,
        "field": "target_s",
        "stored": 60,
        "recomputed": 28_800,
    } in found
    assert "due_at" in run(sla.app, "show", "1", "--recompute", "--config", desk.directory).stdout


def test_a_cancelled_timer_that_never_was_is_no_difference(desk: WorkingDesk) -> None:
    ticket = desk.store.read_now(lambda tx: views_tickets.tickets(tx, [1])[0])
    (kept, *_) = stored(ticket)

    assert differences([replace(kept, state=State.CANCELLED)], []) == []
    assert [d["field"] for d in differences([kept], [])] == ["state"]
    assert [d["field"] for d in differences([], [kept])] == ["state"]
    assert differences([kept], [kept]) == []


def test_an_unknown_ticket_is_a_negative_finding(desk: WorkingDesk) -> None:
    assert isinstance(run(sla.app, "show", "99", "--config", desk.directory).exception, MailgateError)
