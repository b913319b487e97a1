"""What do the daemon and a reader process say to each other? The layout of their frames, without any I/O.

    request   serial u32 | length of raw u32 | length of mail_from i32, -1 = none | mail_from | raw
    answer    serial u32 | length of body u32 | kind u8                            | body

An answer repeats the serial of its request: whatever a library may have written to the socket in between
can then never be taken for the answer to the next mail.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

REQUEST_HEAD = struct.Struct("!IIi")
ANSWER_HEAD = struct.Struct("!IIB")

READY_SERIAL = 0  # of the frame a child sends unasked, once it can take mails


class Kind(IntEnum):
    """What the body of an answer is."""

    READY = 0  # nothing; the child can take its first mail
    MAIL = 1  # a Mail, as `mailgate.mail.codec` writes it
    UNPARSEABLE = 2  # why the bytes are not a mail, UTF-8
    RAISED = 3  # the class name of an exception nobody expected, UTF-8


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request, as the child sees it before it takes the rest."""

    serial: int
    raw_length: int
    mail_from_length: int

    @classmethod
    def parse(cls, head: bytes) -> "Request":
        return cls(*REQUEST_HEAD.unpack(head))


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer; raises ValueError when it is none, for a child may have gone mad."""

    serial: int
    length: int
    kind: Kind

    @classmethod
    def parse(cls, head: bytes) -> "Answer":
        serial, length, kind = ANSWER_HEAD.unpack(head)
        return cls(serial, length, Kind(kind))


def request_head(serial: int, raw: bytes, mail_from: str | None) -> bytes:
    """Gives all of a request but the raw mail, which may be large and is sent without a copy."""
    if mail_from is None:
        return REQUEST_HEAD.pack(serial, len(raw), -1)
    sender = mail_from.encode("utf-8", "surrogatepass")
    return REQUEST_HEAD.pack(serial, len(raw), len(sender)) + sender


def answer_head(serial: int, kind: Kind, body: bytes) -> bytes:
    """Gives all of an answer but its body."""
    return ANSWER_HEAD.pack(serial, len(body), kind)
