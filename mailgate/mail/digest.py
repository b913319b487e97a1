"""Are two copies of a mail the same mail? The stable digest of SPEC section 4.4."""

import hashlib


def stable_digest(author: bytes, date: bytes, subject: bytes, body: bytes) -> str:
    """SHA-256, hex, over From, Date, Subject (unfolded, as sent) and the body as CRLF without trailing blank lines.

    Trace fields and re-encoded line ends differ between two deliveries of one mail; these do not.
    """
    hashed = hashlib.sha256()
    for value in (author, date, subject):
        hashed.update(value.strip() + b"\r\n")
    hashed.update(b"\r\n")
    hashed.update(_canonical(body))
    return hashed.hexdigest()


def derived_message_id(digest: str) -> str:
    """The id of a mail that came without one: the same copy always gets the same."""
    return f"<{digest[:40]}@missing.mailgate.invalid>"


def _canonical(body: bytes) -> bytes:
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    body = _without_blank_tail(body)
    return body.replace(b"\n", b"\r\n") + b"\r\n" if body else b""


def _without_blank_tail(body: bytes) -> bytes:
    """Drops lines of white space at the end; white space at the end of a line with text stays."""
    tail = body[len(body.rstrip(b" \t\n")) :]
    return body[: len(body) - len(tail)] + tail.partition(b"\n")[0] if b"\n" in tail else body
