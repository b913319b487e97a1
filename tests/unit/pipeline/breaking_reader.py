"""A reader process that reads mails as the shipped one does, and breaks on those that say how in `X-Break`.

python -I breaking_reader.py MEMORY ALARM
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from mailgate.mail.read import read
from mailgate.model.mail import Mail
from mailgate.pipeline.reader_process import Confinement, serve


def loop() -> NoReturn:
    while True:
        pass


def grow() -> NoReturn:
    hoard = []
    while True:
        hoard.append(bytearray(1024 * 1024))


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> None:
    raise LookupError("what reading did not expect")


BREAKS: dict[bytes, Callable[[], None]] = {b"loop": loop, b"grow": grow, b"crash": crash, b"fail": fail}


def read_or_break(raw: bytes, *, mail_from: str | None) -> Mail:
    """Breaks as the mail says; else reads it."""
    how = BREAKS.get(raw.partition(b"X-Break: ")[2].partition(b"\r\n")[0])
    if how is not None:
        how()
    return read(raw, mail_from=mail_from)


if __name__ == "__main__":
    serve(read_or_break, Confinement.from_arguments(sys.argv[1:]))
