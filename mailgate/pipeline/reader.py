"""How does the daemon hold one reader process? Starts it, asks it, kills it, and says how it ended."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.errors import MailgateError, Unparseable
from mailgate.mail import codec
from mailgate.model.mail import Mail
from mailgate.pipeline import frames
from mailgate.pipeline.frames import Kind
from mailgate.pipeline.reader_process import EXIT_OUT_OF_MEMORY, REASON_LIMIT, Confinement

MEBIBYTE = 1024 * 1024
START_S = 30.0  # the imports take a tenth of a second on an idle machine
GRACE_S = 0.5  # between a socket's end and the exit; a dying process gives its memory back before its files
ALARM_FACTOR = 2  # the child's own alarm comes after the parent's deadline, or it would hide the reason
ONE_PIECE = 64 * 1024  # requests up to here are sent in one call and wake the child once
RECEIVE_BYTES = 256 * 1024  # what a socket holds at most by default
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC"}  # all that a reader gets to know


class ReaderFailed(MailgateError):  # noqa: N818 - an outcome, named as the journal shows it
    """Reading this mail failed, and would again; `str()` says why and quotes nothing from the mail."""


class ReaderLost(MailgateError):  # noqa: N818 - a state of the process
    """The process can take no more mails; whether the mail or the process was bad, a fresh one will tell."""


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What one mail may cost; seconds and bytes."""

    deadline_s: float
    memory_bytes: int  # above what an idle reader has
    answer_bytes: int  # held in the daemon, beside the raw mail, while it is decoded


class Reader:
    """One seat for one child at a time; `fit` tells whether the child may be asked."""

    def __init__(self, command: Sequence[str], limits: ReaderLimits) -> None:
        confinement = Confinement(limits.memory_bytes, limits.deadline_s * ALARM_FACTOR)
        self._command = [*command, *confinement.arguments()]
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self.in_step = False  # ready for a mail, as far as it said itself
        self.answered = 0  # mails, by this child

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def fit(self) -> bool:
        """Running, and not left in the middle of a mail."""
        return self.in_step and self.running

    async def start(self) -> None:
        """Replaces whatever child there is by a fresh one; done when it is ready. Raises ReaderLost."""
        await self.kill()
        self.answered = 0
        try:
            self._spawn()
        except OSError as error:
            raise ReaderLost(f"could not be started: {error.strerror}") from None
        await self._converse(frames.READY_SERIAL, (), START_S)
        self.in_step = True

    async def ask(self, raw: bytes, mail_from: str | None) -> Mail:
        """Has the child read one mail; one call at a time.

        Raises Unparseable and ReaderFailed when the child said so, ReaderLost when it has to be replaced. A
        cancelled call leaves the child unfit.
        """
        serial = self.answered + 1
        self.in_step = False
        pieces = _pieces(frames.request_head(serial, raw, mail_from), raw)
        kind, body = await self._converse(serial, pieces, self._limits.deadline_s)
        outcome = _outcome(kind, body)
        self.in_step = True
        self.answered = serial
        if isinstance(outcome, Mail):
            return outcome
        raise outcome

    def doom(self) -> None:
        """Sends SIGKILL to the child and all it started; a call in flight then ends with ReaderLost."""
        self.in_step = False
        if self._process is not None and self.running:
            with contextlib.suppress(ProcessLookupError):  # it ended in this very moment
                os.killpg(self._process.pid, signal.SIGKILL)

    async def kill(self) -> None:
        """Ends the child; done when the kernel has let go of it. Never while a call is in flight."""
        self.doom()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)
            self._process = None

    def _spawn(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours, never a stranger's
                self._command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )

    async def _converse(
        self, serial: int, pieces: Sequence[bytes], deadline_s: float
    ) -> tuple[Kind, bytearray]:
        if self._socket is None:
            raise ReaderLost("is not running")
        try:
            async with asyncio.timeout(deadline_s):
                for piece in pieces:
                    await asyncio.get_running_loop().sock_sendall(self._socket, piece)
                return await _receive(self._socket, serial, self._limits.answer_bytes)
        except TimeoutError:
            raise ReaderLost(f"took longer than {deadline_s:g} s") from None
        except (ConnectionError, EOFError):
            raise ReaderLost(await self._cause_of_death()) from None

    async def _cause_of_death(self) -> str:
        """Why the socket ended, in words for the operator."""
        status = await asyncio.to_thread(_exit_status, self._process)
        if status is None:
            return "fell silent"
        if status == EXIT_OUT_OF_MEMORY:
            return f"used more than {self._limits.memory_bytes / MEBIBYTE:g} MiB"
        return f"crashed with signal {-status}" if status < 0 else f"exited with status {status}"


def _pieces(head: bytes, raw: bytes) -> tuple[bytes, ...]:
    return (head + raw,) if len(raw) <= ONE_PIECE else (head, raw)


async def _receive(connection: socket.socket, serial: int, limit: int) -> tuple[Kind, bytearray]:
    """Takes one whole answer; raises EOFError where the child ended, ReaderLost where it went mad."""
    body = bytearray()
    while len(body) < frames.ANSWER_HEAD.size:
        body += await _receive_some(connection)
    try:
        answer = frames.Answer.parse(bytes(body[: frames.ANSWER_HEAD.size]))
    except ValueError:
        raise ReaderLost("answered out of turn") from None
    if answer.length > limit:
        raise ReaderLost(f"answered more than {limit / MEBIBYTE:g} MiB")
    del body[: frames.ANSWER_HEAD.size]
    while len(body) < answer.length:
        body += await _receive_some(connection)
    if answer.serial != serial or len(body) > answer.length:
        raise ReaderLost("answered out of turn")
    return answer.kind, body


async def _receive_some(connection: socket.socket) -> bytes:
    data = await asyncio.get_running_loop().sock_recv(connection, RECEIVE_BYTES)
    if not data:
        raise EOFError
    return data


def _outcome(kind: Kind, body: bytearray) -> Mail | Unparseable | ReaderFailed:
    """What the child said, as a value; raises ReaderLost if it said nothing that makes sense."""
    if kind is Kind.MAIL:
        try:
            return codec.decode(body)
        except ValueError:
            raise ReaderLost("answered what is not a mail") from None
    words = body.decode("utf-8", "replace")[:REASON_LIMIT]
    if kind is Kind.UNPARSEABLE:
        return Unparseable(words)
    return ReaderFailed(f"raised {words if words.isidentifier() else 'an exception'}")


def _exit_status(process: subprocess.Popen[bytes] | None) -> int | None:
    if process is None:
        return None
    try:
        return process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        return None
