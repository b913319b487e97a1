"""Which server takes our mail, and how is the way to it protected?"""

import re
import ssl
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

_SECRET_NAME = re.compile(r"\{([A-Za-z0-9][A-Za-z0-9._-]{0,99})\}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?|[0-9A-Fa-f:.]{2,45}", re.ASCII)


class Secret(Protocol):
    """A password that does not print itself."""

    def reveal(self) -> str: ...


class Tokens(Protocol):
    """Where access tokens come from."""

    async def access(self, *, refused: Any = None) -> tuple[Secret, datetime]:
        """A token and when it ends; another one than `refused`. PeerError when there is none."""


class Security(StrEnum):
    """How the connection is protected, named by the scheme of the URL."""

    NONE = "smtp"  # for a relay on this machine
    TLS = "smtps"  # RFC 8314 section 3.3
    STARTTLS = "smtp+starttls"  # demanded, never merely tried


_PORTS = {Security.NONE: 25, Security.TLS: 465, Security.STARTTLS: 587}


@dataclass(frozen=True, slots=True)
class Smarthost:
    """A submission server; a user exists only where the connection is protected."""

    security: Security
    host: str
    port: int
    user: str | None = None
    secret_name: str | None = None  # what stands in braces in the place of the password
    secret: Secret | None = field(default=None, repr=False, compare=False)
    tokens: Tokens | None = field(default=None, repr=False, compare=False)  # instead of a password

    def __post_init__(self) -> None:
        if self.user is not None and self.security is Security.NONE:
            raise ValueError(
                "a user needs smtps:// or smtp+starttls://, or the password travels in the clear"
            )

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.security}://{host}:{self.port}"

    def with_secret(self, secret: Secret) -> Self:
        """The same server with the password that its secret's name stands for."""
        return replace(self, secret=secret)

    def with_tokens(self, tokens: Tokens) -> Self:
        """The same server with a login by access token."""
        return replace(self, tokens=tokens)


def parse_smarthost(url: str) -> Smarthost:
    """Reads `smtp://host`, `smtps://user:{secret}@host:465` or `smtp+starttls://user:{secret}@host`.

    The password place holds the name of a secret in braces; a user with an @ is written %40. Raises
    ValueError with a remedy, never repeating the URL, which may hold a password by mistake.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("not a URL; write smtp+starttls://host:587") from None
    try:
        security = Security(parts.scheme)
    except ValueError:
        raise ValueError("unknown scheme; write smtp://, smtps:// or smtp+starttls://") from None
    if parts.path or parts.query or parts.fragment:
        raise ValueError("nothing may follow the host and port")
    if not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError("no host; write smtp+starttls://host:587")
    return Smarthost(
        security,
        parts.hostname or "",
        _PORTS[security] if port is None else port,
        None if parts.username is None else _user(parts.username),
        _secret_name(parts.password),
    )


def tls_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Verifies certificate and host name, against this CA file or the system's CAs; TLS 1.2 at least."""
    return ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=ca_file)


def _user(quoted: str) -> str:
    user = unquote(quoted)
    if not user or not user.isprintable():
        raise ValueError("the user is empty or holds control characters")
    return user


def _secret_name(password: str | None) -> str | None:
    if password is None:
        return None
    found = _SECRET_NAME.fullmatch(password)
    if not found:
        raise ValueError("a password stands in the URL; write the name of a secret in braces instead")
    return found[1]
