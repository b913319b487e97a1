"""What does a winmail.dat hold? The attribute stream of MS-OXTNEF: the files, and the text where it has one.

Facts: Outlook wraps a whole mail in one attachment when it writes rich text to a stranger. The stream is a row of
attributes (level, id, length, octets, checksum); an attachment begins with attAttachRenddata, its long name and
type stand among the MAPI properties of attAttachment. Checksums are not looked at: gateways break them.
Every length is checked against what is there, every list has a limit; a damaged stream gives what came before.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mailgate.mail.charset import decode_text

_SIGNATURE = b"\x78\x9f\x3e\x22"
_ATTRIBUTES = 5_000
_PROPERTIES = 1_000
_VALUES = 1_000
_FILES = 200
_TEXT_OCTETS = 4_000_000

_BODY, _PROPS, _RENDER = 0x800C, 0x9003, 0x9002
_TITLE, _DATA, _ATTACHMENT, _CODEPAGE = 0x8010, 0x800F, 0x9005, 0x9007

_MAPI_BODY, _MAPI_RTF, _MAPI_HTML = 0x1000, 0x1009, 0x1013
_MAPI_DATA, _MAPI_NAME, _MAPI_LONG_NAME, _MAPI_TYPE, _MAPI_CID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_SIZES = {0x2: 4, 0x3: 4, 0x4: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0xD, 0x102
_MULTIPLE = 0x1000
_NAMED = 0x8000

Properties = dict[int, tuple[int, bytes]]  # id -> kind and octets of the first value


@dataclass(frozen=True, slots=True)
class TnefFile:
    """One file of the stream."""

    name: str
    octets: bytes
    content_type: str = ""
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Tnef:
    """What a stream holds; empty where it is none."""

    files: tuple[TnefFile, ...] = ()
    text: str = ""
    html: str = ""
    rich: bytes = b""  # the words as compressed RTF, the only form that many an Outlook sends


def read_tnef(octets: bytes) -> Tnef:
    """The files and words of a stream; never raises."""
    if not octets.startswith(_SIGNATURE):
        return Tnef()
    reader = _Reader()
    for kind, value in _attributes(octets):
        reader.take(kind, value)
    return reader.result()


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    for _ in range(_ATTRIBUTES):
        if at + 9 > len(octets):
            return
        _, kind, length = struct.unpack_from("<BII", octets, at)
        if at + 9 + length > len(octets):
            return
        yield kind & 0xFFFF, octets[at + 9 : at + 9 + length]
        at += 11 + length


class _Reader:
    """The state of one pass: the mail's own values, and those of each attachment."""

    def __init__(self) -> None:
        self.codepage = "cp1252"
        self.body = b""
        self.properties: Properties = {}
        self.titles: list[bytes] = []
        self.data: list[bytes] = []
        self.details: list[Properties] = []

    def take(self, kind: int, value: bytes) -> None:
        if kind == _CODEPAGE and len(value) >= 4:
            self.codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif kind == _BODY:
            self.body = value[:_TEXT_OCTETS]
        elif kind == _PROPS and not self.data:
            self.properties = read_properties(value)
        elif kind == _RENDER and len(self.data) < _FILES:
            self.titles.append(b"")
            self.data.append(b"")
            self.details.append({})
        elif self.data and kind == _TITLE:
            self.titles[-1] = value
        elif self.data and kind == _DATA:
            self.data[-1] = value
        elif self.data and kind == _ATTACHMENT:
            self.details[-1] = read_properties(value)

    def result(self) -> Tnef:
        places = zip(self.titles, self.data, self.details, strict=True)
        files = tuple(self._file(title, data, details) for title, data, details in places)
        text = self._words(self.properties.get(_MAPI_BODY)) or self._decoded(self.body)
        _, rich = self.properties.get(_MAPI_RTF, (0, b""))
        return Tnef(files, text, self._words(self.properties.get(_MAPI_HTML)), rich)

    def _file(self, title: bytes, data: bytes, details: Properties) -> TnefFile:
        name = self._words(details.get(_MAPI_LONG_NAME)) or self._words(details.get(_MAPI_NAME))
        kind = self._words(details.get(_MAPI_TYPE)).lower()
        if not data and _MAPI_DATA in details:
            # An embedded mail: the identifier of its interface, then a stream of its own.
            data = details[_MAPI_DATA][1]
            data = data[16:] if details[_MAPI_DATA][0] == _OBJECT else data
            kind = "application/ms-tnef" if data.startswith(_SIGNATURE) else kind
        return TnefFile(
            name or self._decoded(title), data, kind, self._words(details.get(_MAPI_CID)).strip("<> ")
        )

    def _words(self, value: tuple[int, bytes] | None) -> str:
        if value is None:
            return ""
        kind, octets = value
        if kind == _UNICODE:
            return octets[:_TEXT_OCTETS].decode("utf-16-le", "replace").rstrip("\0")
        return self._decoded(octets[:_TEXT_OCTETS])

    def _decoded(self, octets: bytes) -> str:
        return decode_text(octets.rstrip(b"\0"), self.codepage)[0].replace("\r\n", "\n")


def read_properties(octets: bytes) -> Properties:
    """MAPI properties by id; stops at the first that does not fit what is there."""
    found: Properties = {}
    try:
        (count,) = struct.unpack_from("<I", octets)
        at = 4
        for _ in range(min(count, _PROPERTIES)):
            kind, name = struct.unpack_from("<HH", octets, at)
            at = _after_name(octets, at + 4) if name >= _NAMED else at + 4
            value, at = _value(octets, at, kind)
            found.setdefault(name, (kind & ~_MULTIPLE, value))
    except (struct.error, IndexError):
        pass
    return found


def _after_name(octets: bytes, at: int) -> int:
    """Behind the GUID and the number or words that name a property of somebody's own."""
    at += 16
    worded, length = struct.unpack_from("<II", octets, at)
    return at + 8 + (_padded(length) if worded else 0)


def _value(octets: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The first value and the offset behind all of them. Raises IndexError where they reach beyond the octets."""
    base = kind & ~_MULTIPLE
    sized = base in (_STRING, _UNICODE, _OBJECT, _BINARY)
    if not sized and base not in _SIZES:
        raise IndexError
    count = 1
    if sized or kind & _MULTIPLE:
        (count,) = struct.unpack_from("<I", octets, at)
        at += 4
    first = b""
    for number in range(min(count, _VALUES)):
        length = _SIZES.get(base, 0)
        if sized:
            (length,) = struct.unpack_from("<I", octets, at)
            at += 4
        if at + length > len(octets):
            raise IndexError
        first = octets[at : at + length] if number == 0 else first
        at += _padded(length)
    if count > _VALUES:
        raise IndexError
    return first, at


def _padded(length: int) -> int:
    return length + -length % 4
