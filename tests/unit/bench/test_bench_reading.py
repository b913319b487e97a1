"""Reading is compared round by round, by kind of mail, and its stages add up."""

import json
from io import StringIO
from pathlib import Path

from rich.console import Console
from typer import Typer
from typer.testing import CliRunner

from bench.measure import Series
from bench.reading import ALL, REST, STAGES, Reading, demands, reading, tables
from bench.run import main
from mailgate.mail import read as reading_module

FOUND = Reading(
    4,
    {ALL: Series((0.002, 0.004)), "plain": Series((0.001, 0.001))},
    {ALL: Series((0.001, 0.001)), "plain": Series((0.0001, 0.0001))},
    {"digest": 0.0001},
    0.0005,
)


def test_a_small_corpus_is_read_by_both() -> None:
    before = {name: getattr(reading_module, name) for names in STAGES.values() for name in names}
    found = reading(1, mails=40, rounds=2)
    assert set(found.ours) == set(found.theirs) == {ALL, "plain", "html", "attachment", "odd"}
    assert all(len(series.values) == 2 for series in found.ours.values())
    assert found.ratio(ALL).low > 0
    assert all(found.stages[stage] > 0 for stage in (*STAGES, REST))
    after = {name: getattr(reading_module, name) for name in before}
    assert after == before, "a clock was left on"


def test_speed_is_judged_over_all_mails_and_not_by_kind() -> None:
    (judged,) = demands(FOUND)
    assert (judged.found, judged.low, judged.holds) == (0.375, 0.25, True)
    assert list(demands(None)) == []


def test_kinds_and_stages_are_shown() -> None:
    console = Console(width=80, record=True, file=StringIO())
    console.print(*tables(FOUND))
    text = console.export_text()
    assert "0.25–0.50" in text
    assert "500" in text


def test_the_command_measures_reading_without_a_daemon(tmp_path: Path) -> None:
    app = Typer()
    app.command()(main)
    words = ["--part", "reading", "--rounds", "1", "--mails", "40", "--results", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "full reading, speed" in done.output
    (file,) = tmp_path.glob("*.json")
    assert json.loads(file.read_text())["reading"]["mails"] == 40
