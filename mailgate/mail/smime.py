"""What lies inside an application/pkcs7-mime part? The mail that its signature encloses, or the reason why none can be read.

Facts: "opaque" signed mail is a SignedData of CMS (RFC 5652 section 5) around a whole MIME entity (RFC 8551 section
3.5.2). Programs that write while they sign use BER: indefinite lengths, and the content cut into many OCTET STRINGs.
Only the way to the content is read; the signature is not checked, and nothing claims that it was. A library for CMS
was rejected: it reads certificates, and what it makes of a stranger's is its own affair.
"""

from collections.abc import Iterator
from dataclasses import dataclass

CMS_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SEQUENCE, _OCTETS, _OBJECT, _CONTEXT_0 = 0x30, 0x04, 0x06, 0xA0
_CONSTRUCTED = 0x20
_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENCRYPTED = (
    bytes.fromhex("2a864886f70d010703"),  # enveloped
    bytes.fromhex("2a864886f70d010706"),  # encrypted
    bytes.fromhex("2a864886f70d0109100117"),  # authenticated and enveloped (RFC 5083)
)
_DEPTH = 16
_PIECES = 500_000


@dataclass(frozen=True, slots=True)
class Cms:
    """What a part is by its first object identifier; `content` is the enclosed entity of a signed one."""

    signed: bool = False
    encrypted: bool = False
    content: bytes = b""


class _Damaged(Exception):  # noqa: N818 - never leaves this module
    """The octets are not the structure that is looked for."""


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    start: int  # of its content
    stop: int  # where it must end; its parent's end where its length is indefinite
    open: bool  # of indefinite length


def read_cms(octets: bytes) -> Cms:
    """The kind and content of a part's decoded octets; empty where they are no CMS. Linear, never raises."""
    kind = b""
    try:
        outer = _expect(octets, 0, len(octets), _SEQUENCE)
        name = _expect(octets, outer.start, outer.stop, _OBJECT)
        kind = octets[name.start : name.stop]
        if kind == _SIGNED:
            return Cms(signed=True, content=_signed_content(octets, name.stop, outer.stop))
    except _Damaged:
        pass
    return Cms(signed=kind == _SIGNED, encrypted=kind in _ENCRYPTED)


def _signed_content(octets: bytes, at: int, stop: int) -> bytes:
    """SignedData: a version, a set of algorithms, then the content with its own type; empty where it is detached."""
    wrapper = _expect(octets, at, stop, _CONTEXT_0)
    signed = _expect(octets, wrapper.start, wrapper.stop, _SEQUENCE)
    at = _after(octets, signed.start, signed.stop)
    at = _after(octets, at, signed.stop)
    enclosed = _expect(octets, at, signed.stop, _SEQUENCE)
    name = _expect(octets, enclosed.start, enclosed.stop, _OBJECT)
    if name.stop >= enclosed.stop or octets[name.stop] != _CONTEXT_0:
        return b""
    content = _expect(octets, name.stop, enclosed.stop, _CONTEXT_0)
    return b"".join(_strings(octets, content.start, content.stop))


def _strings(octets: bytes, at: int, stop: int) -> Iterator[bytes]:
    """The octets of a string that may be cut into strings, which may be cut again."""
    ends: list[tuple[int, bool]] = []  # of the open strings, innermost last
    for _ in range(_PIECES):
        element = _element(octets, at, ends[-1][0] if ends else stop)
        if element.tag == _OCTETS:
            yield octets[element.start : element.stop]
            at = element.stop
        elif element.tag == _OCTETS | _CONSTRUCTED and len(ends) < _DEPTH:
            ends.append((element.stop, element.open))
            at = element.start
        elif element.tag == 0 and ends and ends[-1][1]:
            ends.pop()
            at = element.stop
        else:
            raise _Damaged
        while ends and not ends[-1][1] and at >= ends[-1][0]:
            ends.pop()
        if not ends:
            return
    raise _Damaged


def _after(octets: bytes, at: int, stop: int) -> int:
    """The offset behind the element at `at`; one of indefinite length is walked through without recursion."""
    depth = 0
    for _ in range(_PIECES):
        element = _element(octets, at, stop)
        if element.open:
            depth += 1
            at = element.start
        else:
            depth -= element.tag == 0 and element.start == element.stop
            at = element.stop
        if depth <= 0:
            return at
    raise _Damaged


def _expect(octets: bytes, at: int, stop: int, tag: int) -> _Element:
    element = _element(octets, at, stop)
    if element.tag != tag:
        raise _Damaged
    return element


def _element(octets: bytes, at: int, stop: int) -> _Element:
    """The header of the element at `at` (X.690 section 8.1); tags of several octets do not occur on the way."""
    if at + 2 > stop:
        raise _Damaged
    tag, length, start = octets[at], octets[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise _Damaged
    if length == 0x80:
        if not tag & _CONSTRUCTED:
            raise _Damaged
        return _Element(tag, start, stop, open=True)
    if length & 0x80:
        width = length & 0x7F
        if width > 8 or start + width > stop:
            raise _Damaged
        length, start = int.from_bytes(octets[start : start + width], "big"), start + width
    if start + length > stop:
        raise _Damaged
    return _Element(tag, start, start + length, open=False)
