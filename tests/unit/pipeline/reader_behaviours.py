"""A reader process whose work does what the mail tells it, for the tests of the pool.

python -I reader_behaviours.py [--fail-starts FILE | --garbage | --at-length | --deaf] MEMORY ALARM
"""

import gc
import os
import resource
import signal
import sys
import time
from pathlib import Path

from mailgate.errors import Unparseable
from mailgate.model.mail import Mail
from mailgate.pipeline import frames
from mailgate.pipeline.reader_process import Confinement, serve


def behave(raw: bytes, *, mail_from: str | None) -> Mail:
    """Does the first word of the mail; any other mail is read."""
    word, _, rest = raw.partition(b" ")
    behaviour = BEHAVIOURS.get(word)
    if behaviour is not None:
        behaviour(rest.decode())
    return Mail(
        digest=str(len(raw)),
        message_id=f"<{os.getpid()}@example.com>",
        message_id_given=False,
        senders=(),
        text=raw[:100].decode("utf-8", "surrogateescape"),
        signature=repr(mail_from),
    )


def loop(_: str) -> None:
    while True:
        pass


def stall(meeting: str) -> None:
    Path(meeting).open("wb").close()  # a FIFO: the test now knows that the mail is being read
    time.sleep(600)


def die_once(mark: str) -> None:
    if Path(mark).exists():
        Path(mark).unlink()
        os.kill(os.getpid(), signal.SIGSEGV)


def grow(_: str) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(1024 * 1024))


def leave(status: str) -> None:
    os._exit(int(status))


def die(number: str) -> None:
    os.kill(os.getpid(), int(number))


def babble(_: str) -> None:
    os.write(0, b"\xff" * 64)


def forge(_: str) -> None:
    os.write(0, bytes.fromhex("0000000900000000" + "02"))  # a whole answer, to another serial


def refuse(reason: str) -> None:
    raise Unparseable(reason)


def fail(text: str) -> None:
    raise LookupError(text)


def fail_oddly(_: str) -> None:
    raise type("a name\nfrom a mail", (Exception,), {})


def hang_up(_: str) -> None:
    os.close(0)
    time.sleep(600)


def write_file(place: str) -> None:
    try:
        Path(place).write_bytes(b"x")
    except OSError:
        raise Unparseable("no file may grow") from None


def print_words(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()
    sys.stderr.write(words)
    sys.stderr.flush()


def report(_: str) -> None:
    kinds = (resource.RLIMIT_CORE, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE)
    limits = [resource.getrlimit(kind) for kind in kinds]
    raise Unparseable(f"{limits} nice {os.nice(0)} {sorted(os.environ)} frozen {gc.get_freeze_count() > 0}")


BEHAVIOURS = {
    b"loop": loop,
    b"stall": stall,
    b"grow": grow,
    b"leave": leave,
    b"die": die,
    b"die-once": die_once,
    b"fail-oddly": fail_oddly,
    b"babble": babble,
    b"forge": forge,
    b"refuse": refuse,
    b"fail": fail,
    b"hang-up": hang_up,
    b"write": write_file,
    b"print": print_words,
    b"report": report,
}


def answer_garbage(raw: bytes, *, mail_from: str | None) -> Mail:
    return {"not": "a mail"}  # type: ignore[return-value]


def answer_at_length(raw: bytes, *, mail_from: str | None) -> Mail:
    return Mail("d", "<1@example.com>", False, (), text="x" * 100_000)


def start_may_fail(counter: Path) -> None:
    """The file holds one byte for each start that is to fail."""
    left = counter.read_bytes()
    counter.write_bytes(left[1:])
    if left:
        sys.exit(3)


def be_deaf() -> None:
    os.write(0, frames.answer_head(frames.READY_SERIAL, frames.Kind.READY, b""))
    time.sleep(600)


WORK = {"--garbage": answer_garbage, "--at-length": answer_at_length}


def main() -> None:
    *options, memory, alarm = sys.argv[1:]
    if options[:1] == ["--fail-starts"]:
        start_may_fail(Path(options[1]))
    if options == ["--deaf"]:
        be_deaf()
    serve(WORK.get("".join(options), behave), Confinement.from_arguments([memory, alarm]))


if __name__ == "__main__":
    main()
