"""What has the client sent that nobody has read yet?"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

SKIPPED = 64  # socket reads: how much of an endless command line is thrown away before hanging up
SOCKET_READ = 1024 * 1024  # more than can wait, so that nothing stays behind to come out of order

T = TypeVar("T")


class ClientGone(Exception):  # noqa: N818 - an outcome
    """The connection ended; there is nobody to answer."""


class LineTooLong(Exception):  # noqa: N818 - an outcome
    """A command line was longer than the limit; it has been thrown away, unless it is `endless`."""

    def __init__(self, *, endless: bool) -> None:
        super().__init__()
        self.endless = endless


class CommandReader(asyncio.StreamReader):
    """The octets before, between and after mails. The only code that knows asyncio's private buffer.

    Memory is bounded: above twice the longest command the transport is told to pause, so nothing but
    that and one read of the socket (256 KiB) is ever kept.
    """

    _buffer: bytearray
    _transport: asyncio.BaseTransport | None
    _loop: asyncio.AbstractEventLoop

    def __init__(self, longest: int, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=longest, loop=loop)

    def has_line(self) -> bool:
        """True if the next line can be read without waiting."""
        return b"\n" in self._buffer

    async def line(self) -> bytes | None:
        """The next line with its LF, None at the end; LineTooLong, ClientGone."""
        try:
            return await self.readuntil(b"\n")
        except asyncio.IncompleteReadError:
            return None
        except asyncio.LimitOverrunError:
            raise LineTooLong(endless=await self._is_endless()) from None
        except OSError:
            raise ClientGone from None

    def take(self) -> bytes:
        """Everything that waits, at once; may be empty."""
        waiting = bytes(self._buffer)
        self._buffer.clear()
        self._maybe_resume_transport()  # type: ignore[attr-defined]  # private, like the buffer
        return waiting

    def put_back(self, octets: bytes) -> None:
        """Octets that were not part of the mail. Unlike feed_data it works after the client's last octet."""
        self._buffer.extend(octets)

    def end(self) -> None:
        """Nothing more will be read: wakes whoever waits for a line."""
        self.feed_eof()

    def moved_to(self, transport: asyncio.BaseTransport) -> None:
        """From now on this transport is paused and resumed (after STARTTLS)."""
        self._transport = transport

    async def _is_endless(self) -> bool:
        octets = self.take()
        for _ in range(SKIPPED):
            _, feed, rest = octets.partition(b"\n")
            if feed:
                self.put_back(rest)
                return False
            octets = await attempt(self.read(SOCKET_READ))
            if not octets:
                raise ClientGone
        return True


async def attempt(action: Awaitable[T]) -> T:
    """The result of one step of I/O; whatever goes wrong with a connection is ClientGone."""
    try:
        return await action
    except OSError:  # ssl.SSLError, TimeoutError and ConnectionError are among them
        raise ClientGone from None
