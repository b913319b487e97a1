"""Whom mail is accepted for, when there is no room, and who may log in (SPEC 4.1)."""

import shutil
from pathlib import Path
from typing import NamedTuple, cast

import pytest

from mailgate.config.load import secret_source
from mailgate.inbound.intake import Intake
from mailgate.inbound.reception import UNKNOWN, House
from mailgate.model.decision import ReplyMeans
from mailgate.threading import tokens
from mailgate.threading.sealed import KeyRing
from tests.scenario.stage import KEY, Collected, FakeClock, configured

TOKEN = tokens.mint(KeyRing({1: KEY}), ReplyMeans.CUSTOMER, 1, 1)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock, sink: Collected) -> House:
    directory = tmp_path / "config"
    more = """
[[mailbox]]
address = "help@reply.example.org"
name = "Help"
prefix = "HE"
team = "support"
tokens = "@reply.example.org"
aliases = ["old@example.com"]
"""
    settings = configured(directory, f"sqlite:///{tmp_path}/m.db", more=more)
    anna = settings.agent[0].model_copy(update={"login": "anna", "secret": "agent-anna"})
    settings = settings.model_copy(update={"agent": (anna, settings.agent[1])})
    (directory / "secrets").mkdir(mode=0o700)
    (directory / "secrets" / "agent-anna").write_text("correct horse\n")
    (directory / "secrets" / "agent-anna").chmod(0o600)
    intake = cast("Intake", None)  # nothing is accepted in these tests
    return House(lambda: settings, lambda: secret_source(directory, {}), intake, clock, sink, tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "support@example.com", "SUPPORT@Example.COM", "billing@example.com", "old@example.com", "help@reply.example.org",
        "postmaster@example.com", "Postmaster@EXAMPLE.com", "abuse@reply.example.org", "postmaster",
        f"support+{TOKEN}@example.com", f"SUPPORT+{TOKEN.upper()}@EXAMPLE.COM", f"{TOKEN}@reply.example.org",
        f"support+{TOKEN[:-3]}aaa@example.com",
    ],
)  # fmt: skip
def test_our_addresses_are_taken(house: House, address: str) -> None:
    """Also a forged or expired token: it is mail to the mailbox without evidence, never a 550."""
    assert house.refuse_recipient(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "nobody@example.com", "support@example.org", "support", "", "@", "@example.com", "support@",
        "postmaster@elsewhere.test",
        f"nobody+{TOKEN}@example.com", f"{TOKEN}@example.com", f"{TOKEN}@elsewhere.test", "support+holiday@example.com",
        "support%elsewhere.test@example.com", "support@example.com@elsewhere.test", "x" * 5000 + "@example.com",
    ],
)  # fmt: skip
def test_everybody_elses_are_refused(house: House, address: str) -> None:
    assert house.refuse_recipient(address) == UNKNOWN


def test_logins_need_the_right_password(house: House) -> None:
    assert house.authenticate("anna", b"correct horse") == "Anna Berg"
    wrong = [
        ("anna", b"Correct horse"),
        ("anna", b""),
        ("", b""),
        ("bo", b""),
        ("Anna Berg", b"correct horse"),
    ]
    assert [house.authenticate(*w) for w in wrong] == [None] * len(wrong)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_full_volume_is_noticed_within_seconds_and_told_once(
    house: House, clock: FakeClock, sink: Collected, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 10 * 2**30
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(room, 0, room))
    assert house.disk_low() is False
    room = 1024
    assert house.disk_low() is False, "looked at a moment ago"
    clock.advance(5)
    assert [house.disk_low() for _ in range(3)] == [True] * 3
    room = 10 * 2**30
    clock.advance(5)
    assert house.disk_low() is False
    assert sink.names() == ["disk_low", "disk_enough"]


def test_a_store_elsewhere_has_no_volume_to_watch(house: House) -> None:
    elsewhere = House(
        house._settings, house._secrets, house._intake, house._clock, house._events, volume=None
    )
    assert elsewhere.disk_low() is False
