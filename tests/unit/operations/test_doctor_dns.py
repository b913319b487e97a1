"""The DNS as an object: each row is what a domain publishes, and what the doctor says of it."""

from collections.abc import Mapping

import pytest

from mailgate.mail.border.lookup import Answer, Failure, Kind, Question, Records, Steps
from mailgate.operations import doctor_dns
from mailgate.operations.doctor import Finding, State, Whose

HOST = "desk.example.com"
GOOD = {
    ("example.com", "MX"): ("desk.example.com",),
    ("example.com", "TXT"): ("google-site-verification=x", "v=spf1 include:_spf.relay.example ~all"),
    ("_dmarc.example.com", "TXT"): ("v=DMARC1; p=quarantine; rua=mailto:d@example.com",),
    (HOST, "A"): ("93.184.216.34",),
    ("34.216.184.93.in-addr.arpa", "PTR"): (HOST,),
    ("k1._domainkey.example.com", "TXT"): ("v=DKIM1; k=rsa; p=MIGf",),
}
Zone = Mapping[tuple[str, str], tuple[str, ...] | None]


def answer(steps: Steps[Finding], zone: Zone) -> Finding:
    """Takes a check through its questions; None in the zone is a server that does not answer."""

    def said(question: Question) -> Answer:
        values = zone.get((question.name, question.kind.value), ())
        return Failure("timed out") if values is None else Records(values)

    try:
        question = next(steps)
        while True:
            question = steps.send(said(question))
    except StopIteration as end:
        found: Finding = end.value
        return found


def all_of(zone: Zone) -> dict[str, Finding]:
    steps = (
        *doctor_dns.of_domain("example.com", HOST),
        doctor_dns.of_machine(HOST),
        doctor_dns.of_signature("example.com", "k1"),
    )
    found = (answer(one, zone) for one in steps)
    return {finding.subject.split()[0]: finding for finding in found}


def test_a_domain_with_all_its_records_is_well() -> None:
    found = all_of(GOOD)
    assert set(found) == {"MX", "SPF", "DMARC", "PTR", "DKIM"}
    assert {f.state for f in found.values()} == {State.OK}


def test_a_domain_with_none_hears_what_to_publish() -> None:
    found = all_of({(HOST, "A"): ("93.184.216.34",)})
    assert {name: f.state for name, f in found.items()} == {
        "MX": State.FAULT, "SPF": State.FAULT, "DKIM": State.FAULT, "DMARC": State.WARNING, "PTR": State.WARNING,
    }  # fmt: skip
    assert all(f.remedy and f.whose is Whose.DNS for f in found.values())
    assert found["MX"].remedy == "publish: example.com. MX 10 desk.example.com."


@pytest.mark.parametrize(
    ("check", "name", "kind", "values", "state", "words"),
    [
        ("MX", "example.com", "MX", ("",), State.FAULT, "takes no mail"),
        ("MX", "example.com", "MX", ("mx.host.example",), State.OK, "must hand it to us"),
        ("SPF", "example.com", "TXT", ("v=spf1 -all", "v=spf1 mx -all"), State.FAULT, "2 SPF records"),
        ("SPF", "example.com", "TXT", ("v=spf1 mx +all",), State.FAULT, "whole world"),
        ("SPF", "example.com", "TXT", ("v=spf1 all",), State.FAULT, "whole world"),
        ("SPF", "example.com", "TXT", ("v=spf1 mx",), State.WARNING, "forbids nobody"),
        ("SPF", "example.com", "TXT", ("v=spf1 mx ?all",), State.WARNING, "forbids nobody"),
        ("SPF", "example.com", "TXT", ("v=spf10 -all",), State.FAULT, "no SPF record"),
        ("SPF", "example.com", "TXT", ("v=spf1 redirect=_spf.relay.example",), State.OK, "redirect"),
        ("DMARC", "_dmarc.example.com", "TXT", ("v=DMARC1; p=maybe",), State.FAULT, "cannot be read"),
        (
            "DMARC",
            "_dmarc.example.com",
            "TXT",
            ("v=DMARC1;p=none", "v=DMARC1;p=none"),
            State.FAULT,
            "2 DMARC",
        ),
        ("DKIM", "k1._domainkey.example.com", "TXT", ("v=DKIM1; p=",), State.FAULT, "revoked"),
        (
            "PTR",
            "34.216.184.93.in-addr.arpa",
            "PTR",
            ("other.example",),
            State.WARNING,
            "does not point back",
        ),
        ("PTR", HOST, "A", ("10.0.0.5",), State.OK, "10.0.0.5"),
        ("PTR", HOST, "A", (), State.WARNING, "no address"),
    ],
)
def test_what_is_published_wrong_is_named(
    check: str, name: str, kind: str, values: tuple[str, ...], state: State, words: str
) -> None:
    found = all_of({**GOOD, (name, kind): values})[check]
    assert found.state is state
    assert words in found.detail


@pytest.mark.parametrize("kind", Kind)
def test_a_silent_name_server_is_the_networks_fault_and_no_missing_record(kind: Kind) -> None:
    silent: dict[tuple[str, str], tuple[str, ...] | None] = {
        key: None if key[1] == kind else value for key, value in GOOD.items()
    }
    for finding in all_of(silent).values():
        assert finding.state is State.OK or finding.whose is Whose.NETWORK, finding


def test_a_subdomain_is_covered_by_the_policy_of_its_organisation() -> None:
    _, _, dmarc = doctor_dns.of_domain("help.example.com", HOST)
    assert answer(dmarc, GOOD).state is State.OK


def test_a_name_that_is_none_on_the_internet_is_not_asked_for() -> None:
    assert answer(doctor_dns.of_machine("localhost"), GOOD).state is State.SKIPPED
