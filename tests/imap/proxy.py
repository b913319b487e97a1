"""A network that breaks: what passes is counted, and the connection dies after as many octets as chance gives it."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.e2e.place import LOOPBACK

# A login alone is about 1 500 octets of the server's: some connections die in it, some in the middle of a mail.
_LONGEST = 12_000


@dataclass
class CuttingProxy:
    """Between client and server; `cuts` connections are killed, those after them live."""

    server: int
    cuts: int
    chance: random.Random
    port: int = 0
    made: int = 0  # connections that died before their time
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Kills whatever is connected now."""
        self.made += 1
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either end or the cut."""
        try:
            upstream = await asyncio.open_connection(LOOPBACK, self.server)
        except OSError:
            writer.transport.abort()
            return
        doomed = self.made < self.cuts
        left = [self.chance.randrange(_LONGEST)] if doomed else None
        ends = (writer, upstream[1])
        self._writers.update(ends)
        both = [
            asyncio.ensure_future(self._pass(reader, upstream[1], None)),
            asyncio.ensure_future(self._pass(upstream[0], writer, left)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            for end in ends:
                end.transport.abort()
            self._writers.difference_update(ends)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: list[int] | None
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(4096):
                if left is not None:
                    data = data[: left[0]]
                    left[0] -= len(data)
                writer.write(data)
                await writer.drain()
                if left is not None and left[0] <= 0:
                    self.made += 1
                    return


@asynccontextmanager
async def cutting(server: int, cuts: int, seed: int) -> AsyncIterator[CuttingProxy]:
    """A proxy at work on a port of its own."""
    proxy = CuttingProxy(server, cuts, random.Random(seed))
    listener = await asyncio.start_server(proxy.serve, LOOPBACK, 0)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        for writer in tuple(proxy._writers):
            writer.transport.abort()
        await listener.wait_closed()
