"""A smarthost on loopback that follows a script and remembers what it heard."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

HANG = None  # as a reply: none ever comes
CLOSE = b""  # as a reply: the connection ends


@dataclass
class StubSmarthost:
    """Answers 250 unless the script says otherwise; keys are "GREETING", "END" or the start of a command."""

    script: Mapping[str, bytes | None] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("SIZE 1000000", "8BITMIME", "ENHANCEDSTATUSCODES")
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    passwords: Mapping[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    in_the_clear: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> None:
        context = self.tls if self.implicit else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    def hang_up(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def heard(self, verb: str) -> list[str]:
        return [command for command in self.commands if command.upper().startswith(verb)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            await self._dialogue(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _dialogue(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        going = await self._reply(writer, "GREETING", b"220 stub.example.net ESMTP")
        while going and (line := await reader.readline()):
            command = line.decode().rstrip("\r\n")
            self.commands.append(command)
            encrypted = writer.get_extra_info("sslcontext") is not None
            if not encrypted:
                self.in_the_clear.append(command)
            verb = command.split(" ")[0].upper()
            if verb == "STARTTLS" and self.tls and "STARTTLS" not in self.script:
                await self._reply(writer, command, b"220 go ahead")
                await writer.start_tls(self.tls)
            elif verb == "DATA":
                going = await self._reply(writer, command, b"354 go ahead") and await self._message(
                    reader, writer
                )
            elif verb == "EHLO":
                going = await self._reply(writer, command, self._greeting(encrypted))
            elif verb == "AUTH":
                known = command.split(" ")[-1] in self.passwords.values()
                going = await self._reply(writer, command, b"235 welcome" if known else b"535 5.7.8 no")
            else:
                going = await self._reply(writer, command, b"250 2.0.0 ok") and verb != "QUIT"

    async def _message(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if "MID-DATA" in self.script:
            await reader.readline()
            return False
        lines: list[bytes] = []
        while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b".") else line)
        self.messages.append(b"".join(lines))
        return await self._reply(writer, "END", b"250 2.6.0 taken")

    def _greeting(self, encrypted: bool) -> bytes:
        offered = ["stub.example.net", *self.extensions]
        if self.tls and not encrypted:
            offered.append("STARTTLS")
        *more, last = offered
        return "".join(f"250-{line}\r\n" for line in more).encode() + f"250 {last}".encode()

    async def _reply(self, writer: asyncio.StreamWriter, command: str, usual: bytes) -> bool:
        key = max((key for key in self.script if command.startswith(key)), key=len, default=None)
        reply = usual if key is None else self.script[key]
        if reply is HANG:
            await asyncio.Event().wait()
        if not reply:
            return False
        writer.write(reply + b"\r\n")
        await writer.drain()
        return True
