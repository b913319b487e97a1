"""What does aiosmtpd do by itself? A server that takes mail and forgets it: the yardstick of every ratio.

Stock aiosmtpd on asyncio's own loop, no TLS, mailgate's size limit. Prints its port, ends on SIGTERM.
"""

import asyncio
import signal

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_SIZE = 35 * 1024 * 1024


class Nothing:
    """Accepts every mail and does nothing with it."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        return "250 OK"


async def serve() -> None:
    """Listens on a free port of the loopback interface until SIGTERM."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    handler = Nothing()
    # A host name, or every connection would look up its own by DNS on the loop.
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=MAX_SIZE, hostname="reference.bench.example", loop=loop),
        "127.0.0.1",
        0,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await stopped.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
