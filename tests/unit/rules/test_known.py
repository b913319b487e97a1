"""The rules of a configuration directory, checked against everything else in it."""

from pathlib import Path

import pytest

from mailgate.config.schema import Settings
from mailgate.errors import ConfigError
from mailgate.rules.facts import Known
from mailgate.rules.known import faults, known, rules_of
from tests.unit.rules.mails import one


def settings(directory: Path) -> Settings:
    return Settings.model_validate(
        {
            "directory": directory,
            "mailbox": [
                {"address": "Help@Example.com", "name": "Help", "team": "desk", "aliases": ["h@example.com"]}
            ],
            "team": [{"name": "desk"}],
            "agent": [{"name": "Bo", "addresses": ["bo@example.com"], "teams": ["desk"]}],
            "calendar": {"office": {"zone": "UTC", "hours": {"mon-fri": ["08:00-16:00"]}}},
            "organisation": [{"name": "Big", "domains": ["big.example"], "group": "large"}],
            "policy": [{"name": "gold", "group": "vip", "category": "billing", "first_response": "8 h"}],
        }
    )


def test_a_rule_may_name_what_the_configuration_has(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    for name in ("how_to_return.en.txt", "how_to_return.da.txt", "ack.en.txt"):
        (tmp_path / "templates" / name).touch()
    assert known(settings(tmp_path)) == Known(
        teams=frozenset({"desk"}),
        agents=frozenset({"Bo"}),
        mailboxes=frozenset({"help@example.com"}),
        own=frozenset({"help@example.com", "h@example.com"}),
        calendars=frozenset({"office"}),
        policies=frozenset({"gold"}),
        groups=frozenset({"vip", "large"}),
        categories=frozenset({"billing"}),
        letters=frozenset({"how_to_return"}),
    )


def test_without_a_file_there_are_no_rules(tmp_path: Path) -> None:
    assert rules_of(settings(tmp_path)).rules == ()


def test_a_file_of_rules_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_bytes(b"\xef\xbb\xbf" + one('subject = "x"', 'team = "desk"').encode())
    assert [rule.name for rule in rules_of(settings(tmp_path)).rules] == ["It"]
    assert faults(settings(tmp_path)) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (one('subject = "x"', 'team = "desc"').encode(), "there is no team 'desc' (write 'desk')"),
        (b"\xff\xfe", "rules.toml: whole file: cannot be read"),
    ],
)
def test_a_bad_file_of_rules_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "rules.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=said.replace("(", r"\(").replace(")", r"\)")):
        rules_of(settings(tmp_path))
    assert len(faults(settings(tmp_path))) == 1
