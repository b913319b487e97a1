"""Who vouches for the sender of a mail? One verdict with its evidence.

Two things can vouch: the agent's own login at submission, and the Authentication-Results of a neighbour that the
operator trusts. Nothing is trusted by default, loopback included. A temporary error is not a failure.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.mail import results
from mailgate.mail.results import Results
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail


@dataclass(frozen=True, slots=True)
class TrustedNeighbour:
    """A server whose Authentication-Results count, when mail comes from this peer or account."""

    authserv_id: str
    peer: str  # an IP address or network, "unix:/path" of our listening socket, or "imap:user@host"


@dataclass(frozen=True, slots=True)
class Submitter:
    """The agent who logged in, with the addresses that are theirs."""

    name: str
    addresses: frozenset[str]


def authenticate(
    mail: Mail, envelope: Envelope, trusted: Sequence[TrustedNeighbour], submitter: Submitter | None
) -> Authentication:
    """The verdict on the From address."""
    network = _network(envelope.peer)
    if len(mail.senders) != 1 or mail.from_ is None:
        count = "no author" if not mail.senders else f"{len(mail.senders)} authors"
        return Authentication(Verdict.NONE, "", (f"the mail names {count}",), network=network)
    if submitter is not None:
        return _submitted(mail.from_.key, submitter, network)
    ids = [t.authserv_id for t in trusted if _is_from(envelope, t.peer)]
    found = results.topmost(mail.auth_results, ids)
    if found is None:
        said = "no neighbour's results" if not ids else "the trusted neighbour says nothing about it"
        return Authentication(Verdict.NONE, "", (said,), network=network)
    return _judged(mail.from_.domain, found, network)


def _submitted(address: str, submitter: Submitter, network: str) -> Authentication:
    if address in submitter.addresses:
        return Authentication(
            Verdict.PASS, "submission", (f"{submitter.name} logged in to submit it",), network=network
        )
    said = f"{submitter.name} logged in, but {address} is not an address of theirs"
    return Authentication(Verdict.FAIL, "submission", (said,), network=network)


def _judged(domain: str, found: Results, network: str) -> Authentication:
    evidence = tuple(f"{found.authserv_id}: {r}" for r in found.results)
    signer = next((r.get("header.d") for r in found.results if r.method == "dkim" and r.value == "pass"), "")
    verdict, method = _verdict(domain, found)
    return Authentication(verdict, method, evidence, dkim_domain=signer, network=network)


def _verdict(domain: str, found: Results) -> tuple[Verdict, str]:
    for result in found.results:
        if result.method == "dmarc" and result.get("header.from") in ("", domain):
            if result.value == "pass":
                return Verdict.PASS, "dmarc"
            if result.value == "fail":
                return Verdict.FAIL, "dmarc"
    for result in found.results:
        if result.value == "pass" and result.method in ("dkim", "spf"):
            named = result.get("header.d") or result.get("smtp.mailfrom").rpartition("@")[2]
            if _aligned(domain, named):
                return Verdict.PASS, result.method
    return Verdict.NONE, ""


def _aligned(author: str, named: str) -> bool:
    """The same domain, or a parent that vouches for its own subdomain (RFC 7489 section 3.1, one direction).

    The other direction needs the public suffix list: without it any customer of a hosting domain could vouch for it.
    """
    return bool(named) and (author == named or ("." in named and author.endswith(f".{named}")))


def _is_from(envelope: Envelope, peer: str) -> bool:
    if peer.startswith(("imap:", "unix:")):
        return envelope.source.endswith(peer)
    if not envelope.peer:
        return False
    try:
        return ipaddress.ip_address(envelope.peer) in ipaddress.ip_network(peer, strict=False)
    except ValueError:
        return False


def _network(peer: str) -> str:
    """The /24 or /48 a mail came from; "" for local pipes."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))
