"""Store, disk, clock and certificate: asked of a real database, a real directory and the real TLS library."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from mailgate.config.alarms import AlarmsTable
from mailgate.config.schema import Settings, StoreTable
from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Unit
from mailgate.operations import doctor_machine
from mailgate.operations.doctor import Finding, State, Whose, exit_number, fault, ok, summary, warning
from mailgate.operations.doctor_certificate import check_certificate
from mailgate.store import Store, alarms
from tests.unit.operations.conftest import HandClock

MIB = 1024**2
HOST = "desk.example.com"


def test_a_store_that_takes_changes_is_well_and_unchanged(store: Store) -> None:
    assert doctor_machine.check_store(store).state is State.OK
    far = datetime(9000, 1, 1, tzinfo=UTC)
    assert store.read_now(lambda tx: alarms.not_looked_since(tx, far)) == frozenset()


def test_a_store_that_takes_none_is_at_fault(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(unit: Unit, _work: object) -> None:
        raise StoreUnavailable(f"{unit}: the disk is full")

    monkeypatch.setattr(store, "write_now", refuse)
    found = doctor_machine.check_store(store)
    assert (found.state, found.whose) == (State.FAULT, Whose.DATABASE)
    assert "the disk is full" in found.detail


@pytest.mark.parametrize(
    ("free", "state"),
    [(99, State.FAULT), (100, State.WARNING), (199, State.WARNING), (200, State.OK), (None, State.FAULT)],
)
def test_the_disk_is_judged_by_the_marks_of_the_configuration(free: int | None, state: State) -> None:
    settings = Settings(
        directory=Path("/"), store=StoreTable.model_construct(low_disk=100 * MIB),
        alarms=AlarmsTable.model_construct(disk=200 * MIB),
    )  # fmt: skip
    octets = free * MIB if free is not None else None
    assert doctor_machine.check_disk(settings, Path("/var"), octets).state is state
    assert doctor_machine.check_disk(settings, None, None).state is State.SKIPPED


def test_a_clock_beside_the_file_systems_is_at_fault(tmp_path: Path, clock: HandClock) -> None:
    clock.instant = datetime.now(UTC)
    assert doctor_machine.check_file_clock(tmp_path, clock).state is State.OK
    clock.advance(60)
    found = doctor_machine.check_file_clock(tmp_path, clock)
    assert (found.state, found.whose) == (State.FAULT, Whose.MACHINE)
    assert list(tmp_path.iterdir()) == []
    assert doctor_machine.check_file_clock(tmp_path / "none", clock).state is State.FAULT


def test_a_clock_beside_the_database_servers_is_at_fault(store: Store, clock: HandClock) -> None:
    clock.instant = datetime.now(UTC)
    near = doctor_machine.check_database_clock(store, clock)
    clock.advance(3600)
    far = doctor_machine.check_database_clock(store, clock)
    expected = (State.SKIPPED, State.SKIPPED) if store.sqlite else (State.OK, State.FAULT)
    assert (near.state, far.state) == expected


@pytest.mark.parametrize(("said", "state"), [("yes", State.OK), ("no", State.WARNING), ("", State.SKIPPED)])
def test_what_timedatectl_says_is_understood(said: str, state: State) -> None:
    assert doctor_machine._synchronised(said).state is state


# Certificates

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def looked_at(
    tmp_path: Path, authority: trustme.CA, *, name: str = HOST, days: int = 90, known: bool = True
) -> list[Finding]:
    chain, key = tmp_path / "smtp.crt", tmp_path / "smtp.key"
    issued = authority.issue_cert(name, not_after=NOW + timedelta(days=days))
    chain.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(key))
    client = ssl.create_default_context()
    if known:
        authority.configure_trust(client)
    return check_certificate(chain, key, HOST, NOW, 14 * 86400, client)


def test_a_certificate_for_our_name_that_is_trusted_is_well(tmp_path: Path, authority: trustme.CA) -> None:
    found = looked_at(tmp_path, authority)
    assert [f.state for f in found] == [State.OK] * 3


@pytest.mark.parametrize(("days", "state"), [(-1, State.FAULT), (10, State.WARNING), (15, State.OK)])
def test_its_end_is_told_before_and_after(
    tmp_path: Path, authority: trustme.CA, days: int, state: State
) -> None:
    """An expired certificate is judged for its name and chain all the same: three things to mend are told at once."""
    found = looked_at(tmp_path, authority, days=days)
    assert [f.state for f in found] == [state, State.OK, State.OK]


def test_a_certificate_for_another_name_is_at_fault(tmp_path: Path, authority: trustme.CA) -> None:
    found = looked_at(tmp_path, authority, name="other.example.com")
    assert [f.state for f in found] == [State.OK, State.FAULT, State.OK]
    assert found[1].detail == f"it is not for {HOST}"


def test_a_certificate_that_nobody_vouches_for_is_to_be_looked_at(
    tmp_path: Path, authority: trustme.CA
) -> None:
    found = looked_at(tmp_path, authority, known=False)
    assert [f.state for f in found] == [State.OK, State.OK, State.WARNING]


def test_a_key_that_does_not_belong_to_it_is_at_fault(tmp_path: Path, authority: trustme.CA) -> None:
    looked_at(tmp_path, authority)
    authority.issue_cert(HOST).private_key_pem.write_to_path(str(tmp_path / "smtp.key"))
    context = ssl.create_default_context()
    (found,) = check_certificate(tmp_path / "smtp.crt", tmp_path / "smtp.key", HOST, NOW, 0, context)
    assert (found.state, found.whose) == (State.FAULT, Whose.CONFIG)


# The sum

BAD = fault("smarthost", "a", "refused", Whose.CONFIG, "mend it")


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([], 0),
        ([ok("disk", "", "x"), warning("dns", "", "x", Whose.DNS, "y")], 0),
        ([BAD], 1),
        ([BAD, fault("store", "", "gone", Whose.DATABASE, "x")], 69),
        (
            [
                fault("config", "", "wrong", Whose.CONFIG, "x"),
                fault("store", "", "gone", Whose.DATABASE, "x"),
            ],
            78,
        ),
    ],
)
def test_the_exit_code_is_that_of_the_gravest_fault(found: list[Finding], code: int) -> None:
    assert exit_number(found) == code


def test_the_sum_counts_every_state() -> None:
    assert summary([BAD, BAD, ok("disk", "", "x")]) == "1 ok, 2 fault"
