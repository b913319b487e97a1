"""What characters do these octets mean? A ladder that always ends in text, never in an exception or a surrogate.

Order: BOM, UTF-8 validity, the declared label as browsers understand it, detection, windows-1252. UTF-8 stands
before a declared single-byte label because text in such a label is practically never valid UTF-8 by chance,
while UTF-8 sent as iso-8859-1 is daily mail.
"""

import codecs
import re
from functools import lru_cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What senders write -> what their octets are (WHATWG Encoding Standard section 4.2, and habits seen in mail).
_MEANS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-ir-100": "cp1252",
    "ansi": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb-2312": "gb18030",
    "hz-gb-2312": "hz",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601": "cp949",
    "euc-kr": "cp949",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "iso8859-8-i": "iso8859-8",
    "x-user-defined": "cp1252",
}
_NOT_TEXT = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem")
_STATEFUL = ("utf-7", "iso2022", "iso-2022", "hz", "utf-16", "utf-32", "utf16", "utf32")
_SURROGATE = re.compile("[\ud800-\udfff]")
_GUESS_OCTETS = 64 * 1024  # detection is linear but slow, and more octets do not change its mind


def decode_text(octets: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of the octets and the name of the charset that gave it; "?" marks a guess that lost characters."""
    codec = codec_of(declared)
    if octets.isascii() and not (codec and codec.startswith(_STATEFUL)) and b"\x1b" not in octets:
        return octets.decode("ascii"), "us-ascii"
    for bom, name in _BOMS:
        if octets.startswith(bom) and (text := _strict(octets, name)) is not None:
            return text, name
    for name in _ladder(octets, codec):
        if (text := _strict(octets, name)) is not None:
            return text, name
    return _strict_or_replace(octets, codec or "cp1252")


@lru_cache(maxsize=256)
def codec_of(declared: str | None) -> str | None:
    """The Python codec that a charset label stands for; None for no label or one that nobody knows."""
    if not declared:
        return None
    label = declared.strip(" \t\"'<>;,").partition("*")[0].lower().replace("_", "-")[:40]
    label = re.sub(r"^(?:iso-?8859-?|win(?:dows)?-?(?=125)|cp-(?=125))", _family, label)
    name = _MEANS.get(label, label)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    found = _MEANS.get(found, found)
    return None if found in _NOT_TEXT or not _is_text(found) else found


def _family(match: re.Match[str]) -> str:
    return "iso8859-" if match[0].startswith("iso") else "cp"


def _is_text(codec: str) -> bool:
    """Python also calls base64, zlib and rot13 codecs; they decode nothing that a charset label may name."""
    try:
        b"a".decode(codec)  # Python does not look the codec up for no octets at all
    except UnicodeError:
        return True  # half a character of utf-16
    except LookupError:
        return False
    return True


def _ladder(octets: bytes, codec: str | None) -> list[str]:
    if codec and codec.startswith(_STATEFUL):
        return [codec, "utf-8"]
    names = ["utf-8"]
    if b"\x1b" in octets:
        names.insert(0, "iso2022_jp_ext")
    if codec and codec != "utf-8":
        names.append(codec)
    elif (guess := _detect(octets)) is not None:
        names.append(guess)
    return names


def _detect(octets: bytes) -> str | None:
    import cchardet  # noqa: PLC0415 - loaded by the few mails that need a guess

    found = cchardet.detect(octets[:_GUESS_OCTETS])["encoding"]
    return codec_of(found) if isinstance(found, str) else None


def _strict(octets: bytes, codec: str) -> str | None:
    try:
        text = octets.decode(codec)
    except (UnicodeError, LookupError):
        return None
    return None if _SURROGATE.search(text) else text  # utf-7 can spell half a pair


def _strict_or_replace(octets: bytes, codec: str) -> tuple[str, str]:
    guess = _detect(octets)
    if guess is not None and (text := _strict(octets, guess)) is not None:
        return text, guess
    if not codec.startswith(_STATEFUL) and (text := _strict(octets, "cp1252")) is not None:
        return text, "cp1252"
    text = octets.decode(codec, "replace")
    return _SURROGATE.sub("�", text), codec + "?"
