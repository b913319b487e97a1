"""One verdict from SPF, DKIM and DMARC: who vouches, who disowns, and who cannot be asked."""

import ipaddress
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest

from mailgate.mail.border.examination import Suspect, judge, suspect
from mailgate.mail.border.lookup import Failure
from mailgate.mail.read import read
from mailgate.model.authentication import Authentication, Verdict
from tests.unit.mail_border.signing import ed25519_record, sign
from tests.unit.mail_border.zone import BROKEN, Zone

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLIENT, OTHER = "192.0.2.1", "192.0.2.99"
PASS, NONE, FAIL = Verdict.PASS, Verdict.NONE, Verdict.FAIL
REJECT, QUARANTINE, WATCH = "v=DMARC1; p=reject", "v=DMARC1; p=quarantine", "v=DMARC1; p=none"
Value = Iterable[str] | Failure


def mail(author: str = "mette@customer.example", subject: str = "Printer") -> bytes:
    head = f"From: {author}\r\nTo: support@example.com\r\nSubject: {subject}\r\nMessage-ID: <1@customer.example>\r\n"
    return f"{head}Date: Mon, 23 Nov 2026 08:59:00 +0000\r\n\r\nIt burns.\r\n".encode()


def zone(
    dmarc: Value = (), domain: str = "customer.example", more: Mapping[str, Value] | None = None
) -> Zone:
    records: dict[str, Value] = {
        f"{domain} TXT": (f"v=spf1 ip4:{CLIENT} -all",),
        f"key._domainkey.{domain} TXT": (ed25519_record(),),
        f"_dmarc.{domain} TXT": (dmarc,) if isinstance(dmarc, str) else dmarc,
    }
    return Zone({**records, **(more or {})})


def examined(
    raw: bytes,
    dns: Zone,
    client: str = OTHER,
    mail_from: str = "mette@customer.example",
    helo: str = "mx.customer.example",
) -> Authentication:
    one = suspect(raw, read(raw), ipaddress.ip_address(client), mail_from, helo, AT)
    if isinstance(one, Authentication):
        return one
    assert isinstance(one, Suspect)
    return judge(one.author, dns.walk(one.spf()), [dns.walk(d) for d in one.dkim()], dns.walk(one.policy()))


SIGNED = sign(mail(), "customer.example")
BELOW = {"key._domainkey.mail.customer.example TXT": (ed25519_record(),)}
FOREIGN = {
    "key._domainkey.esp.example TXT": (ed25519_record(),),
    "esp.example TXT": (f"v=spf1 ip4:{CLIENT} -all",),
}


@pytest.mark.parametrize(
    ("raw", "client", "policy", "verdict", "method"),
    [
        (SIGNED, OTHER, REJECT, PASS, "dmarc"),
        (SIGNED, OTHER, WATCH, PASS, "dmarc"),
        (SIGNED, OTHER, (), PASS, "dkim"),
        (mail(), CLIENT, REJECT, PASS, "dmarc"),
        (mail(), CLIENT, (), PASS, "spf"),
        (SIGNED, CLIENT, (), PASS, "dkim"),
        (mail(), OTHER, REJECT, FAIL, "dmarc"),
        (mail(), OTHER, QUARANTINE, FAIL, "dmarc"),
        (mail(), OTHER, QUARANTINE + "; pct=10", NONE, ""),
        (mail(), OTHER, REJECT + "; pct=10", FAIL, "dmarc"),
        (mail(), OTHER, WATCH, NONE, ""),
        (mail(), OTHER, (), NONE, ""),
        (SIGNED.replace(b"burns", b"sings"), OTHER, REJECT, FAIL, "dmarc"),
        (SIGNED.replace(b"burns", b"sings"), OTHER, WATCH, NONE, ""),
        (SIGNED.replace(b"burns", b"sings"), CLIENT, REJECT, PASS, "dmarc"),
        (SIGNED, OTHER, BROKEN, PASS, "dkim"),
        (mail(), OTHER, BROKEN, NONE, ""),
        (SIGNED, OTHER, ("v=DMARC1; p=none", "v=DMARC1; p=reject"), PASS, "dkim"),
        (mail(), OTHER, ("v=DMARC1; p=none", "v=DMARC1; p=reject"), NONE, ""),
    ],
)
def test_what_the_authors_domain_says_decides(
    raw: bytes, client: str, policy: str | Value, verdict: Verdict, method: str
) -> None:
    found = examined(raw, zone((policy,) if isinstance(policy, str) else policy), client)
    assert (found.verdict, found.method) == (verdict, method)


def test_the_evidence_reads_as_other_servers_write_it() -> None:
    found = examined(SIGNED, zone((REJECT,)), CLIENT)
    assert found.evidence == (
        "spf=pass smtp.mailfrom=customer.example",
        "dkim=pass header.d=customer.example",
        "dmarc=pass (p=reject)",
    )
    assert found.dkim_domain == "customer.example"


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ((REJECT,), PASS),
        ((REJECT + "; adkim=s",), FAIL),
        ((), PASS),
        (BROKEN, NONE),
        ((WATCH + "; adkim=s",), NONE),
    ],
)
def test_a_domain_of_the_organisation_vouches_unless_its_owner_or_ignorance_forbids(
    policy: Value, verdict: Verdict
) -> None:
    raw = sign(mail(), "mail.customer.example")
    assert examined(raw, zone(policy, more=BELOW)).verdict is verdict


@pytest.mark.parametrize(
    ("policy", "verdict"), [((REJECT,), PASS), ((REJECT + "; aspf=s",), FAIL), (BROKEN, NONE)]
)
def test_a_reverse_path_of_the_organisation_likewise(policy: Value, verdict: Verdict) -> None:
    dns = zone(policy, more={"bounce.customer.example TXT": (f"v=spf1 ip4:{CLIENT} -all",)})
    assert examined(mail(), dns, CLIENT, "x@bounce.customer.example").verdict is verdict


def test_another_domains_word_counts_for_nothing_but_is_remembered() -> None:
    raw = sign(mail(), "esp.example")
    found = examined(raw, zone((REJECT,), more=FOREIGN), CLIENT, "bounce@esp.example")
    assert found.verdict is FAIL
    assert found.dkim_domain == "esp.example"
    assert found.evidence[:2] == ("spf=pass smtp.mailfrom=esp.example", "dkim=pass header.d=esp.example")


def test_a_signed_mail_under_another_name_is_disowned() -> None:
    """A replay: the signature of an honest mail, with another author put in its place."""
    raw = SIGNED.replace(b"From: mette@customer.example", b"From: boss@victim.example")
    found = examined(raw, zone((REJECT,), "victim.example", more=zone().records), CLIENT)
    assert found.verdict is FAIL
    assert "dkim=fail (the signature is wrong) header.d=customer.example" in found.evidence


def test_users_of_one_provider_are_not_one_author() -> None:
    """Freemail: that a neighbour at the same provider signed says nothing of another domain's author."""
    raw = sign(mail("mette@customer.example"), "freemail.example")
    dns = zone((REJECT,), more={"key._domainkey.freemail.example TXT": (ed25519_record(),)})
    assert examined(raw, dns).verdict is FAIL
    own = sign(mail("mette@freemail.example"), "freemail.example")
    assert examined(own, zone((WATCH,), "freemail.example"), OTHER, "mette@freemail.example").verdict is PASS
    forged = examined(
        mail("mette@freemail.example"), zone((WATCH,), "freemail.example"), OTHER, "mette@freemail.example"
    )
    assert forged.verdict is NONE


@pytest.mark.parametrize("name", ["customer.example TXT", "key._domainkey.customer.example TXT"])
def test_nobody_is_disowned_while_an_answer_is_missing(name: str) -> None:
    raw = SIGNED if "key" in name else mail()
    assert examined(raw, zone((REJECT,), more={name: BROKEN})).verdict is NONE


def test_a_missing_answer_about_a_stranger_saves_nobody_from_being_disowned() -> None:
    raw = sign(mail(), "evil.example")
    broken = {"key._domainkey.evil.example TXT": BROKEN, "evil.example TXT": BROKEN}
    assert examined(raw, zone((REJECT,), more=broken), OTHER, "x@evil.example").verdict is FAIL


@pytest.mark.parametrize(
    "tags", ["d=customer.example", "v=1; a=rsa-sha1; d=customer.example; s=k; h=from; bh=YQ==; b=YQ=="]
)
def test_a_broken_signature_in_the_victims_name_saves_nobody_from_being_disowned(tags: str) -> None:
    raw = f"DKIM-Signature: {tags}\r\n".encode() + mail()
    assert examined(raw, zone((REJECT,))).verdict is FAIL


def test_a_domain_that_lets_everybody_send_vouches_for_nobody() -> None:
    dns = zone((REJECT,), more={"customer.example TXT": ("v=spf1 +all",)})
    found = examined(mail(), dns)
    assert found.verdict is FAIL
    assert found.evidence[0] == "spf=pass (it lets everybody send) smtp.mailfrom=customer.example"


def test_a_bounce_is_judged_by_its_servers_name() -> None:
    dns = zone((REJECT,), more={"mx.customer.example TXT": (f"v=spf1 ip4:{CLIENT} -all",)})
    assert examined(mail("postmaster@customer.example"), dns, CLIENT, "").verdict is PASS
    assert examined(mail("postmaster@customer.example"), dns, CLIENT, "", "mx.evil.example").verdict is FAIL


@pytest.mark.parametrize(
    "head",
    [
        "From: mette@customer.example, eve@customer.example\r\n",
        "From: mette@customer.example\r\nFrom: mette@customer.example\r\n",
        "From: mette@customer.example\r\nFrom: eve@evil.example\r\n",
        "From:\r\nFrom: mette@customer.example\r\n",
        "From: nobody\r\n",
        "From: mette@localhost\r\n",
        "",
    ],
)
def test_a_mail_without_one_author_is_vouched_for_by_nobody_and_costs_no_question(head: str) -> None:
    raw = sign(f"{head}Subject: x\r\n\r\nHi\r\n".encode(), "customer.example")
    dns = zone()
    assert examined(raw, dns, CLIENT).verdict is NONE
    assert not dns.asked


def test_a_damaged_header_leaves_the_word_of_the_client() -> None:
    raw = mail().replace(b"Subject", b"no field at all\r\nSubject")
    assert examined(raw, zone((REJECT,)), CLIENT).verdict is PASS
    signed = SIGNED.replace(b"Subject", b"no field at all\r\nSubject")
    assert examined(signed, zone((REJECT,)), OTHER).verdict is FAIL


def test_a_domain_in_letters_of_the_world_is_aligned_with_its_ascii_form() -> None:
    raw = sign(mail("mette@m\u00fcnchen.example"), "xn--mnchen-3ya.example")
    assert examined(raw, zone((REJECT,), "xn--mnchen-3ya.example")).verdict is PASS
