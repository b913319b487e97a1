"""What does a DKIM-Signature claim? (RFC 6376 section 3.5, RFC 8301, RFC 8463)"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from mailgate.mail.border.domains import is_name, to_ascii
from mailgate.mail.border.signed_fields import SignedField
from mailgate.mail.border.tags import packed, parse_tags, words

_REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
_ALGORITHMS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_MOST_NAMES = 1_000  # of fields, in h=
_LONGEST = 16 * 1024  # octets of one signature; an RSA key of 4096 bits makes 700


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature's claims, well-formed but not proved."""

    field: SignedField
    domain: str
    identity: str  # the domain of i=, the signing domain or one below it
    selector: str
    algorithm: str  # rsa or ed25519, always with SHA-256
    relaxed_header: bool
    relaxed_body: bool
    names: tuple[str, ...]  # of the fields it covers, lower case
    body_hash: bytes
    value: bytes
    expires: int | None = None  # seconds since 1970
    partial: bool = False  # it has a body length: anything may follow what it covers

    @property
    def key_name(self) -> str:
        """Where its key is published."""
        return f"{self.selector}._domainkey.{self.domain}"

    def expired(self, at: datetime) -> bool:
        return self.expires is not None and at.timestamp() > self.expires


@dataclass(frozen=True, slots=True)
class Malformed:
    """A signature that says nothing, and why."""

    domain: str
    reason: str


def parse_signature(field: SignedField) -> Signature | Malformed:
    """Reads one DKIM-Signature."""
    if len(field.octets) > _LONGEST:
        return Malformed("", "longer than any real one")
    tags = parse_tags(field.value.decode("latin-1"))
    if tags is None:
        return Malformed("", "not a list of tags")
    domain = to_ascii(packed(tags.get("d", ""))) or ""
    missing = next((name for name in _REQUIRED if not tags.get(name)), None)
    if missing or not domain:
        return Malformed(domain, f"no {missing}=" if missing else "d= names no domain")
    return _fault(tags, domain) or _signature(field, tags, domain)


def _fault(tags: dict[str, str], domain: str) -> Malformed | None:
    names, selector = words(tags["h"]), packed(tags["s"]).lower()
    faults = (
        (tags["v"] != "1", "of another version"),
        (tags["a"].lower() not in _ALGORITHMS, f"{tags['a'][:30]} is no algorithm to rely on"),
        ("dns/txt" not in words(tags.get("q", "dns/txt")), "its key is not in the DNS"),
        (not is_name(f"{selector}._domainkey.{domain}"), "its selector is no name"),
        ("from" not in names, "it does not cover From"),
        (len(names) > _MOST_NAMES, "it names too many fields"),
        (_canons(tags) is None, "its canonicalisation is unknown"),
        (_identity(tags, domain) is None, "i= lies outside of d="),
        (
            any(tags.get(n, "0") != "0" and not _NUMBER.fullmatch(tags[n]) for n in "tx"),
            "its times are no numbers",
        ),
        (not all(map(_octets, (tags["b"], tags["bh"]))), "not base64"),
    )
    return next((Malformed(domain, reason) for wrong, reason in faults if wrong), None)


def _signature(field: SignedField, tags: dict[str, str], domain: str) -> Signature:
    relaxed_header, relaxed_body = _canons(tags) or (False, False)
    return Signature(
        field=field,
        domain=domain,
        identity=_identity(tags, domain) or domain,
        selector=packed(tags["s"]).lower(),
        algorithm=_ALGORITHMS[tags["a"].lower()],
        relaxed_header=relaxed_header,
        relaxed_body=relaxed_body,
        names=words(tags["h"]),
        body_hash=_octets(tags["bh"]),
        value=_octets(tags["b"]),
        expires=int(tags["x"]) if "x" in tags else None,
        partial="l" in tags,
    )


def _canons(tags: dict[str, str]) -> tuple[bool, bool] | None:
    """Whether header and body are relaxed; "simple" is the default of both."""
    header, _, body = packed(tags.get("c", "simple/simple")).lower().partition("/")
    known = {"simple": False, "relaxed": True}
    body = body or "simple"
    return (known[header], known[body]) if header in known and body in known else None


def _identity(tags: dict[str, str], domain: str) -> str | None:
    named = to_ascii(packed(tags.get("i", f"@{domain}")).rpartition("@")[2])
    return named if named is not None and (named == domain or named.endswith(f".{domain}")) else None


def _octets(text: str) -> bytes:
    """Base64 with white space in it; empty where it is none."""
    try:
        return base64.b64decode(packed(text), validate=True)
    except (binascii.Error, ValueError):
        return b""
