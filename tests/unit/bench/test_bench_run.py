"""A run interleaves, compares within rounds, and writes down what it found."""

import json
import pstats
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer import Typer
from typer.testing import CliRunner

from bench.generator import LoadGenerator
from bench.report import summary, tables, write
from bench.run import main, order, settings
from bench.subject import ReferenceSubject
from bench.trial import WARM_UP, Setting, Trial, TrialFailed, trial


def _trial(subject: str, number: int, rate: float) -> Trial:
    return Trial(
        subject, 10, number, 100, rate, rate, 0.001, 0.01, 0.02, 0.5, 0.2, 0.02, 1_000_000, 2_000_000
    )


TRIALS = [
    _trial("reference", 1, 100),
    _trial("other", 1, 150),
    _trial("reference", 2, 50),
    _trial("other", 2, 100),
]


def test_rounds_are_outside_and_connections_inside() -> None:
    order = [(s.round, s.connections) for s in settings(2, [1, 10], 5, None)]
    assert order == [(1, 1), (1, 10), (2, 1), (2, 10)]


def test_every_other_round_runs_backwards() -> None:
    assert [order(["reference", "a", "b"], number) for number in (1, 2)] == [
        ["reference", "a", "b"],
        ["b", "a", "reference"],
    ]


def test_ratios_are_against_the_reference_of_the_same_round() -> None:
    reference, other = summary(TRIALS, "reference")
    assert reference.ratios == {}
    assert other.ratios["rate"].values == (1.5, 2.0)
    assert other.values["server_cpu_ms"].median == 2.0


def test_tables_fit_80_columns() -> None:
    console = Console(width=80, record=True, file=StringIO())
    console.print(*tables(summary(TRIALS, "reference"), 2))
    text = console.export_text()
    assert "×1.75" in text
    assert "100–150  ×1.50–2.00" in text
    assert "…" not in text


def test_results_are_written_as_json(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    file = write(tmp_path / "results", now, {"seed": 1}, TRIALS, summary(TRIALS, "reference"))
    content = json.loads(file.read_text())
    assert file.name == "20261122T120000Z.json"
    assert len(content["trials"]) == 4
    assert content["summary"][1]["ratios"]["rate"]["median"] == 1.75
    assert content["options"] == {"seed": 1}


def test_a_profile_of_the_server_is_kept(tmp_path: Path) -> None:
    with LoadGenerator(1, WARM_UP + 10) as load:
        found = trial(ReferenceSubject(), load, Setting(2, 1, 10, tmp_path))
    assert found.mails == 10
    shown = StringIO()
    pstats.Stats(str(tmp_path / "reference-2-1.prof"), stream=shown).print_stats()
    assert "(smtp_DATA)" in shown.getvalue()


class Unfinished(ReferenceSubject):
    """Has work left for a few looks, as a server has whose work follows the 250."""

    name = "unfinished"

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._looks = looks

    def backlog(self) -> int:
        self._looks -= 1
        return max(0, self._looks)


def test_the_job_ends_when_the_backlog_is_gone() -> None:
    with LoadGenerator(1, WARM_UP + 10) as load:
        found = trial(Unfinished(9), load, Setting(2, 1, 10))
        assert found.job_rate == found.rate  # the backlog was gone before the clock ran
        late = trial(_LateUnfinished(), load, Setting(2, 1, 10))
    assert late.job_rate < late.rate


class _LateUnfinished(Unfinished):
    def __init__(self) -> None:
        super().__init__(0)
        self._answers = iter([0, 3, 2, 1])

    def backlog(self) -> int:
        return next(self._answers, 0)


def test_a_trial_with_a_mail_too_few_is_no_figure() -> None:
    with LoadGenerator(1, WARM_UP + 10) as load, pytest.raises(TrialFailed, match="10 of 11"):
        trial(ReferenceSubject(), load, Setting(2, 1, 11))


def test_the_command_prints_a_table_and_writes_a_file(tmp_path: Path) -> None:
    app = Typer()
    app.command()(main)
    words = ["--rounds", "1", "--mails", "10", "--connections", "10", "--results", str(tmp_path)]
    done = CliRunner().invoke(app, [*words, "--part", "rounds"])
    assert done.exit_code == 0, done.output
    assert "reference" in done.output
    (file,) = tmp_path.glob("*.json")
    found = json.loads(file.read_text())
    assert [line["subject"] for line in found["summary"]] == ["reference", "acceptance", "desk"]
    assert {"start to READY, s", "mailgate --help, s"} <= {demand["what"] for demand in found["demands"]}


def test_an_unknown_subject_is_a_usage_error(tmp_path: Path) -> None:
    app = Typer()
    app.command()(main)
    assert CliRunner().invoke(app, ["--only", "nothing", "--results", str(tmp_path)]).exit_code == 2
