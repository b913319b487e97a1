"""`doctor` against real servers on loopback, and the DNS as an object: each fault with whose it is and what to do."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from mailgate.cli.doctor_round import Round
from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.errors import PeerError
from mailgate.mail.border.lookup import Answer, Failure, Question, Records
from mailgate.operations.doctor import Finding, State, Whose
from tests.unit.cli.working_desk import CONFIG, WorkingDesk, run, write_config
from tests.unit.outbound.stub_smarthost import HANG, StubSmarthost

PASSWORD = "AGRlc2sAc2VjcmV0"  # "\0desk\0secret" as AUTH PLAIN has it
NOW = datetime.now(UTC)


class FakeDns:
    """Answers from a table; a name that is not in it has no records."""

    def __init__(self, zone: Mapping[str, tuple[str, ...]] | None = None, *, silent: bool = False) -> None:
        self.zone, self.silent, self.asked = zone or {}, silent, list[Question]()

    async def look_up(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.silent:
            return Failure("timed out")
        return Records(self.zone.get(f"{question.kind} {question.name}", ()))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_tls(authority: trustme.CA, *, days: int = 90, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name, not_after=NOW + timedelta(days=days)).configure_cert(context)
    return context


@asynccontextmanager
async def smarthost(**settings: object) -> AsyncIterator[StubSmarthost]:
    stub = StubSmarthost(**settings)  # type: ignore[arg-type]
    await stub.start()
    try:
        yield stub
    finally:
        await stub.stop()


def configured(desk: WorkingDesk, authority: trustme.CA, url: str) -> Path:
    """The desk's configuration with another smarthost, whose authority it trusts and whose password it knows."""
    directory = desk.directory
    authority.cert_pem.write_to_path(str(directory / "ca.pem"))
    (directory / "secrets").mkdir(mode=0o700, exist_ok=True)
    (directory / "secrets" / "relay").write_text("secret\n")
    (directory / "secrets" / "relay").chmod(0o600)
    file = directory / "mailgate.toml"
    text = file.read_text().replace(
        'smarthosts = ["smtp://127.0.0.1:9"]', f'smarthosts = ["{url}"]\nca_file = "ca.pem"'
    )
    file.write_text(text)
    return directory


async def looked(directory: Path, dns: FakeDns | None = None, **more: object) -> dict[str, list[Finding]]:
    settings = load(directory, {})
    found: dict[str, list[Finding]] = {}
    for finding in await Round(settings, SystemClock(), dns, **more).go():  # type: ignore[arg-type]
        found.setdefault(finding.check, []).append(finding)
    return found


async def of_smarthost(desk: WorkingDesk, authority: trustme.CA, url: str) -> Finding:
    (finding,) = (await looked(configured(desk, authority, url)))["smarthost"]
    return finding


async def test_a_smarthost_is_logged_in_to_and_left_without_a_mail(
    desk: WorkingDesk, authority: trustme.CA
) -> None:
    async with smarthost(
        tls=server_tls(authority), extensions=("AUTH PLAIN",), passwords={"desk": PASSWORD}
    ) as stub:
        found = await of_smarthost(desk, authority, f"smtp+starttls://desk:{{relay}}@127.0.0.1:{stub.port}")
        assert (found.state, found.detail) == (State.OK, "logged in as desk")
        assert stub.heard("QUIT")
        assert not stub.heard("MAIL")


@pytest.mark.parametrize(
    ("days", "name", "whose", "remedy"),
    [
        (-1, "127.0.0.1", Whose.SMARTHOST, "must renew its certificate"),
        (90, "127.0.0.2", Whose.SMARTHOST, "write the name that its certificate is for"),
    ],
    ids=["expired", "another name"],
)
async def test_a_bad_certificate_is_the_smarthosts_fault(
    desk: WorkingDesk, authority: trustme.CA, days: int, name: str, whose: Whose, remedy: str
) -> None:
    tls = server_tls(authority, days=days, name=name)
    async with smarthost(tls=tls) as stub:
        found = await of_smarthost(desk, authority, f"smtp+starttls://127.0.0.1:{stub.port}")
    assert (found.state, found.whose) == (State.FAULT, whose), found
    assert remedy in found.remedy, found


async def test_a_refused_login_is_our_configurations_fault_and_shows_no_password(
    desk: WorkingDesk, authority: trustme.CA
) -> None:
    async with smarthost(tls=server_tls(authority), extensions=("AUTH PLAIN",)) as stub:
        found = await of_smarthost(desk, authority, f"smtp+starttls://desk:{{relay}}@127.0.0.1:{stub.port}")
    assert (found.state, found.whose) == (State.FAULT, Whose.CONFIG)
    assert "secrets/relay" in found.remedy
    assert "secret" not in found.detail.replace("secrets/", "")


async def test_a_smarthost_without_starttls_or_without_anybody_is_told_apart(
    desk: WorkingDesk, authority: trustme.CA
) -> None:
    async with smarthost() as stub:
        plain = await of_smarthost(desk, authority, f"smtp+starttls://127.0.0.1:{stub.port}")
        port = stub.port
    assert (plain.state, plain.whose) == (State.FAULT, Whose.CONFIG), plain
    gone = (await looked(desk.directory))["smarthost"][0]
    assert str(port) in gone.subject
    assert (gone.state, gone.whose) == (State.FAULT, Whose.NETWORK), gone


async def test_a_smarthost_that_says_nothing_holds_up_nothing(
    desk: WorkingDesk, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailgate.cli.doctor_servers.ALL_S", 0.05)
    async with smarthost(script={"GREETING": HANG}) as stub:
        found = await of_smarthost(desk, authority, f"smtp://127.0.0.1:{stub.port}")
    assert (found.state, found.whose) == (State.FAULT, Whose.NETWORK)


async def test_missing_records_are_told_with_what_to_publish(desk: WorkingDesk) -> None:
    dns = FakeDns({"MX example.com": ("mx.example.com",), "TXT example.com": ("v=spf1 -all",)})
    found = {f.subject.split()[0]: f for f in (await looked(desk.directory, dns))["dns"]}
    assert {name: f.state for name, f in found.items()} == {
        "MX": State.OK, "SPF": State.OK, "DMARC": State.WARNING, "PTR": State.SKIPPED, "DKIM": State.SKIPPED,
    }  # fmt: skip
    assert found["DMARC"].remedy.startswith("publish: _dmarc.example.com. TXT")


async def test_a_domain_for_reply_addresses_needs_mx_and_spf_too(desk: WorkingDesk) -> None:
    file = desk.directory / "mailgate.toml"
    file.write_text(file.read_text().replace('prefix = "EX"', 'prefix = "EX"\ntokens = "@reply.example.com"'))
    found = (await looked(desk.directory, FakeDns()))["dns"]
    missing = {f.subject for f in found if f.state is State.FAULT}
    assert missing == {"MX example.com", "SPF example.com", "MX reply.example.com", "SPF reply.example.com"}


async def test_a_silent_dns_is_the_networks_fault(desk: WorkingDesk) -> None:
    found = (await looked(desk.directory, FakeDns(silent=True)))["dns"]
    assert {f.whose for f in found if f.state is State.FAULT} == {Whose.NETWORK}


async def test_accounts_are_logged_in_to_all_at_the_same_time(desk: WorkingDesk) -> None:
    class Account:
        together = asyncio.Barrier(3)

        def __init__(self, name: str, error: PeerError | None = None) -> None:
            self.name, self.error = name, error

        async def try_out(self) -> str:
            await self.together.wait()
            if self.error is not None:
                raise self.error
            return "IDLE and MOVE are offered"

    refused = PeerError("AUTHENTICATIONFAILED", temporary=False)
    accounts = (Account("a@imap.test"), Account("b@imap.test", refused), Account("c@imap.test"))
    found = (await looked(desk.directory, mailboxes=accounts))["imap"]
    assert [f.state for f in found] == [State.OK, State.FAULT, State.OK]
    assert found[1].whose is Whose.CONFIG


# The command


def doctor(desk: WorkingDesk, *more: str) -> tuple[dict[str, object], int]:
    result = desk.run("doctor", "--no-dns", "--json", *more)
    return json.loads(result.stdout), result.exit_code


def test_json_has_the_documented_keys_and_every_fault_a_remedy(desk: WorkingDesk) -> None:
    shape, code = doctor(desk)
    assert sorted(shape) == ["findings", "ok"]
    findings = shape["findings"]
    assert isinstance(findings, list)
    for finding in findings:
        assert sorted(finding) == ["check", "detail", "remedy", "state", "subject", "whose"]
        assert finding["state"] in ("ok", "skipped") or finding["remedy"]
    assert (shape["ok"], code) == (False, 1)  # nobody listens at port 9
    assert {f["check"] for f in findings} >= {
        "config",
        "store",
        "disk",
        "clock",
        "certificate",
        "smarthost",
        "imap",
    }
    assert [f["detail"] for f in findings if f["check"] == "imap"] == ["no [[imap]] is configured"]


def test_the_table_fits_a_terminal_and_names_the_remedy(desk: WorkingDesk) -> None:
    result = desk.run("doctor", "--no-dns")
    assert result.exit_code == 1
    words = " ".join(result.stdout.split())
    assert "(the network)" in words
    assert "-> see that host and port are right" in words
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_a_bad_configuration_is_told_and_nothing_else_is_looked_at(tmp_path: Path) -> None:
    write_config(tmp_path / "config", tmp_path / "x.db", CONFIG.replace("[smtp]", "[smtp]\nbanana = 1"))
    result = run("doctor", "--json", "--config", tmp_path / "config")
    findings = json.loads(result.stdout)["findings"]
    assert result.exit_code == 78
    assert {f["check"] for f in findings} == {"config"}


def test_a_database_that_is_not_there_exits_with_69_after_everything_else(desk: WorkingDesk) -> None:
    desk.store.close()
    desk.database.unlink()
    shape, code = doctor(desk)
    assert code == 69
    findings = shape["findings"]
    assert isinstance(findings, list)
    (lost,) = [f for f in findings if f["check"] == "store"]
    assert "mailgate migrate" in lost["remedy"]
    assert any(f["check"] == "smarthost" for f in findings)
    assert not desk.database.exists()


def test_an_address_that_is_none_is_wrong_usage(desk: WorkingDesk) -> None:
    assert desk.run("doctor", "--probe", "nowhere").exit_code == 2


def test_a_probe_that_nobody_sends_says_so(desk: WorkingDesk) -> None:
    shape, code = doctor(desk, "--probe", "support@example.com", "--wait", "1")
    findings = shape["findings"]
    assert isinstance(findings, list)
    (lost,) = [f for f in findings if f["check"] == "probe"]
    assert (code, lost["whose"]) == (1, "this machine")
    assert "nobody tried to send it" in lost["detail"]
