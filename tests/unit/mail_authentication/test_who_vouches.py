"""Who vouches for the sender: logins, trusted neighbours, and nobody else."""

from dataclasses import replace

import pytest

from mailgate.mail.authentication import Submitter, TrustedNeighbour, authenticate
from mailgate.mail.read import read
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.journal import Envelope
from mailgate.model.mail import Address, Mail

PEER, IMAP = "192.0.2.5", "imap:support@example.com"
TRUSTED = (TrustedNeighbour("mx.example.com", PEER), TrustedNeighbour("mx.hosted.example", IMAP))
ENVELOPE = Envelope("smtp:127.0.0.1:8025", "a@customer.example", ("support@example.com",), peer=PEER)
MAIL = Mail("d", "<1@customer.example>", True, (Address("Mette@Customer.example", "Mette"),))
PASS, NONE, FAIL = Verdict.PASS, Verdict.NONE, Verdict.FAIL


def _verdict(results: str, mail: Mail = MAIL, envelope: Envelope = ENVELOPE) -> Authentication:
    return authenticate(replace(mail, auth_results=(f"mx.example.com; {results}",)), envelope, TRUSTED, None)


@pytest.mark.parametrize(
    ("results", "verdict", "method"),
    [
        ("dmarc=pass header.from=customer.example", PASS, "dmarc"),
        ("dmarc=pass header.from=CUSTOMER.example.", PASS, "dmarc"),
        ("dmarc=pass header.from=mette@customer.example", PASS, "dmarc"),
        ("dmarc=pass", PASS, "dmarc"),
        ("dmarc=fail header.from=customer.example", FAIL, "dmarc"),
        (
            "dmarc=fail (p=none) header.from=customer.example; dkim=pass header.d=customer.example",
            FAIL,
            "dmarc",
        ),
        ("dmarc=none header.from=customer.example", NONE, ""),
        ("dmarc=temperror header.from=customer.example", NONE, ""),
        ("dmarc=permerror header.from=customer.example", NONE, ""),
        ("dmarc=bestguesspass header.from=customer.example", NONE, ""),
        ("dmarc=temperror; dkim=pass header.d=customer.example", PASS, "dkim"),
        ("dmarc=none; spf=pass smtp.mailfrom=a@customer.example", PASS, "spf"),
        ("dmarc=pass header.from=evil.example", NONE, ""),
        ("dmarc=fail header.from=evil.example", NONE, ""),
        ("dmarc=pass header.from=customer.example; dmarc=fail header.from=customer.example", FAIL, "dmarc"),
        ("dmarc=pass header.from=customer.example; dmarc=none header.from=customer.example", NONE, ""),
        ("dkim=pass header.d=customer.example", PASS, "dkim"),
        ("dkim=pass header.i=@customer.example", PASS, "dkim"),
        ("dkim=pass header.i=mette@customer.example header.d=evil.example", NONE, ""),
        ("dkim=pass header.d=evil.example", NONE, ""),
        ("dkim=pass header.d=evilcustomer.example", NONE, ""),
        ("dkim=pass header.d=mail.customer.example", NONE, ""),
        ("dkim=pass header.d=example", NONE, ""),
        ("dkim=fail header.d=customer.example", NONE, ""),
        ("dkim=temperror header.d=customer.example", NONE, ""),
        ("dkim=pass header.d=esp.example; dkim=pass header.d=customer.example", PASS, "dkim"),
        ("dkim=pass smtp.mailfrom=a@customer.example", NONE, ""),
        ("spf=pass smtp.mailfrom=a@customer.example", PASS, "spf"),
        ("spf=pass smtp.mailfrom=customer.example", PASS, "spf"),
        ("spf=pass smtp.helo=customer.example", NONE, ""),
        ("spf=pass smtp.mailfrom=a@evil.example", NONE, ""),
        ('spf=pass smtp.mailfrom="customer.example"@evil.example', NONE, ""),
        ("spf=fail smtp.mailfrom=a@customer.example", NONE, ""),
        ("spf=softfail smtp.mailfrom=a@customer.example", NONE, ""),
        ("spf=temperror smtp.mailfrom=a@customer.example", NONE, ""),
        ("none", NONE, ""),
    ],
)
def test_every_result_of_a_trusted_neighbour(results: str, verdict: Verdict, method: str) -> None:
    found = _verdict(results)
    assert (found.verdict, found.method) == (verdict, method)


def test_a_domain_vouches_for_its_own_subdomain_but_not_the_other_way_round() -> None:
    below = replace(MAIL, senders=(Address("a@it.customer.example"),))
    assert _verdict("dkim=pass header.d=customer.example", below).verdict is PASS
    assert _verdict("dkim=pass header.d=it.customer.example").verdict is NONE


def test_the_evidence_names_the_server_and_the_signer_is_remembered_though_not_aligned() -> None:
    found = _verdict("dkim=fail header.d=a.example; dkim=pass header.i=@esp.example; dmarc=none")
    assert found.dkim_domain == "esp.example"
    assert found.evidence[0].startswith("mx.example.com: dkim=fail")


PASSING = "mx.example.com; dmarc=pass header.from=customer.example"
HOSTED = "mx.hosted.example; dmarc=pass header.from=customer.example"


@pytest.mark.parametrize(
    ("values", "source", "peer", "verdict"),
    [
        ((PASSING,), "smtp:x", PEER, PASS),
        ((PASSING,), "smtp:x", f"::ffff:{PEER}", PASS),
        ((PASSING,), "smtp:x", "192.0.2.6", NONE),
        ((PASSING,), "smtp:x", "127.0.0.1", NONE),
        ((PASSING,), "smtp:x", "::1", NONE),
        ((PASSING,), "smtp:x", "", NONE),
        ((PASSING,), "smtp:x", "not an address", NONE),
        ((PASSING,), "inject", "", NONE),
        ((PASSING,), IMAP, "", NONE),
        ((HOSTED,), IMAP, "", PASS),
        ((HOSTED,), "imap:other@example.com", "", NONE),
        ((HOSTED,), "smtp:x", PEER, NONE),
        (("mx.evil.example; dmarc=pass", PASSING), "smtp:x", PEER, NONE),
        ((PASSING, "mx.example.com; dmarc=fail header.from=customer.example"), "smtp:x", PEER, PASS),
        ((), "smtp:x", PEER, NONE),
    ],
)
def test_results_count_from_their_own_server_over_its_own_way_only(
    values: tuple[str, ...], source: str, peer: str, verdict: Verdict
) -> None:
    envelope = replace(ENVELOPE, source=source, peer=peer)
    found = authenticate(replace(MAIL, auth_results=values), envelope, TRUSTED, None)
    assert found.verdict is verdict
    assert found.evidence


@pytest.mark.parametrize(
    ("network", "peer", "counts"),
    [
        ("10.0.0.0/24", "10.0.0.77", True),
        ("10.0.0.0/24", "10.0.1.1", False),
        ("2001:db8:5::/48", "2001:db8:5:1::9", True),
        ("2001:db8:5::/48", "2001:db8:6::9", False),
        ("2001:db8::5", "2001:0db8:0:0::5", True),
        ("10.0.0.0/24", "2001:db8::1", False),
        ("nonsense", "10.0.0.1", False),
    ],
)
def test_a_neighbour_may_be_a_network_of_either_family(network: str, peer: str, counts: bool) -> None:
    mail = replace(MAIL, auth_results=(PASSING,))
    found = authenticate(
        mail, replace(ENVELOPE, peer=peer), (TrustedNeighbour("mx.example.com", network),), None
    )
    assert (found.verdict is PASS) is counts


def test_a_neighbour_that_leaves_out_its_name_is_believed_where_that_was_asked_for() -> None:
    mail = replace(
        MAIL, auth_results=("spf=none smtp.mailfrom=x.example; dmarc=pass header.from=customer.example",)
    )
    nameless = (TrustedNeighbour("", IMAP),)
    envelope = replace(ENVELOPE, source=IMAP, peer="")
    assert authenticate(mail, envelope, nameless, None).verdict is PASS
    assert authenticate(mail, envelope, TRUSTED, None).verdict is NONE
    assert authenticate(mail, ENVELOPE, nameless, None).verdict is NONE


def test_nothing_is_trusted_by_default() -> None:
    for peer in ("127.0.0.1", "::1", PEER, "10.0.0.1"):
        found = authenticate(replace(MAIL, auth_results=(PASSING,)), replace(ENVELOPE, peer=peer), (), None)
        assert found.verdict is NONE


@pytest.mark.parametrize("senders", [(), (Address("mette@customer.example"), Address("eve@evil.example"))])
def test_a_mail_without_one_author_is_nobodys(senders: tuple[Address, ...]) -> None:
    mail = replace(MAIL, senders=senders, auth_results=("mx.example.com; dmarc=pass",))
    assert authenticate(mail, ENVELOPE, TRUSTED, None).verdict is NONE
    login = Submitter("Anna Berg", frozenset({"mette@customer.example"}))
    assert authenticate(mail, ENVELOPE, TRUSTED, login).verdict is NONE


@pytest.mark.parametrize(
    "header",
    [
        "From: mette@customer.example\r\nFrom: eve@evil.example\r\n",
        "From: mette@customer.example, eve@evil.example\r\n",
        "From: eve@evil.example\r\nfrom: mette@customer.example\r\n",
    ],
)
def test_a_forger_gains_nothing_by_a_second_author(header: str) -> None:
    mail = read(f"Authentication-Results: {PASSING}\r\n{header}Subject: x\r\n\r\nHi\r\n".encode())
    assert authenticate(mail, ENVELOPE, TRUSTED, None).verdict is NONE


def test_a_display_name_that_is_an_address_vouches_for_nothing() -> None:
    raw = f'Authentication-Results: {PASSING}\r\nFrom: "mette@customer.example" <eve@evil.example>\r\n\r\nHi\r\n'
    assert authenticate(read(raw.encode()), ENVELOPE, TRUSTED, None).verdict is NONE


ANNA = Submitter("Anna Berg", frozenset({"anna@example.com", "berg@example.com"}))


@pytest.mark.parametrize(
    ("author", "verdict"),
    [
        ("anna@example.com", PASS),
        ("Berg@Example.com", PASS),
        ("bo@example.com", FAIL),
        ("mette@customer.example", FAIL),
    ],
)
def test_a_login_vouches_for_its_own_addresses_and_disowns_all_others(author: str, verdict: Verdict) -> None:
    mail = replace(MAIL, senders=(Address(author),), auth_results=(PASSING,))
    found = authenticate(mail, ENVELOPE, TRUSTED, ANNA)
    assert (found.verdict, found.method) == (verdict, "submission")
    assert "Anna Berg" in found.evidence[0]


def test_an_order_at_the_command_line_says_so() -> None:
    mail, envelope = (
        replace(MAIL, senders=(Address("anna@example.com"),)),
        replace(ENVELOPE, source="cli", peer=""),
    )
    found = authenticate(mail, envelope, TRUSTED, ANNA)
    assert (found.verdict, found.evidence) == (PASS, ("ordered at the command line as Anna Berg",))


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("lmtp:unix:/run/x", PASS),
        ("smtp:unix:/run/x", PASS),
        ("lmtp:unix:/run/x/y", NONE),
        ("smtp:127.0.0.1:8025", NONE),
        ("inject", NONE),
        ("imap:unix:/run/x", NONE),
    ],
)
def test_a_neighbour_at_a_unix_socket_is_known_by_that_socket(source: str, verdict: Verdict) -> None:
    trusted = (TrustedNeighbour("mx.example.com", "unix:/run/x"),)
    mail = replace(MAIL, auth_results=(PASSING,))
    assert authenticate(mail, replace(ENVELOPE, source=source, peer=""), trusted, None).verdict is verdict


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", ""),
        (PEER, ""),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("172.20.0.1", ""),
        ("192.168.1.1", ""),
        ("::1", ""),
        ("fd00::1", ""),
        ("", ""),
        ("unix", ""),
    ],
)
def test_a_relay_through_which_everybody_comes_is_nobodys_network(peer: str, network: str) -> None:
    assert authenticate(MAIL, replace(ENVELOPE, peer=peer), TRUSTED, None).network == network
