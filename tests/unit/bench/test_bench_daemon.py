"""The real daemon is measured, and a figure says what its name says."""

import os
from pathlib import Path

import pytest

from bench.daemon import DaemonSubject, HeldSubject
from bench.databases import PostgresDatabases, SqliteFiles
from bench.generator import LoadGenerator
from bench.hotspots import ranking
from bench.ledger import Ledger
from bench.plan import Plan
from bench.process import ProcessTrouble
from bench.steady import steady
from bench.trial import WARM_UP, Setting, sent, trial
from tests.conftest import VARIABLE

MAILS = 30


def test_held_back_mail_is_accepted_and_stays_waiting(tmp_path: Path) -> None:
    subject = HeldSubject(SqliteFiles())
    with LoadGenerator(1, MAILS) as load:
        try:
            port = subject.start(tmp_path)
            assert sent(load, Plan(port, 5, 0, MAILS)).accepted == MAILS
            assert subject.ledger.waiting() == MAILS
        finally:
            subject.stop()


def test_steady_load_is_settled_mail_by_mail_and_its_lag_is_measured() -> None:
    found = steady(DaemonSubject(SqliteFiles()), 1, rate=40, seconds=0.5)
    assert found.mails == 20
    assert 0 <= found.lag_p50_s <= found.lag_p99_s <= found.lag_max_s


def test_a_profile_shows_threads_and_functions(tmp_path: Path) -> None:
    with LoadGenerator(1, WARM_UP + MAILS) as load:
        trial(DaemonSubject(SqliteFiles()), load, Setting(5, 1, MAILS, tmp_path))
    (file,) = tmp_path.iterdir()
    shown = "\n".join(ranking(file.read_text().splitlines(), WARM_UP + MAILS))
    assert "MainThread" in shown
    assert "store-write" in shown
    assert "mailgate/store/store.py:Store.write_now" in shown


def test_time_in_a_profile_is_counted_once_a_stack() -> None:
    lines = ["main;a;b;a 30", "main;a 10", "main;<frozen importlib._bootstrap>:_load;a 99"]
    assert list(ranking(lines, 10)) == [
        "       4          main",
        "       4        4   a",
        "       3        0   b",
    ]


def test_a_daemon_that_does_not_start_says_why(tmp_path: Path) -> None:
    subject = DaemonSubject(_Nowhere())
    try:
        with pytest.raises(ProcessTrouble, match="did not start"):
            subject.start(tmp_path)
    finally:
        subject.stop()


class _Nowhere(SqliteFiles):
    def fresh(self, home: Path) -> str:
        return f"sqlite:///{home / 'missing' / 'mailgate.db'}"


def test_a_filled_database_is_copied_for_each_measurement(backend: str, tmp_path: Path) -> None:
    if backend == "sqlite":
        filled: SqliteFiles | PostgresDatabases = SqliteFiles.with_tickets(5, tmp_path)
    else:
        filled = PostgresDatabases.with_tickets(os.environ[VARIABLE], 5)
    home = tmp_path / "home"
    home.mkdir()
    ledger = Ledger(filled.fresh(home))
    try:
        assert ledger.newest() == 5
        assert ledger.waiting() == 0
    finally:
        ledger.close()
        filled.drop()
        if isinstance(filled, PostgresDatabases):
            filled.close()
