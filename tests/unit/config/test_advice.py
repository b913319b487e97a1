from pathlib import Path

import pytest

from mailgate.config.advice import warnings
from mailgate.config.schema import Settings

SOUND = {
    "operator": {"address": "ops@example.org"},
    "outbound": {"smarthosts": ["smtp://127.0.0.1"]},
    "trusted_results": [{"authserv_id": "mx", "from": "10.0.0.5"}],
    "mailbox": [{"address": "support@example.com", "name": "S", "team": "support", "calendar": "office"}],
    "team": [{"name": "support"}],
    "agent": [{"name": "Anna Berg", "addresses": ["anna@example.com"], "teams": ["support"]}],
    "policy": [{"name": "standard", "first_response": "8 h"}],
}
LOGIN = [{**SOUND["agent"][0], "login": "anna", "secret": "anna"}]  # type: ignore[index]


def keys(directory: Path, **changes: object) -> list[str]:
    settings = Settings.model_validate({**SOUND, "directory": directory, **changes})
    return [warning.key for warning in warnings(settings)]


def test_a_complete_configuration_gives_no_warning(tmp_path: Path) -> None:
    assert keys(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"trusted_results": []}, "agent[1]"),
        ({"trusted_results": [], "agent": LOGIN}, "agent[1].login"),
        ({"outbound": {}}, "outbound.smarthosts"),
        ({"operator": {}}, "operator.address"),
        ({"operator": {"address": "support@example.com"}}, "operator.address"),
        ({"operator": {"address": "o@example.org", "health": "0.0.0.0:8027"}}, "operator.health"),
        ({"policy": []}, "policy"),
        ({"mailbox": [{"address": "a@example.com", "name": "A", "team": "support"}]}, "mailbox[1].calendar"),
        ({"agent": []}, "mailbox[1].team"),
        ({"store": {"url": "postgresql://u:hunter2@h/d"}}, "store.url"),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(
    tmp_path: Path, changes: dict[str, object], key: str
) -> None:
    assert keys(tmp_path, **changes) == [key]


def test_a_login_is_a_way_in_once_a_listener_takes_it(tmp_path: Path) -> None:
    tls = {"certificate": "a.crt", "key": "a.key", "listen": ["submissions://127.0.0.1:465"]}
    assert keys(tmp_path, trusted_results=[], agent=LOGIN, smtp=tls) == []


@pytest.mark.parametrize(
    ("check", "listen", "faults"),
    [
        ("public", "0.0.0.0:25", []),
        ("public", "127.0.0.1:25", ["agent[1]"]),
        ("public", "submissions://0.0.0.0:465", ["agent[1]"]),
        ("public", "unix:/run/mailgate/lmtp.sock", ["agent[1]"]),
        ("always", "smtp://127.0.0.1:25", []),
        ("always", "unix:/run/mailgate/lmtp.sock", ["agent[1]"]),
        ("never", "0.0.0.0:25", ["agent[1]"]),
    ],
)
def test_our_own_check_is_a_way_in_where_it_judges_anybody(
    tmp_path: Path, check: str, listen: str, faults: list[str]
) -> None:
    smtp = {"certificate": "a.crt", "key": "a.key", "listen": [listen]}
    assert keys(tmp_path, trusted_results=[], border={"check": check}, smtp=smtp) == faults


@pytest.mark.parametrize(
    ("listen", "faults"),
    [("unix:/run/x", []), ("smtp:unix:/run/x", []), ("unix:/run/y", ["trusted_results[1].from"])],
)
def test_a_neighbour_at_a_socket_needs_that_socket(tmp_path: Path, listen: str, faults: list[str]) -> None:
    neighbour = [{"authserv_id": "mx", "from": "unix:/run/x"}]
    assert keys(tmp_path, trusted_results=neighbour, smtp={"listen": [listen]}) == faults


def test_a_file_under_a_slightly_wrong_name_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "agent.toml").touch()
    (tmp_path / "rules.toml").touch()
    found = warnings(Settings.model_validate({**SOUND, "directory": tmp_path}))
    assert [(warning.file, warning.remedy) for warning in found] == [
        ("agent.toml", "rename it to agents.toml")
    ]


def test_a_secret_that_others_may_read_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    for name, mode in (("open", 0o644), ("closed", 0o600)):
        (tmp_path / "secrets" / name).touch()
        (tmp_path / "secrets" / name).chmod(mode)
    found = warnings(Settings.model_validate({**SOUND, "directory": tmp_path}))
    assert [warning.file for warning in found] == ["secrets/open"]
