r"""What may stand in a header that we write? Typed values in which nothing can end the line.

Facts
- A CR or LF in a value starts a new header (RFC 5322 section 2.2). NUL cuts strings short in software
  written in C. U+0085, U+2028 and U+2029 are line ends to some readers, among them `str.splitlines`.
- A value that merely looks like an encoded word, "=?utf-8?q?=0D=0ABcc:_x?=", is decoded by every reader,
  and some readers write the result out again. It is therefore encoded once more.
- The standard library's folding of header values is not used: several releases wrote line ends that
  stood inside encoded words, or broke ids in two (python/cpython#121650, #124452, #142006).

So each type refuses what is unsafe when it is made; `cleaned` is for words that strangers chose, which
must reach the reader in spite of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import idna

from mailgate.errors import Bug
from mailgate.mail.encoded_word import LONGEST_WORD, encoded_words
from mailgate.model.mail import Address

PREFERRED_LINE = 78  # RFC 5322 section 2.1.1, without the CRLF
LONGEST_LINE = 998  # the same section; servers may cut longer lines
LONGEST_TEXT = 900  # characters; readers show about 100
LONGEST_NAME = 128
_LONGEST_TOKEN = 900  # leaves room for the longest header name on its line
_LONGEST_ADDRESS = 320  # RFC 5321 section 4.5.3.1: 64 + 1 + 255 octets

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_GAP = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")

_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~-"  # RFC 5322 section 3.2.3; the hyphen stays last in a class
_ATOMS = re.compile(rf"[{_ATEXT}]+(?: [{_ATEXT}]+)*")
_DOT_ATOM = re.compile(rf"[\x80-\U0010ffff{_ATEXT}]+(?:\.[\x80-\U0010ffff{_ATEXT}]+)*")
_LOOSE_DOTS = re.compile(rf"[.{_ATEXT}]+")
_QUOTED_STRING = re.compile(r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"')
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*|\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}\]"
)
_TOKEN = re.compile(rf"[\x21-\x7e]{{1,{_LONGEST_TOKEN}}}")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+>")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


class UnsafeValue(Bug):
    """A value cannot be written into a header or an envelope; whoever made it should have known."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people (RFC 5322 section 2.2.1, unstructured)."""

    value: str

    def __post_init__(self) -> None:
        _refuse_forbidden(self.value)

    @classmethod
    def cleaned(cls, words: str, *, longest: int = LONGEST_TEXT) -> Self:
        """A stranger's words: controls and runs of spaces become one space, what is too long is cut."""
        text = _GAP.sub(" ", _SURROGATE.sub("\ufffd", words[: 4 * longest])).strip(" ")
        return cls(text if len(text) <= longest else text[: longest - 1].rstrip(" ") + "…")

    def words(self) -> tuple[str, ...]:
        """The pieces between which the line may be folded."""
        words = tuple(self.value.split(" "))
        plain = self.value.isascii() and "=?" not in self.value and "" not in words
        if not self.value or (plain and max(map(len, words)) <= LONGEST_WORD):
            return words
        return encoded_words(self.value)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name and an address (RFC 5322 section 3.4), the address in the form of the wire."""

    name: str
    address: str

    def __post_init__(self) -> None:
        _refuse_forbidden(self.name)
        if wire_address(self.address) != self.address:
            raise UnsafeValue(f"not an address in its wire form: {self.address!r}")

    @classmethod
    def of(cls, address: Address) -> Self:
        """From an address as letters know it; the name is a stranger's words."""
        return cls(Text.cleaned(address.name, longest=LONGEST_NAME).value, wire_address(address.address))

    def words(self) -> tuple[str, ...]:
        """The pieces between which the line may be folded."""
        return (*self._phrase(), f"<{self.address}>") if self.name else (self.address,)

    def group_words(self) -> tuple[str, ...]:
        """As a group without members (RFC 5322 section 3.4): to be read, and not to be answered."""
        return (*encoded_words(f"{self.name} <{self.address}>" if self.name else self.address), ":;")

    def _phrase(self) -> tuple[str, ...]:
        if not self.name.isascii() or "=?" in self.name or len(self.name) > LONGEST_WORD - 4:
            return encoded_words(self.name)
        if _ATOMS.fullmatch(self.name):
            return tuple(self.name.split(" "))
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return (f'"{escaped}"',)


@dataclass(frozen=True, slots=True)
class Token:
    """A machine's word: printable ASCII without spaces, never folded."""

    value: str

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.value):
            raise UnsafeValue(f"not a token: {self.value[:80]!r}")

    def words(self) -> tuple[str, ...]:
        """The one piece."""
        return (self.value,)


@dataclass(frozen=True, slots=True)
class MessageId(Token):
    """An id in angle brackets (RFC 5322 section 3.6.4)."""

    def __post_init__(self) -> None:
        if not is_message_id(self.value):
            raise UnsafeValue(f"not a message id: {self.value[:80]!r}")


def is_message_id(value: str) -> bool:
    """Can this id be written as it is? Other systems' ids are not always so."""
    return len(value) <= _LONGEST_TOKEN and _MESSAGE_ID.fullmatch(value) is not None


def wire_address(address: str) -> str:
    """The address for headers and envelope; its domain in ASCII (RFC 5891), its local part untouched.

    A local part with dots in odd places, which some carriers hand out, is quoted. Raises `UnsafeValue`
    for what is no address.
    """
    local, _, domain = address.rpartition("@")
    wire = f"{_wire_local(local)}@{_wire_domain(domain)}"
    if len(wire.encode()) > _LONGEST_ADDRESS:
        raise UnsafeValue(f"address too long: {address[:80]!r}")
    return wire


def needs_smtputf8(address: str) -> bool:
    """Has the local part letters beyond ASCII, so that only RFC 6531 can carry it?"""
    return not address.rpartition("@")[0].isascii()


def fold(name: str, words: Iterable[str]) -> bytes:
    """One whole header with its line ends: words joined by single spaces, lines of 78 where words allow."""
    if not _HEADER_NAME.fullmatch(name):
        raise UnsafeValue(f"not a header name: {name[:80]!r}")
    lines = list(_lines(f"{name}:", words))
    if any(len(line.encode("utf-8", "replace")) > LONGEST_LINE for line in lines):
        raise UnsafeValue(f"{name} has a line longer than {LONGEST_LINE} octets")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _lines(line: str, words: Iterable[str]) -> Iterator[str]:
    """Lines filled greedily. The last guard: whatever type a word comes from, it is looked at here."""
    started = False
    for word in words:
        _refuse_forbidden(word)
        if started and len(line) + 1 + len(word) > PREFERRED_LINE:
            yield line
            line = ""
        line = f"{line} {word}"
        started = True
    yield line.rstrip(" ")


def _refuse_forbidden(value: str) -> None:
    found = _FORBIDDEN.search(value)
    if found:
        raise UnsafeValue(f"U+{ord(found[0]):04X} cannot stand in a header")


def _wire_local(local: str) -> str:
    if _QUOTED_STRING.fullmatch(local):
        return local
    if _DOT_ATOM.fullmatch(local) and local.isprintable():
        return local
    if _LOOSE_DOTS.fullmatch(local):
        return f'"{local}"'
    raise UnsafeValue(f"not the local part of an address: {local[:80]!r}")


def _wire_domain(domain: str) -> str:
    try:
        ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise UnsafeValue(f"not a domain: {domain[:80]!r}") from error
    if not _DOMAIN.fullmatch(ascii_domain):
        raise UnsafeValue(f"not a domain: {domain[:80]!r}")
    return ascii_domain
