"""`mailgate rules`: what is wrong with rules, why they apply, and what others would change; nothing is changed by asking."""

import hashlib
import json
import sqlite3
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from mailgate.cli.house import House
from mailgate.cli.rules_trial import Mails, compare, of_store
from mailgate.failpoints import Unit
from mailgate.model.journal import Arrival, Envelope, Fate
from mailgate.rules.known import known
from mailgate.rules.read import load
from mailgate.rules.rule import Rules
from mailgate.store import Tx, journal
from mailgate.store.journal import Settlement
from mailgate.store.views_replay import Stored
from tests.unit.cli.working_desk import WorkingDesk

ROOT = Path(__file__).parents[3]
BILLING = """
[[rule]]
name = "Bills"
when = { subject = { contains = "invoice" } }
then = { category = "billing", priority = "high" }
"""
CHAINED = """
[[rule]]
name = "Bills"
when = { subject = { contains = "invoice" } }
then = { category = "billing" }
[[rule]]
name = "Urgent bills"
when = { ticket.category = "billing", new_text = { contains = "now" } }
then = { tags = ["+hurry"] }
"""
ALARMS = """
[[rule]]
name = "Alarm"
on = "both"
when = { sender = "kim@example.net", subject = { matches = '^invoice (?P<key>[0-9]+)' } }
then = { join = "{key}" }
[[rule]]
name = "Paid"
on = "followup"
when = { new_text = { contains = "paid" } }
then = { status = "solved" }
"""


def written(subject: str, text: str = "Please look.", sender: str = "Kim <kim@example.net>") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "support@example.com", subject
    made["Message-ID"] = f"<{hashlib.sha256((subject + text).encode()).hexdigest()[:20]}@example.net>"
    made.set_content(text)
    return made.as_bytes()


def ruled(desk: WorkingDesk, text: str) -> None:
    (desk.directory / "rules.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def mails(desk: WorkingDesk) -> WorkingDesk:
    """A store with mail that was decided without rules."""
    for subject, text in (
        ("invoice 7", "now!"),
        ("invoice 7 again", "It is paid."),
        ("Printer", "It smokes."),
    ):
        desk.take(written(subject, text))
        desk.process()
    return desk


def test_lint_finds_nothing_wrong_with_sound_rules(desk: WorkingDesk) -> None:
    ruled(desk, BILLING)
    found = desk.run("rules", "lint")
    assert (found.exit_code, found.stdout.strip()) == (0, "Nothing is wrong with the rules.")


def test_lint_names_line_rule_and_remedy_and_exits_with_a_finding(desk: WorkingDesk) -> None:
    ruled(desk, ALARMS)
    assert desk.run("rules", "lint").exit_code == 1
    (found,) = json.loads(desk.run("rules", "lint", "--json").stdout)
    assert (found["sort"], found["rule"], found["line"]) == ("unguarded", "Alarm", 2)
    assert "authentication" in found["remedy"]


def test_a_fault_in_the_rules_is_told_by_check_and_by_every_command(mails: WorkingDesk) -> None:
    """
    a typo in a team's name   check, explain and rules say file, line and remedy, and exit with 78
    """
    ruled(mails, BILLING.replace('category = "billing"', 'team = "suport"'))
    for command in (
        ["check"],
        ["rules", "lint"],
        ["rules", "test"],
        ["rules", "explain", "1"],
        ["explain", "1"],
    ):
        found = mails.run(*command)
        told = " ".join((found.stdout + found.stderr).split())
        assert found.exit_code == 78, command
        assert "rules.toml" in told
        assert "line 5" in told
        assert '"support"' in told or "support" in told


def test_explain_shows_for_each_rule_which_condition_failed(mails: WorkingDesk) -> None:
    ruled(mails, CHAINED + BILLING.replace("Bills", "Other").replace("invoice", "rechnung"))
    told = mails.json("rules", "explain", "1")
    assert [(r["rule"], r["applied"]) for r in told["rules"]] == [
        ("Bills", True), ("Urgent bills", True), ("Other", False)
    ]  # fmt: skip
    assert "subject contains" in told["rules"][2]["why"]
    assert "invoice 7" in told["rules"][2]["why"]
    assert "Urgent bills" in mails.run("rules", "explain", "1").stdout


def test_explain_of_a_mail_shows_rules_fields_and_assignment(mails: WorkingDesk) -> None:
    ruled(
        mails,
        CHAINED.replace("then = { tags", 'then = { assign = "Anna Berg", fields = { order = "7" }, tags'),
    )
    told = mails.json("explain", "1")
    assert [r["rule"] for r in told["rules"]] == ["Bills", "Urgent bills"]
    assert (told["fields"]["category"], told["fields"]["fields"]) == ("billing", {"order": "7"})
    assert told["assignment"] == {"team": "support", "assignee": "Anna Berg", "why": "named by a rule"}


def changes(told: Any) -> dict[str, tuple[str, str, int]]:
    return {c["what"]: (c["before"], c["after"], c["mails"]) for c in told["changes"]}


def test_trying_rules_shows_what_would_change_with_examples(mails: WorkingDesk) -> None:
    ruled(mails, CHAINED)
    told = mails.json("rules", "test", "--since", "2026-03-01")
    assert (told["mails"], told["changed"], told["interrupted"]) == (3, 2, False)
    found = changes(told)
    assert found["category"] == ("", "billing", 2)
    assert found["tags"] == ("", "hurry", 1)
    assert told["changes"][0]["examples"][0]["mail"] == "1"
    assert {r["rule"]: r["after"] for r in told["rules"]} == {"Bills": 2, "Urgent bills": 1}
    shown = mails.run("rules", "test", "--since", "2026-03-01")
    assert shown.exit_code == 0
    assert "3 mails, 2 would be handled differently" in shown.stdout


def test_old_rules_are_compared_with_new_ones(mails: WorkingDesk, tmp_path: Path) -> None:
    ruled(mails, BILLING)
    other = tmp_path / "new.toml"
    other.write_text(CHAINED, encoding="utf-8")
    told = changes(mails.json("rules", "test", "--new", other, "--since", "2026-03-01"))
    assert told["priority"] == ("high", "normal", 2)
    assert "category" not in told
    back = changes(mails.json("rules", "test", "--old", other, "--since", "2026-03-01"))
    assert back["priority"] == ("normal", "high", 2)


def test_what_one_mail_would_cause_the_next_one_finds(mails: WorkingDesk) -> None:
    """
    the first mail opens a ticket with a key; the second would join it, and a rule for follow-ups solve it
    """
    ruled(mails, ALARMS)
    told = mails.json("rules", "test", "--since", "2026-03-01")
    found = {(c["what"], c["after"]) for c in told["changes"]}
    assert ("fate", "appended") in found
    assert ("status", "solved") in found


def test_files_can_be_tried_in_the_place_of_stored_mail(desk: WorkingDesk, tmp_path: Path) -> None:
    ruled(desk, BILLING)
    (tmp_path / "one.eml").write_bytes(written("Your invoice"))
    told = desk.json("rules", "test", tmp_path / "one.eml")
    assert (told["mails"], changes(told)["category"]) == (1, ("", "billing", 1))


def rows(desk: WorkingDesk) -> str:
    """Every row of every table."""
    with sqlite3.connect(desk.database) as kept:
        return hashlib.sha256("\n".join(kept.iterdump()).encode()).hexdigest()


def filled(desk: WorkingDesk, count: int) -> House:
    """A store with so many settled mails."""
    texts = (
        written(f"invoice {number}" if number % 3 else f"Hello {number}", f"Number {number}")
        for number in range(count)
    )
    envelope, now = (
        Envelope("smtp:127.0.0.1:8025", "kim@example.net", ("support@example.com",)),
        desk.clock.now(),
    )
    arrivals = [Arrival(envelope, raw, now) for raw in texts]
    settled = Settlement(Fate.RECORDED, None, ("as a test has it",), None, None)

    def fill(tx: Tx) -> None:
        for number in journal.append(tx, arrivals):
            journal.settle(tx, number, settled, now)

    desk.store.write_now(Unit.START, fill)
    return House(desk.settings, desk.store, desk.clock)


@pytest.mark.parametrize(
    "count", [200, pytest.param(10_000, marks=[pytest.mark.soak, pytest.mark.timeout(600)])]
)
def test_a_trial_shows_progress_can_be_interrupted_and_changes_nothing(desk: WorkingDesk, count: int) -> None:
    """
    many stored mails   each few are told of; Ctrl-C in the middle gives what was found; not a byte is different
    """
    place = filled(desk, count)
    before, octets = rows(desk), desk.database.read_bytes()
    rules = load(CHAINED, known(desk.settings))
    steps: list[int] = []
    found = compare(place, (Rules(), rules), of_store(place, "30 d"), steps.append)
    assert (found.mails, sum(steps), found.interrupted) == (count, count, False)
    assert len(steps) == count // 50
    assert found.new["Bills"] == found.changed == count - (count + 2) // 3

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    partly = compare(place, (Rules(), rules), of_store(place, "30 d"), stop)
    assert (partly.mails, partly.interrupted) == (50, True)
    assert rows(desk) == before
    assert desk.database.read_bytes() == octets


def test_an_interrupted_trial_says_so(mails: WorkingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> list[Stored]:
        raise KeyboardInterrupt

    def pages(*_: object) -> Mails:
        return Mails((stop() for _ in range(3)), 3)

    monkeypatch.setattr("mailgate.cli.rules.of_store", pages)
    found = mails.run("rules", "test")
    assert found.exit_code == 1
    assert "Interrupted" in found.stdout
