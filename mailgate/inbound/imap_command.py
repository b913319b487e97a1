"""How long may a command take, and how did it end? Values."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from mailgate.inbound.imap_wire import Response

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a server may be silent, and that one command may take in all."""

    silence: float = 60.0
    total: float = 120.0
    rate: int = 16 * 1024  # octets a second below which a mail takes too long

    def for_octets(self, octets: int) -> float:
        """Seconds for a command that brings so much."""
        return self.total + octets / self.rate


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended, and what the server said meanwhile."""

    result: str  # OK, NO, BAD
    text: bytes
    responses: tuple[Response, ...] = ()

    @property
    def ok(self) -> bool:
        return self.result == "OK"

    @property
    def reason(self) -> str:
        """The server's words, cut to a length and cleaned of control characters."""
        return plain(self.text)


@dataclass(slots=True)
class Pending:
    """A command that waits for its end."""

    tag: str
    name: str
    done: asyncio.Future[Answer]
    responses: list[Response] = field(default_factory=list)
    challenged: Callable[[bytes], bytes] | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)  # a continuation came


def plain(text: bytes) -> str:
    """A server's words as one short printable line."""
    said = text.decode("utf-8", "replace")[:_LONGEST_REASON]
    return "".join(c if c.isprintable() else "?" for c in said).strip()
