"""How does a signer write the mail down before hashing? (RFC 6376 section 3.4)"""

import hashlib
import re
from collections.abc import Sequence

from mailgate.mail.border.signed_fields import SignedField

_BLANKS_AND_FOLDS = re.compile(rb"[ \t\r\n]+")
# A tag is found by its name, and never inside of another's value: semicolons stand nowhere else.
_SIGNATURE_VALUE = re.compile(rb"((?:\A|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")


def body_hash(body: bytes, *, relaxed: bool) -> bytes:
    """SHA-256 of the body. One pass over it for each step, whatever it holds."""
    if relaxed:
        body = _single_blanks(body).replace(b" \r\n", b"\r\n").removesuffix(b" ")
    body = body[: _end(body)]
    # "Simple" makes of an empty body one empty line, "relaxed" nothing.
    if body or not relaxed:
        body += b"\r\n"
    return hashlib.sha256(body).digest()


def _single_blanks(body: bytes) -> bytes:
    """Each run of blanks as one; halved until none is left, which is ten times as quick as a pattern.

    A pattern over 10 MB would also keep the interpreter from all other threads for half a second.
    """
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    return body


def _end(body: bytes) -> int:
    """Where the run of line ends begins that ends the body; a lone CR or LF is no part of it."""
    kept = len(body.rstrip(b"\r\n"))
    tail = body[kept:]
    if not tail.endswith(b"\r\n"):
        return len(body)
    broken = max(tail.rfind(b"\r\r"), tail.rfind(b"\n\n"))
    start = broken + 1 if broken >= 0 else 0
    return kept + start + (tail[start : start + 1] == b"\n")


def header_hash(
    fields: Sequence[SignedField], signature: SignedField, names: Sequence[str], *, relaxed: bool
) -> bytes:
    """SHA-256 of the named fields, each taken from the bottom up, and of the signature without its own value.

    A name that has no field left adds nothing: so a signer makes sure that none is added (RFC 6376 section 5.4.2).
    """
    left: dict[bytes, list[SignedField]] = {}
    for field in fields:
        if field is not signature:
            left.setdefault(field.name, []).append(field)
    chosen = [found.pop() for name in names if (found := left.get(name.encode("latin-1", "replace")))]
    digest = hashlib.sha256()
    for field in chosen:
        digest.update(_written(field.octets, relaxed=relaxed) + b"\r\n")
    name, colon, value = signature.octets.partition(b":")
    bare = name + colon + _SIGNATURE_VALUE.sub(rb"\1", value, count=1)
    digest.update(_written(bare, relaxed=relaxed))
    return digest.digest()


def _written(octets: bytes, *, relaxed: bool) -> bytes:
    if not relaxed:
        return octets
    name, _, value = octets.partition(b":")
    return name.rstrip(b" \t").lower() + b":" + _BLANKS_AND_FOLDS.sub(b" ", value).strip(b" ")
