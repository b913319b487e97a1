"""Our own check in the daemon: for whom it is made, how long it may take, and that it never costs a mail."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailgate.config.schema import BorderTable, Settings, TrustedResultsTable
from mailgate.mail.authentication import Submitter, authenticate
from mailgate.mail.border.lookup import Answer, Failure, Kind, Question, Records
from mailgate.mail.read import read
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.journal import Envelope
from mailgate.pipeline.border import Border, Patience, applies
from mailgate.pipeline.desk import Desk, build
from tests.unit.mail_border.signing import ed25519_record, sign

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLIENT = "203.0.113.7"
ENVELOPE = Envelope(
    "smtp:0.0.0.0:25", "mette@customer.example", ("support@example.com",), peer=CLIENT, helo="mx.example"
)
RAW = b"From: mette@customer.example\r\nSubject: Printer\r\n\r\nIt burns.\r\n"
SIGNED = sign(RAW, "customer.example", tags={"h": "from:subject"})
DNS = {
    Question("customer.example", Kind.TXT): f"v=spf1 ip4:{CLIENT} -all",
    Question("_dmarc.customer.example", Kind.TXT): "v=DMARC1; p=reject",
    Question("key._domainkey.customer.example", Kind.TXT): ed25519_record(),
}


@dataclass
class FakeResolver:
    """Answers from a dictionary; hangs for ever at what is `silent`."""

    records: Mapping[Question, str] = field(default_factory=lambda: DNS)
    silent: frozenset[str] = frozenset()
    asked: list[Question] = field(default_factory=list)

    async def look_up(self, question: Question) -> Answer:
        self.asked.append(question)
        if question.name in self.silent:
            await asyncio.Event().wait()
        return Records((self.records[question],)) if question in self.records else Records()


async def checked(
    resolver: FakeResolver, raw: bytes = SIGNED, envelope: Envelope = ENVELOPE, budget: float = 60
) -> Authentication:
    return await Border(lambda: resolver, budget).check(raw, read(raw), envelope, AT)


async def test_a_mail_straight_from_its_sender_is_vouched_for() -> None:
    found = await checked(FakeResolver())
    assert (found.verdict, found.method) == (Verdict.PASS, "dmarc")
    assert found.evidence == (
        "spf=pass smtp.mailfrom=customer.example", "dkim=pass header.d=customer.example", "dmarc=pass (p=reject)",
    )  # fmt: skip


async def test_a_forged_mail_is_disowned() -> None:
    found = await checked(FakeResolver(), RAW, replace(ENVELOPE, peer="198.51.100.9"))
    assert found.verdict is Verdict.FAIL


async def test_a_name_server_that_is_silent_costs_the_budget_and_disowns_nobody() -> None:
    resolver = FakeResolver(silent=frozenset({"customer.example", "key._domainkey.customer.example"}))
    found = await checked(resolver, SIGNED, replace(ENVELOPE, peer="198.51.100.9"), budget=0.05)
    assert found.verdict is Verdict.NONE
    assert found.evidence == (
        "spf=temperror (dns: timed out) smtp.mailfrom=customer.example",
        "dkim=temperror (dns: timed out) header.d=customer.example",
        "dmarc=fail (p=reject)",
    )


async def test_what_is_known_when_the_time_is_over_still_counts() -> None:
    found = await checked(FakeResolver(silent=frozenset({"customer.example"})), budget=0.05)
    assert found.verdict is Verdict.PASS


async def test_questions_are_asked_at_the_same_time() -> None:
    resolver = FakeResolver(silent=frozenset(q.name for q in DNS))
    await checked(resolver, budget=0.05)
    assert set(resolver.asked) == set(DNS)


async def test_two_slow_mails_wait_together_and_a_third_does_not_wait_for_them() -> None:
    slow, quick = FakeResolver(silent=frozenset({"_dmarc.customer.example"})), FakeResolver()
    waiting = [asyncio.create_task(checked(slow, budget=600)) for _ in range(2)]
    assert (await checked(quick)).verdict is Verdict.PASS
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def test_patience_ends_where_name_servers_are_silent_on_purpose_and_comes_back() -> None:
    patience = Patience(5)
    assert patience.seconds == 5
    for late, seconds in ((8, 3.75), (8, 2.5), (16, 0.5), (100, 0.5)):
        for _ in range(late):
            patience.note(late=True)
        assert patience.seconds == seconds
    for _ in range(32):
        patience.note(late=False)
    assert patience.seconds == 5


async def test_mails_that_waited_in_vain_shorten_the_wait_of_the_next() -> None:
    resolver = FakeResolver(silent=frozenset({"customer.example"}))
    border = Border(lambda: resolver, 0.02)
    before = border.patience.seconds
    await border.check(SIGNED, read(SIGNED), ENVELOPE, AT)
    assert border.patience.seconds < before


async def test_a_large_mail_is_hashed_beside_the_loop() -> None:
    raw = sign(RAW + b"x" * 300_000, "customer.example", tags={"h": "from:subject"})
    assert (await checked(FakeResolver(), raw)).verdict is Verdict.PASS


async def test_a_resolver_that_breaks_costs_the_evidence_and_not_the_mail() -> None:
    class Broken(FakeResolver):
        async def look_up(self, question: Question) -> Answer:
            raise RuntimeError(question.name)

    found = await checked(Broken())
    assert found.verdict is Verdict.NONE
    assert found.evidence == ("our own check broke off: RuntimeError",)


async def test_a_failure_of_the_dns_is_told() -> None:
    class Failing(FakeResolver):
        async def look_up(self, question: Question) -> Answer:
            self.asked.append(question)
            return Failure("the name servers failed")

    assert "dmarc=temperror (dns: the name servers failed)" in (await checked(Failing())).evidence


async def test_a_mail_that_nobody_sent_over_the_network_is_not_asked_about() -> None:
    resolver = FakeResolver()
    found = await checked(resolver, SIGNED, Envelope("inject", "mette@customer.example", ()))
    assert found.verdict is Verdict.NONE
    assert not resolver.asked


def desk(check: str = "public", neighbour: str = "") -> Desk:
    trusted = (
        (TrustedResultsTable.model_validate({"authserv_id": "mx.example.com", "from": neighbour}),)
        if neighbour
        else ()
    )
    border = BorderTable.model_validate({"check": check})
    return build(Settings(directory=Path("/"), border=border, trusted_results=trusted))


@pytest.mark.parametrize(
    ("change", "public", "always"),
    [
        ({}, True, True),
        ({"source": "smtps:0.0.0.0:465"}, True, True),
        ({"source": "lmtp:0.0.0.0:24"}, True, True),
        ({"peer": "2001:db8::1"}, True, True),
        ({"peer": "::ffff:203.0.113.7"}, True, True),
        ({"peer": "127.0.0.1"}, False, True),
        ({"peer": "::1"}, False, True),
        ({"peer": "10.0.0.5"}, False, True),
        ({"peer": "::ffff:10.0.0.5"}, False, True),
        ({"peer": "fe80::1%eth0"}, False, True),
        ({"peer": "fd00::1"}, False, True),
        ({"peer": ""}, False, False),
        ({"source": "lmtp:unix:/run/mailgate/lmtp.sock", "peer": ""}, False, False),
        ({"source": "inject"}, False, False),
        ({"source": "imap:support@example.com"}, False, False),
        ({"auth_user": "Anna Berg"}, False, False),
    ],
)
def test_the_check_is_made_where_nobody_else_could_have_made_it(
    change: dict[str, Any], public: bool, always: bool
) -> None:
    envelope = replace(ENVELOPE, **change)
    assert applies(envelope, desk()) is public
    assert applies(envelope, desk("always")) is always
    assert not applies(envelope, desk("never"))


def test_a_trusted_neighbour_is_not_checked() -> None:
    for check in ("public", "always"):
        assert not applies(ENVELOPE, desk(check, neighbour="203.0.113.0/24"))
        assert applies(ENVELOPE, desk(check, neighbour="203.0.114.0/24"))


OWN = Authentication(Verdict.PASS, "dmarc", ("dmarc=pass (p=reject)",), dkim_domain="customer.example")


def test_our_own_finding_is_the_verdict_where_nobody_else_speaks() -> None:
    found = authenticate(read(RAW), ENVELOPE, (), None, OWN)
    assert found == replace(OWN, network="203.0.113.0/24")
    assert authenticate(read(RAW), ENVELOPE, (), None).verdict is Verdict.NONE


@pytest.mark.parametrize("two", [b"From: mette@customer.example, eve@evil.example\r\n", b""])
def test_our_own_finding_vouches_for_no_mail_without_one_author(two: bytes) -> None:
    raw = RAW.replace(b"From: mette@customer.example\r\n", two)
    assert authenticate(read(raw), ENVELOPE, (), None, OWN).verdict is Verdict.NONE


def test_a_neighbour_and_a_login_know_more_than_we_do() -> None:
    trusted = desk(neighbour=CLIENT).trusted
    assert authenticate(read(RAW), ENVELOPE, trusted, None, OWN).verdict is Verdict.NONE
    anna = Submitter("Anna Berg", frozenset({"anna@example.com"}))
    assert authenticate(read(RAW), ENVELOPE, (), anna, OWN).verdict is Verdict.FAIL
