"""`estimate backtest` proves a history, says what is wrong with a file, and refuses to prove from nothing."""

import json
from pathlib import Path

import pytest

from bench.estimate_desk import as_csv, history
from tests.unit.cli.working_desk import WorkingDesk

HEAD = "arrived_at,first_response_at,team,category,priority\n"
NUMBERS = {
    "promises", "pinball_loss_s", "static_loss_s", "mean_loss_s", "rolling_loss_s", "sharpness_s", "tickets",
}  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("history") / "tickets.csv"
    file.write_text(as_csv(history(3, weeks=14, agents=3)), encoding="utf-8")
    return file


def test_a_file_of_another_system_is_proven_on_the_first_day(desk: WorkingDesk, exported: Path) -> None:
    found = desk.json("estimate", "backtest", "--history", exported, "--calendar", "office")
    assert set(found) == NUMBERS | {"coverage", "interval", "worst_window"}
    assert all(isinstance(found[name], int) for name in NUMBERS)
    assert found["interval"][0] < found["coverage"] < found["interval"][1]
    assert 0.7 < found["coverage"] < 0.92
    assert found["worst_window"] > 0.5
    assert found["pinball_loss_s"] < found["static_loss_s"]


def test_people_get_a_chart_that_fits_their_terminal(desk: WorkingDesk, exported: Path) -> None:
    result = desk.run("estimate", "backtest", "--history", exported, "--calendar", "office")
    assert result.exit_code == 0
    assert "wanted 80%" in result.stdout
    assert "█" in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("a,b\n", "line 1", "does not name the columns"),
        (HEAD, "line 1", "no ticket"),
        (HEAD + "yesterday,,support,,\n", "line 2", "arrived_at is 'yesterday'"),
        (HEAD + "2026-01-05 10:00,2026-01-05 09:00,support,,\n", "line 2", "answered before it arrived"),
        (
            HEAD + "2026-01-05 10:00,,support,,\n2026-01-05 10:00,,support\n",
            "line 3",
            "3 fields instead of 5",
        ),
        (HEAD + '2026-01-05 10:00,,"support,,\n', "line 2", "not CSV"),
        (HEAD + "x" * 5000, "line 2", "5000 characters"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(
    desk: WorkingDesk, tmp_path: Path, text: str, where: str, says: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    result = desk.run("estimate", "backtest", "--history", file, "--calendar", "office")
    assert result.exit_code == 65
    assert f"bad.csv: {where}: " in result.stderr
    assert says in result.stderr
    assert result.stderr.rstrip().endswith(")")  # the remedy


def test_every_bad_line_is_told_at_once_to_a_bound(desk: WorkingDesk, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HEAD + "never,,support,,\n" * 500, encoding="utf-8")
    result = desk.run("estimate", "backtest", "--history", file, "--calendar", "office")
    assert len(result.stderr.splitlines()) == 20


def test_a_file_that_is_not_there_or_no_text_is_bad_data(desk: WorkingDesk, tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"\x89PNG\xff\xfe")
    for name in ("none.csv", "image"):
        assert (
            desk.run("estimate", "backtest", "--history", tmp_path / name, "--calendar", "office").exit_code
            == 65
        )


def test_spreadsheets_with_semicolons_and_a_mark_are_read(desk: WorkingDesk, tmp_path: Path) -> None:
    file = tmp_path / "excel.csv"
    lines = ["\ufeffteam;arrived_at;first_response_at;priority;category"]
    lines += [f"support;2026-01-05 08:{n:02}:00;2026-01-05 10:00;normal;x, y" for n in range(50)]
    lines += ["support;2026-01-07 09:00;2026-01-07 10:00;normal;x, y", "support;2026-01-19 09:00;;;"]
    file.write_text("\r\n".join(lines), encoding="utf-8")
    found = desk.json("estimate", "backtest", "--history", file, "--calendar", "office")
    assert (found["tickets"], found["promises"], found["coverage"]) == (52, 1, 1.0)


def test_too_little_history_is_a_negative_finding(desk: WorkingDesk, tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    file.write_text(HEAD + "2026-01-05 10:00,2026-01-05 11:00,support,,\n" * 5, encoding="utf-8")
    result = desk.run("estimate", "backtest", "--history", file, "--calendar", "office", "--json")
    assert (result.exit_code, json.loads(result.stdout)["coverage"]) == (1, None)


def test_without_a_file_the_store_is_walked(conversation: WorkingDesk) -> None:
    result = conversation.run("estimate", "backtest", "--calendar", "office")
    assert result.exit_code == 1
    assert "30 answered ones" in result.stdout


def test_today_is_empty_until_there_is_a_history(conversation: WorkingDesk) -> None:
    assert conversation.json("estimate", "show") == []
    assert "No team has enough" in conversation.run("estimate", "show").stdout
