"""Who vouches for the sender of a mail? One verdict with its evidence.

Three things can vouch: the agent's own login at submission, the Authentication-Results of a neighbour that the operator
trusts, and our own check where a mail came to us straight from its sender. Nothing is trusted by default, loopback
included. A temporary error is not a failure.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailgate.mail import results
from mailgate.mail.results import Result, Results
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail

_DOORS = frozenset(("smtp", "smtps", "lmtp"))  # the services that take mail without a login
_COMMAND_LINE = "cli"  # whoever may give orders there owns the store; nobody else can write this source
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Neighbours and our own machine: RFC 1918, RFC 6598, RFC 4193, loopback and link-local.
_INSIDE = tuple(
    ipaddress.ip_network(n)
    for n in (
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrustedNeighbour:
    """A server whose Authentication-Results count, when mail comes from this peer or account."""

    authserv_id: str  # "" for one that leaves out its name
    peer: str  # an IP address or network, "unix:/path" of our listening socket, or "imap:user@host"


@dataclass(frozen=True, slots=True)
class Submitter:
    """The agent who logged in, with the addresses that are theirs."""

    name: str
    addresses: frozenset[str]


def authenticate(
    mail: Mail,
    envelope: Envelope,
    trusted: Sequence[TrustedNeighbour],
    submitter: Submitter | None,
    own: Authentication | None = None,
) -> Authentication:
    """The verdict on the From address; `own` is what our check of the mail found, if it was made.

    Own findings count only where `client_at_border` names a client: a login or a neighbour knows more.
    """
    network = _network(envelope, trusted)
    if len(mail.senders) != 1 or mail.from_ is None:
        count = "no author" if not mail.senders else f"{len(mail.senders)} authors"
        return Authentication(Verdict.NONE, "", (f"the mail names {count}",), network=network)
    if submitter is not None:
        return _submitted(mail.from_.key, submitter, network, ordered=envelope.source == _COMMAND_LINE)
    ids = [t.authserv_id for t in trusted if _is_from(envelope, t.peer)]
    found = results.topmost(mail.auth_results, ids)
    if found is None and own is not None and client_at_border(envelope, trusted, everywhere=True):
        return replace(own, network=network)
    if found is None:
        said = "no neighbour's results" if not ids else "the trusted neighbour says nothing about it"
        return Authentication(Verdict.NONE, "", (said,), network=network)
    return _judged(mail.from_.domain, found, network)


def client_at_border(
    envelope: Envelope, trusted: Sequence[TrustedNeighbour], *, everywhere: bool = False
) -> _Address | None:
    """The client that nobody has judged before us; None where a login or another server stands between.

    A private or loopback address is a relay of our own, whose right to send says nothing of who gave it the mail;
    `everywhere` takes it for a sender all the same.
    """
    address = _address(envelope.peer)
    if address is None or envelope.auth_user is not None or envelope.source.partition(":")[0] not in _DOORS:
        return None
    if any(_is_from(envelope, t.peer) for t in trusted):
        return None
    return address if everywhere or not any(address in network for network in _INSIDE) else None


def _submitted(address: str, submitter: Submitter, network: str, *, ordered: bool) -> Authentication:
    if address in submitter.addresses:
        name = submitter.name
        said = f"ordered at the command line as {name}" if ordered else f"{name} logged in to submit it"
        method = "command line" if ordered else "submission"
        return Authentication(Verdict.PASS, method, (said,), network=network)
    said = f"{submitter.name} logged in, but {address} is not an address of theirs"
    return Authentication(Verdict.FAIL, "submission", (said,), network=network)


def _judged(domain: str, found: Results, network: str) -> Authentication:
    evidence = tuple(f"{found.authserv_id}: {r}" for r in found.results)
    signer = next((_signer(r) for r in found.of("dkim") if r.value == "pass"), "")
    verdict, method = _verdict(domain, found)
    return Authentication(verdict, method, evidence, dkim_domain=signer, network=network)


def _verdict(domain: str, found: Results) -> tuple[Verdict, str]:
    """DMARC decides where it speaks of this domain, and only with one voice; else an aligned pass does."""
    dmarc = {r.value for r in found.of("dmarc") if r.domain("header.from") in ("", domain)}
    if "fail" in dmarc:
        return Verdict.FAIL, "dmarc"
    if dmarc == {"pass"}:
        return Verdict.PASS, "dmarc"
    for result in found.of("dkim"):
        if result.value == "pass" and _aligned(domain, _signer(result)):
            return Verdict.PASS, "dkim"
    for result in found.of("spf"):
        if result.value == "pass" and _aligned(domain, result.domain("smtp.mailfrom")):
            return Verdict.PASS, "spf"
    return Verdict.NONE, ""


def _signer(dkim: Result) -> str:
    """Who signed: some servers name only the identity, which is that domain or one below it (RFC 6376 section 3.5)."""
    return dkim.domain("header.d") or dkim.domain("header.i")


def _aligned(author: str, named: str) -> bool:
    """The same domain, or a parent that vouches for its own subdomain (RFC 7489 section 3.1, one direction).

    The other direction needs the public suffix list: without it any customer of a hosting domain could vouch for it.
    """
    return bool(named) and (author == named or ("." in named and author.endswith(f".{named}")))


def _is_from(envelope: Envelope, peer: str) -> bool:
    if peer.startswith("imap:"):
        return envelope.source == peer
    if peer.startswith("unix:"):  # a client there has no address: who may open the socket is the neighbour
        service, _, place = envelope.source.partition(":")
        return service in _DOORS and place == peer
    address = _address(envelope.peer)
    try:
        return address is not None and address in ipaddress.ip_network(peer, strict=False)
    except ValueError:
        return False


def _network(envelope: Envelope, trusted: Sequence[TrustedNeighbour]) -> str:
    """The /24 or /48 a mail came from; "" where the peer is no sender but a relay, through which everybody comes."""
    address = _address(envelope.peer)
    if address is None or any(address in network for network in _INSIDE):
        return ""
    if any(_is_from(envelope, t.peer) for t in trusted):
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def _address(peer: str) -> _Address | None:
    """A dual-stack socket shows IPv4 clients as ::ffff:192.0.2.1."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return address if mapped is None else mapped
