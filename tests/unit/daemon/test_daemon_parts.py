"""The parts of the daemon: built from the configuration on disk, swapped as a whole at a reload."""

from functools import partial
from pathlib import Path

import pytest

from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import Parts, build_parts
from mailgate.mail.sign_key import new_private_key
from mailgate.store import lookups
from mailgate.store.due_mail import Due
from tests.scenario.stage import Collected, FakeClock, configured


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "config"


@pytest.fixture
def parts(directory: Path, database: str, clock: FakeClock, sink: Collected) -> Parts:
    configured(directory, database)
    return made(directory, clock, sink)


def made(directory: Path, clock: FakeClock, sink: Collected) -> Parts:
    read = partial(load, directory, {})
    return build_parts(Current(read(), read), {}, clock, sink)


def test_the_key_is_made_once_and_found_again(
    parts: Parts, directory: Path, clock: FakeClock, sink: Collected
) -> None:
    again = made(directory, clock, sink)
    assert parts.mint.ring == again.mint.ring
    assert len(parts.mint.ring.keys[1]) == 32
    numbers = {parts.mint.unique() for _ in range(100)}
    assert len(numbers) == 100
    parts.store.close()
    again.store.close()


def due(sender: str) -> Due:
    clock = FakeClock()
    return Due(
        7,
        3,
        "kim@customer.test",
        "customer.test",
        0,
        None,
        "reply",
        sender,
        "{}",
        1,
        clock.now(),
        None,
        stale=False,
    )


def test_a_bounce_of_each_recipient_comes_to_an_address_of_its_own(parts: Parts) -> None:
    assert parts.envelope_sender(due("")) == ""
    assert parts.envelope_sender(due("support@example.com")).startswith("support+t")
    assert parts.envelope_sender(due("gone@example.com")) == "gone@example.com"
    parts.store.close()


async def test_agents_of_the_configuration_have_rows(parts: Parts) -> None:
    await parts.enlist()
    assert set(parts.store.read_now(lookups.agents)) == {"Anna Berg", "Bo Lund"}
    parts.store.close()


def test_a_reload_takes_all_of_the_new_configuration(parts: Parts, directory: Path, database: str) -> None:
    before = parts.in_force.made
    configured(directory, database, mailbox='unverified = "none"')
    assert parts.reload() is None
    assert parts.in_force.settings.mailbox[0].unverified == "none"
    assert parts.in_force.made is not before
    parts.store.close()


def keyed(directory: Path, database: str, *tables: tuple[str, str]) -> None:
    """A configuration in which these keys sign or only wait: (selector, sign)."""
    (directory / "secrets").mkdir(parents=True, exist_ok=True)
    for selector, _ in tables:
        path = directory / "secrets" / selector
        path.write_text(path.read_text() if path.exists() else new_private_key("ed25519"))
    table = '[[dkim]]\ndomain = "example.com"\nselector = "{0}"\nsecret = "{0}"\nsign = {1}\n'
    configured(directory, database, more="".join(table.format(*one) for one in tables))


def signing(parts: Parts) -> list[str]:
    return [key.selector for key in parts.signer().keys]


def test_keys_change_places_at_a_reload_and_a_bad_one_changes_nothing(
    parts: Parts, directory: Path, database: str
) -> None:
    assert signing(parts) == []
    for tables, selectors in (
        ((("old", "true"), ("new", "false")), ["old"]),
        ((("old", "false"), ("new", "true")), ["new"]),
    ):
        keyed(directory, database, *tables)
        assert parts.reload() is None
        assert signing(parts) == selectors
    (directory / "secrets" / "new").unlink()
    error = parts.reload()
    assert error is not None
    assert error.faults[0].key == "dkim[2].secret"
    assert signing(parts) == ["new"]
    parts.store.close()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("mailgate.toml", "not toml ["),
        ("calendars.toml", '[calendar.office]\nzone = "UTC"\nhours = { mon = ["25:00-26:00"] }\n'),
    ],
)
def test_a_bad_reload_changes_nothing_and_says_what(
    parts: Parts, directory: Path, file: str, text: str
) -> None:
    before, courier, settings = parts.in_force.made, parts.courier(), parts.in_force.settings
    (directory / file).write_text(text)
    error = parts.reload()
    assert error is not None
    assert error.faults[0].file == file
    assert parts.in_force.made is before
    assert parts.courier() is courier
    assert parts.in_force.settings is settings
    parts.store.close()


def test_without_smarthosts_there_is_no_way_out(
    directory: Path, database: str, clock: FakeClock, sink: Collected
) -> None:
    configured(directory, database)
    file = directory / "mailgate.toml"
    file.write_text(file.read_text().replace('smarthosts = ["smtp://127.0.0.1:25"]', ""))
    bare = made(directory, clock, sink)
    assert bare.courier() is None
    bare.store.close()
