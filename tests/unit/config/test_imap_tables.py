"""`[[imap]]`: what may stand in it, and what is wrong with it, with file, key and remedy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from mailgate.config.imap import ImapTable, imap_problems
from mailgate.config.load import inspect
from tests.scenario.stage import configured

LEAST = {
    "host": "imap.example.com",
    "user": "support@example.com",
    "secret": "s",
    "mailbox": "support@example.com",
}


def table(**changes: object) -> ImapTable:
    return ImapTable.model_validate({**LEAST, **changes})


def test_the_least_is_enough() -> None:
    found = table()
    assert (found.at, found.called, found.begins(), found.after, found.poll) == (
        993, "support@example.com", "connect", "leave", 300,
    )  # fmt: skip
    assert [f.name for f in found.folders] == ["INBOX"]
    assert table(tls="starttls").at == 143
    assert table(since="2026-11-01").begins() == datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [{"since": "yesterday"}, {"poll": "6 min"}, {"port": 70000}, {"folders": []}, {"after": "delete"}, {"tls": True},
     {"folders": [{"name": "Sent", "role": "trash"}]}, {"password": "x"}],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        table(**wrong)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"secret": None}, "0"),
        ({"oauth": "m365"}, "0"),
        ({"secret": None, "oauth": "nobody"}, "oauth"),
        ({"mailbox": "other@example.com"}, "mailbox"),
        ({"tls": "none"}, "tls"),
        ({"after": "move"}, "move_to"),
        ({"after": "move", "move_to": "INBOX"}, "move_to"),
        ({"folders": ["INBOX", "INBOX"]}, "1"),
    ],
)
def test_what_does_not_fit_together_is_a_fault_with_a_remedy(changes: dict[str, object], key: str) -> None:
    found = list(imap_problems((table(**changes),), ["m365"], ["support@example.com"]))
    assert [str(parts[-1]) for parts, _, remedy in found if remedy] == [key]


def test_good_accounts_have_no_fault() -> None:
    sent = {"name": "Sent", "role": "sent"}
    good = (
        table(tls="none", host="127.0.0.1", after="move", move_to="Done", folders=["INBOX", sent]),
        table(secret=None, oauth="m365", name="other"),
    )
    assert list(imap_problems(good, ["m365"], ["support@example.com"])) == []
    again = list(imap_problems((table(), table()), [], ["support@example.com"]))
    assert [parts[-1] for parts, _, _ in again] == ["name"]


def test_a_missing_secret_and_an_unknown_account_are_told_by_check(tmp_path: Path) -> None:
    directory = tmp_path / "config"
    configured(directory, f"sqlite:///{tmp_path / 'x.db'}")
    account = '[[imap]]\nhost = "h.example.com"\nuser = "s@example.com"\nsecret = "gone"\nmailbox = "support@example.com"\n'
    trusted = '[[trusted_results]]\nauthserv_id = "mx"\nfrom = "imap:t@example.com"\n'
    file = directory / "mailgate.toml"
    file.write_text(file.read_text() + account + trusted)
    found = [(f.key, f.remedy) for f in inspect(directory, {}).faults]
    assert [key for key, _ in found] == ["trusted_results[2].from", "imap[1].secret"]
    assert "imap:s@example.com" in found[0][1]
