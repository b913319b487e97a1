"""How does a mail show that our domain stands for it? One DKIM-Signature for each key in use (RFC 6376).

Theory of operation: the finished octets are signed, as the last step before they leave, relaxed in header and body: a
relay may fold lines anew. The instant that a signature names is the mail's own Date, and both algorithms give the same
signature every time, so that a repeated delivery has the same octets as the first.

Facts
- A field may be added above a signed one. So the fields that say who wrote to whom about what are named once more than
  they stand there: another one breaks the signature (RFC 6376 section 5.4.2).
- Return-Path, Received and trace fields change on the way and are never covered. X-Mailgate-Loop is not either: the next
  mailgate counts it up.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.errors import Bug
from mailgate.mail.border.canonical import body_hash, header_hash
from mailgate.mail.border.domains import to_ascii
from mailgate.mail.border.signed_fields import SignedField, SignedMail, split_mail
from mailgate.mail.header_values import fold
from mailgate.mail.sign_key import SigningKey

_SEALED = ("from", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references")
_COVERED = (
    "mime-version", "content-type", "content-transfer-encoding", "content-language", "auto-submitted",
    "x-auto-response-suppress", "list-id",
)  # fmt: skip
_FIELD = "DKIM-Signature"
_CHUNK = 64  # characters of base64 between two places where the line may be folded


@dataclass(frozen=True, slots=True)
class Signer:
    """The keys in use; without one nothing is signed."""

    keys: tuple[SigningKey, ...] = ()

    def signed(self, message: bytes, author: str, at: datetime) -> bytes:
        """The mail with a signature on top for each key of its author's domain, or as it was.

        `author` is the address in From, `at` the mail's Date (aware).
        """
        keys = keys_for(author, self.keys)
        if not keys:
            return message
        mail = split_mail(message)
        if mail.damage:  # of what we have composed ourselves
            raise Bug(f"a mail of ours cannot be signed: {mail.damage}")
        names, digest = _names(mail), body_hash(mail.body, relaxed=True)
        return b"".join(_signature(mail, key, names, digest, at) for key in keys) + message


def keys_for(author: str, keys: Sequence[SigningKey]) -> tuple[SigningKey, ...]:
    """The keys of the nearest domain that the author's lies in: DMARC takes a parent domain as aligned."""
    own = to_ascii(author.rpartition("@")[2]) or ""
    around = [key for key in keys if own == key.domain or own.endswith(f".{key.domain}")]
    nearest = max((len(key.domain) for key in around), default=0)
    return tuple(key for key in around if len(key.domain) == nearest)


def _names(mail: SignedMail) -> tuple[str, ...]:
    there = [f.name.decode("ascii") for f in mail.fields]
    sealed = [name for each in _SEALED for name in [each] * (there.count(each) + 1)]
    return (*sealed, *(name for name in _COVERED if name in there))


def _signature(
    mail: SignedMail, key: SigningKey, names: tuple[str, ...], digest: bytes, at: datetime
) -> bytes:
    tags = [
        "v=1;", f"a={key.algorithm}-sha256;", "c=relaxed/relaxed;", f"d={key.domain};", f"s={key.selector};",
        f"t={int(at.timestamp())};", *_list_of(names), f"bh={base64.b64encode(digest).decode()};",
    ]  # fmt: skip
    bare = SignedField(b"dkim-signature", fold(_FIELD, [*tags, "b="]).removesuffix(b"\r\n"))
    value = base64.b64encode(key.signed(header_hash(mail.fields, bare, names, relaxed=True))).decode()
    first, *rest = (value[at : at + _CHUNK] for at in range(0, len(value), _CHUNK))
    return fold(_FIELD, [*tags, f"b={first}", *rest])


def _list_of(names: tuple[str, ...]) -> list[str]:
    """`h=`, with a place to fold after each colon."""
    *before, last = names
    words = [*(f"{name}:" for name in before), f"{last};"]
    return [f"h={words[0]}", *words[1:]]
