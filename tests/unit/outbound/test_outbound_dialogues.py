"""Plays each golden dialogue of `dialogues/` with the courier as the client.

`mail` the envelope's sender and recipients (`utf8`: the header needs SMTPUTF8), `S:` a line from the server, `C:` the line
that the courier must say, `C<mail>` the mail up to its final dot, `=` a recipient's outcome in their order, `#` a remark.
"""

import asyncio
import re
import ssl
from pathlib import Path

import pytest

from mailgate.clock import SystemClock
from mailgate.outbound.courier import SmtpCourier
from mailgate.outbound.session import Limits
from mailgate.outbound.smarthost import parse_smarthost

SCRIPTS = sorted((Path(__file__).parent / "dialogues").glob("*.smtp"))
MESSAGE = b"From: support@example.com\r\nMessage-ID: <mcabc.1@example.com>\r\nSubject: hello\r\n\r\nhello\r\n"
LIMITS = Limits(connect=5, command=5, data=5, total=10, idle=0.001)


class Script:
    """One dialogue: what is said, and what shall come of it."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.steps = [line.partition(" ")[::2] for line in lines if line[:2] in ("S:", "C:", "C<")]
        envelope = next(line for line in lines if line.startswith("mail "))
        self.sender, *self.recipients = re.findall(r"<(.*?)>", envelope)
        self.utf8 = " utf8 " in envelope
        self.outcomes = [line[2:] for line in lines if line.startswith("= ")]
        self.mismatch = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for mark, rest in self.steps:
            if mark == "S:":
                writer.write(rest.encode() + b"\r\n")
            elif mark == "C<mail>":
                got = await reader.readuntil(b"\r\n.\r\n")
                self._compare(MESSAGE.decode(), got.removesuffix(b".\r\n").decode())
            else:
                self._compare(rest, (await reader.readline()).decode().rstrip("\r\n"))
        writer.close()

    def _compare(self, wanted: str, got: str) -> None:
        if got != wanted and not self.mismatch:
            self.mismatch = f"wanted {wanted!r}, got {got!r}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
async def test_the_courier_says_exactly_this(path: Path) -> None:
    script = Script(path.read_text(encoding="utf-8"))
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    smarthost = parse_smarthost(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    tls, clock = ssl.create_default_context(), SystemClock()
    courier = SmtpCourier([smarthost], tls=tls, helo="desk.example.com", clock=clock, limits=LIMITS)
    found = await courier.deliver(script.sender, script.recipients, MESSAGE, smtputf8=script.utf8)
    await courier.close()
    server.close()
    await server.wait_closed()
    assert script.mismatch == ""
    assert [f"{one.state.value} {one.detail}" for one in found.values()] == script.outcomes
