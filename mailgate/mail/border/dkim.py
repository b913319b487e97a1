"""Which domains signed this mail, whole and unchanged? DKIM (RFC 6376), with SHA-256 and RSA or Ed25519.

Theory of operation: `prepare` does what takes time and no question, so that it can run beside the event loop; `check`
asks for the key of one signature and says what is proved. A signature of a part of the body proves nothing here: the
rest, which a reader sees as well, may be anybody's (RFC 6376 section 8.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailgate.mail.border.canonical import body_hash, header_hash
from mailgate.mail.border.dkim_key import UnusableKey, read_key
from mailgate.mail.border.domains import aligned
from mailgate.mail.border.lookup import Failure, Kind, Question, Steps
from mailgate.mail.border.signature import Malformed, Signature, parse_signature
from mailgate.mail.border.signed_fields import SignedField, SignedMail

MOST_SIGNATURES = 5


class Dkim(StrEnum):
    """RFC 8601 section 2.7.1."""

    NONE = "none"
    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    POLICY = "policy"  # good as far as it goes, and not enough for us
    NEUTRAL = "neutral"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@dataclass(frozen=True, slots=True)
class DkimFinding:
    """The result for one signature."""

    result: Dkim
    domain: str = ""
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"dkim={self.result}{detail}" + (f" header.d={self.domain}" if self.domain else "")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A signature whose body is right, with the digest that its key must have signed."""

    signature: Signature
    digest: bytes


def prepare(mail: SignedMail, author: str, at: datetime) -> list[Prepared | DkimFinding]:
    """The signatures that are worth asking for, and what is known of the others without asking.

    `at` is when the mail arrived. The first ones are looked at, those that can vouch for the author before others.
    """
    fields = mail.every(b"dkim-signature")
    if mail.damage:
        return [DkimFinding(Dkim.PERMERROR, detail=mail.damage)]
    if not fields:
        return [DkimFinding(Dkim.NONE)]
    hashes: dict[bool, bytes] = {}
    return [_prepared(mail, one, at, hashes) for one in _chosen(fields, author)]


def _chosen(fields: Sequence[SignedField], author: str) -> list[Signature | Malformed]:
    signatures = [parse_signature(f) for f in fields[: MOST_SIGNATURES * 4]]
    signatures.sort(key=lambda s: not (s.domain and aligned(author, s.domain)))
    return signatures[:MOST_SIGNATURES]


def _prepared(
    mail: SignedMail, signature: Signature | Malformed, at: datetime, hashes: dict[bool, bytes]
) -> Prepared | DkimFinding:
    if isinstance(signature, Malformed):
        return DkimFinding(Dkim.PERMERROR, signature.domain, signature.reason)
    domain, relaxed = signature.domain, signature.relaxed_body
    if signature.partial:
        return DkimFinding(Dkim.POLICY, domain, "it covers a part of the body only")
    if doubled := mail.doubled(signature.names):
        return DkimFinding(Dkim.POLICY, domain, f"it does not cover every {doubled} field")
    if signature.expired(at):
        return DkimFinding(Dkim.FAIL, domain, "it has expired")
    if relaxed not in hashes:
        hashes[relaxed] = body_hash(mail.body, relaxed=relaxed)
    if hashes[relaxed] != signature.body_hash:
        return DkimFinding(Dkim.FAIL, domain, "the body was changed")
    digest = header_hash(mail.fields, signature.field, signature.names, relaxed=signature.relaxed_header)
    return Prepared(signature, digest)


def check_dkim(prepared: Prepared | DkimFinding) -> Steps[DkimFinding]:
    """What a signature proves; asks for its key at most once."""
    if isinstance(prepared, DkimFinding):
        return prepared
    signature = prepared.signature
    answer = yield Question(signature.key_name, Kind.TXT)
    if isinstance(answer, Failure):
        return DkimFinding(Dkim.TEMPERROR, signature.domain, f"dns: {answer.reason}")
    try:
        key = read_key(answer.values, signature)
    except UnusableKey as unusable:
        return DkimFinding(Dkim.PERMERROR, signature.domain, str(unusable))
    if not key.signed(signature, prepared.digest):
        return DkimFinding(Dkim.FAIL, signature.domain, "the signature is wrong")
    if key.testing:
        return DkimFinding(Dkim.NEUTRAL, signature.domain, "its key is for tests")
    return DkimFinding(Dkim.PASS, signature.domain)
