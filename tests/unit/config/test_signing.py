"""`[[dkim]]`: every fault of a key is told before the service starts, with what to do."""

from functools import cache
from pathlib import Path

import pytest

from mailgate.config.load import inspect
from mailgate.config.secrets import SecretSource
from mailgate.config.signing import signer_of
from mailgate.errors import ConfigError
from mailgate.mail.sign_key import new_private_key

_HEAD = '[store]\nurl = "sqlite:///{directory}/desk.db"\n'
_BOX = '[[mailbox]]\naddress = "{address}"\nname = "Desk"\nteam = "support"\nprefix = "{prefix}"\n'


@cache
def key(algorithm: str, number: int = 1) -> str:
    return new_private_key(algorithm)


def table(selector: str = "a", secret: str = "rsa1", domain: str = "example.com", more: str = "") -> str:
    return f'[[dkim]]\ndomain = "{domain}"\nselector = "{selector}"\nsecret = "{secret}"\n{more}\n'


def faults(directory: Path, *tables: str, secrets: dict[str, str] | None = None) -> list[str]:
    (directory / "secrets").mkdir(exist_ok=True)
    for name, text in (secrets if secrets is not None else usual()).items():
        (directory / "secrets" / name).write_text(text)
    boxes = _BOX.format(address="support@example.com", prefix="A") + _BOX.format(
        address="hjælp@bücher.example", prefix="B"
    )
    (directory / "mailgate.toml").write_text(
        _HEAD.format(directory=directory) + boxes + "".join(tables), encoding="utf-8"
    )
    (directory / "agents.toml").write_text('[[team]]\nname = "support"\n')
    return [f"{f.key}: {f.problem} -> {f.remedy}" for f in inspect(directory, {}).faults]


def usual() -> dict[str, str]:
    return {"rsa1": key("rsa"), "rsa2": key("rsa", 2), "ed1": key("ed25519")}


def test_both_algorithms_and_the_next_key_may_stand_side_by_side(tmp_path: Path) -> None:
    assert faults(tmp_path, table("a"), table("b", "ed1"), table("c", "rsa2", more="sign = false")) == []
    signer = signer_of(inspect(tmp_path, {}).settings, SecretSource(tmp_path / "secrets", {}))
    assert [(k.selector, k.algorithm) for k in signer.keys] == [("a", "rsa"), ("b", "ed25519")]


def test_a_domain_is_kept_as_the_dns_knows_it(tmp_path: Path) -> None:
    assert faults(tmp_path, table(domain="Bücher.example")) == []
    assert inspect(tmp_path, {}).settings.dkim[0].domain == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("tables", "secrets", "said"),
    [
        ((table(secret="gone"),), None, "dkim[1].secret: the secret 'gone' is nowhere to be found"),
        ((table(secret="gone"),), None, "mailgate keys dkim --make gone"),
        ((table(),), {"rsa1": "hello"}, "the secret 'rsa1' is not a private key in PEM"),
        ((table(), table("b", "rsa2")), None, "dkim[2].sign: two rsa keys would sign for example.com"),
        ((table(), table("a", "ed1")), None, "dkim[2].selector: 'a' is already taken for example.com"),
        ((table(domain="other.example"),), None, "no mailbox is in other.example: it signs nothing"),
        ((table(domain="localhost"),), None, "not a domain"),
        ((table("Not A Name"),), None, "dkim[1].selector"),
        ((table(more="length = 5"),), None, "dkim[1].length"),
    ],
)
def test_a_key_that_cannot_sign_is_a_fault_with_its_remedy(
    tmp_path: Path, tables: tuple[str, ...], secrets: dict[str, str] | None, said: str
) -> None:
    found = faults(tmp_path, *tables, secrets=secrets)
    assert any(said in each for each in found), found
    assert not any("PRIVATE" in each for each in found)


def test_a_key_that_went_away_since_the_check_keeps_the_old_settings_in_force(tmp_path: Path) -> None:
    assert faults(tmp_path, table()) == []
    settings = inspect(tmp_path, {}).settings
    (tmp_path / "secrets" / "rsa1").unlink()
    with pytest.raises(ConfigError, match="nowhere to be found"):
        signer_of(settings, SecretSource(tmp_path / "secrets", {}))
