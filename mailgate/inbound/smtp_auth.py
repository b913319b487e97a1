"""Who does the client say it is? The answers of AUTH PLAIN and AUTH LOGIN (RFC 4954, RFC 4616)."""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

MECHANISMS = ("LOGIN", "PLAIN")
USERNAME = "334 " + b64encode(b"Username:").decode()
PASSWORD = "334 " + b64encode(b"Password:").decode()
EMPTY_CHALLENGE = "334 "  # the space belongs to it (RFC 4954 section 4)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login with its password, which is never shown."""

    login: str
    password: bytes = field(repr=False)


def decode(text: bytes) -> bytes | None:
    """Base64 as AUTH writes it: "=" alone is the empty answer; None when it is none."""
    if text == b"=":
        return b""
    try:
        return b64decode(text, validate=True)
    except binascii.Error:
        return None


def plain(answer: bytes) -> Credentials | None:
    """Credentials from authzid NUL login NUL password; to act for somebody else is not offered."""
    parts = answer.split(b"\0")
    if len(parts) != 3 or parts[0] not in (b"", parts[1]):
        return None
    return credentials(parts[1], parts[2])


def credentials(login: bytes, password: bytes) -> Credentials | None:
    """None for what no account can have."""
    try:
        return Credentials(login.decode(), password) if login and password else None
    except UnicodeDecodeError:
        return None
