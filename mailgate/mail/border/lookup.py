"""What does a check want to know of the DNS, and what can it hear?

Theory of operation: a check is a generator. It yields a question and is sent the answer, so that the same code is
driven by the event loop in the daemon and by a dictionary in a test, and holds no socket, no clock and no thread.
"""

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Kind(StrEnum):
    """The record types that are asked for."""

    TXT = "TXT"
    A = "A"
    AAAA = "AAAA"
    MX = "MX"
    PTR = "PTR"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the name in lower case and ASCII, without a final dot."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Records:
    """What the name has of this kind; nothing where it has none, or where there is no such name.

    TXT: each record as one text, its octets as Latin-1 characters. A and AAAA: addresses. MX: exchanges, the most
    preferred first. PTR: names. Names are as in a question.
    """

    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer could be had now; a later try may get one."""

    reason: str


Answer = Records | Failure
_Found = TypeVar("_Found")
Steps = Generator[Question, Answer, _Found]
