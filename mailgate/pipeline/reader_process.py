"""What does a reader process run? It turns raw mails into Mails where a stuck or huge parse hurts nobody.

Theory of operation. The parent's socket is fd 0: requests come in, answers go out, one at a time, and its end
means that the parent is gone. Everything that can go wrong with a stranger's bytes ends this process: the
parent kills it at the deadline, the kernel refuses it memory, SIGALRM ends it where no parent is left to do
so (the default action, so that a loop in C cannot hold it off). The exit status tells the parent the reason.

RLIMIT_CPU was rejected: it counts over the life of the process, and the alarm also ends a parse that sleeps.
RLIMIT_AS was rejected: it counts shared libraries and reservations that cost nothing.
"""

import gc
import io
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from mailgate.errors import Unparseable
from mailgate.mail import codec
from mailgate.model.mail import Mail
from mailgate.pipeline import frames
from mailgate.pipeline.frames import Kind

EXIT_OUT_OF_MEMORY = 64
OPEN_FILES = 16  # its socket, /dev/null and the modules that codecs import late
NICENESS = 5  # answering servers and sending come before reading
BUFFER = 64 * 1024
REASON_LIMIT = 500  # characters of an Unparseable that cross


class Work(Protocol):
    """Reads one mail; raises Unparseable. The second argument is the envelope sender, "" = null path."""

    def __call__(self, raw: bytes, *, mail_from: str | None) -> Mail: ...


@dataclass(frozen=True, slots=True)
class Confinement:
    """What one mail may cost this process."""

    memory_bytes: int  # above what the imports take
    alarm_s: float  # longer than the parent's deadline: only an orphan meets it

    @classmethod
    def from_arguments(cls, arguments: list[str]) -> "Confinement":
        memory_bytes, alarm_s = arguments
        return cls(int(memory_bytes), float(alarm_s))

    def arguments(self) -> list[str]:
        return [str(self.memory_bytes), str(self.alarm_s)]

    def enter(self) -> None:
        """Gives up, for ever, what reading a mail does not need."""
        os.nice(NICENESS)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        data_limit = _data_bytes() + self.memory_bytes
        for limit, value in (
            (resource.RLIMIT_CORE, 0),  # a core would hold the mail
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NPROC, 0),  # binds everybody but root
            (resource.RLIMIT_NOFILE, OPEN_FILES),
            (resource.RLIMIT_DATA, data_limit),
        ):
            resource.setrlimit(limit, (value, value))


def _data_bytes() -> int:
    """The private memory of this process, as RLIMIT_DATA counts it (proc(5), statm field 6)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()


def serve(work: Work, confinement: Confinement) -> None:
    """Answers requests on fd 0 until its end."""
    requests = io.BufferedReader(io.FileIO(0, "rb", closefd=False), BUFFER)
    answers = io.BufferedWriter(io.FileIO(0, "wb", closefd=False), BUFFER)
    confinement.enter()
    gc.collect()
    gc.freeze()  # what the imports made is never garbage; collections skip it
    _send(answers, frames.READY_SERIAL, Kind.READY, b"")
    _hush()
    try:
        while _serve_one(requests, answers, work, confinement.alarm_s):
            pass
    except MemoryError:
        os._exit(EXIT_OUT_OF_MEMORY)  # anything more might need memory
    except BrokenPipeError:
        os._exit(0)  # the parent has gone; flushing again would only complain


def _serve_one(requests: BinaryIO, answers: BinaryIO, work: Work, alarm_s: float) -> bool:
    head = requests.read(frames.REQUEST_HEAD.size)
    if len(head) < frames.REQUEST_HEAD.size:
        return False
    request = frames.Request.parse(head)
    signal.setitimer(signal.ITIMER_REAL, alarm_s)
    mail_from = None
    if request.mail_from_length >= 0:
        mail_from = requests.read(request.mail_from_length).decode("utf-8", "surrogatepass")
    raw = requests.read(request.raw_length)
    if len(raw) < request.raw_length:
        return False
    _send(answers, request.serial, *_outcome(lambda: codec.encode(work(raw, mail_from=mail_from))))
    signal.setitimer(signal.ITIMER_REAL, 0)
    return True


def _outcome(read: Callable[[], bytes]) -> tuple[Kind, bytes]:
    try:
        return Kind.MAIL, read()
    except Unparseable as reason:
        return Kind.UNPARSEABLE, str(reason)[:REASON_LIMIT].encode("utf-8", "replace")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug in reading costs this mail, not the process; only its name leaves
        return Kind.RAISED, type(error).__name__.encode("utf-8", "replace")


def _send(answers: BinaryIO, serial: int, kind: Kind, body: bytes) -> None:
    answers.write(frames.answer_head(serial, kind, body))
    answers.write(body)
    answers.flush()


def _hush() -> None:
    """Sends the words of libraries nowhere: they could quote the mail. A failed start was still heard."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def main() -> None:
    """Serves `mailgate.mail.read.read`."""
    from mailgate.mail.read import read  # noqa: PLC0415 - tests serve other work and need not load it

    serve(read, Confinement.from_arguments(sys.argv[1:]))


if __name__ == "__main__":
    main()
