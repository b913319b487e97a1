"""What does a mail in rich text say? RTF as plain text, or as the page that Outlook wrapped into it (MS-OXRTFEX).

Theory of operation. One pass over the tokens (control word, escaped octet, brace, text), one frame for each open
group. An RTF with \\fromhtml carries a whole page: its tags stand in groups marked \\*\\htmltag, its words outside of
what \\htmlrtf switches off, and the rest is there for programs that know RTF only. Without that word the text is
what a person would see; tables of fonts and colours, pictures and unknown destinations (\\*) are passed over.
Octets are collected until the font changes, since a character of an Asian code page is two escapes.
"""

import re
from dataclasses import dataclass, field, replace

from mailgate.mail.charset import codec_of
from mailgate.mail.lzfu import unpack

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_OCTETS = 1_000_000  # unpacked; RTF says little in many octets, and is read at some 2 MB a second
_DEPTH = 500
_FONTS = 1_000
_FRAMES_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf "
    b"listtable listoverridetable revtbl rsidtbl themedata colorschememapping datastore latentstyles generator "
    b"xmlnstbl mmathPr filetbl fldinst nonshppict objdata bkmkstart bkmkend mhtmltag".split()
)
_CHARACTERS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–",
    b"emdash": "—", b"enspace": " ", b"emspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {
    b"~": "\u00a0",
    b"_": "\u2011",
    b"-": "",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\n": "\n",
    b"\r": "\n",
}
_HALF = re.compile("[\ud800-\udfff]")
_CODE_PAGES = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rtf:
    """What an RTF says: a page where it carries one, else a text."""

    text: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What holds inside one group."""

    left_out: bool = False
    tag: bool = False  # inside \*\htmltag
    hidden: bool = False  # \htmlrtf: for programs that know no page
    fonts: bool = False  # inside the table of fonts
    font: int = -1
    skip: int = 1  # characters that stand for one \u


def read_packed_rtf(octets: bytes) -> Rtf:
    """The words of compressed RTF, of which the first million octets are read."""
    return read_rtf(unpack(octets, _OCTETS))


def read_rtf(octets: bytes) -> Rtf:
    """The words of an RTF; empty where the octets are none. Linear, never raises."""
    if not octets.startswith(b"{\\rtf"):
        return Rtf()
    reader = _Reader()
    for match in _TOKEN.finditer(octets):
        if not reader.take(match):
            break
    return reader.result()


@dataclass(slots=True)
class _Reader:
    """The state of one pass."""

    frame: _Frame = field(default_factory=_Frame)
    outer: list[_Frame] = field(default_factory=list)
    page: str = "cp1252"
    pages: dict[int, str] = field(default_factory=dict)  # of fonts
    from_html: bool = False
    starred: bool = False  # the last token was \*
    unseen: int = 0  # characters that follow a \u for old programs
    waiting: bytearray = field(default_factory=bytearray)
    out: list[str] = field(default_factory=list)

    def take(self, token: re.Match[bytes]) -> bool:
        """One token; False at the end of the document, or beyond the depth that is read."""
        word, number, escaped, symbol, brace, text = token.groups()
        if brace == b"{":
            self.outer.append(self.frame)
            self.unseen = 0
            return len(self.outer) < _DEPTH
        if brace == b"}":
            return self._close()
        if word is not None:
            self._word(word, int(number) if number else None)
        elif escaped is not None:
            self._octets(bytes((int(escaped, 16),)))
        elif symbol == b"*":
            self.starred = True
        elif symbol is not None:
            self._say(_SYMBOLS.get(symbol, ""))
        elif text is not None:
            self._octets(text)
        return True

    def result(self) -> Rtf:
        self._flush()
        said = "".join(self.out)
        if _HALF.search(said):
            said = said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return Rtf(html=said) if self.from_html else Rtf(text=said.strip("\n"))

    def _close(self) -> bool:
        self._flush()
        self.unseen = 0
        if not self.outer:
            return False
        self.frame = self.outer.pop()
        return bool(self.outer)

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word == b"u" and number is not None:
            self._say(_unicode(number))
            self.unseen = self.frame.skip
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        elif starred or word in _FRAMES_LEFT_OUT:
            self._destination(word)
        else:
            self._property(word, number)

    def _destination(self, word: bytes) -> None:
        if word == b"htmltag":
            self._flush()
            self.frame = replace(self.frame, tag=True)
        else:
            self.frame = replace(self.frame, left_out=True, fonts=word == b"fonttbl")

    def _property(self, word: bytes, number: int | None) -> None:
        if word == b"htmlrtf":
            self._flush()
            self.frame = replace(self.frame, hidden=number != 0)
        elif word == b"fromhtml":
            self.from_html = number != 0
        elif word == b"uc":
            self.frame = replace(self.frame, skip=min(max(number or 0, 0), 10))
        elif word in (b"f", b"plain"):
            self._flush()
            self.frame = replace(self.frame, font=-1 if word == b"plain" or number is None else number)
        elif word == b"ansicpg" and number:
            self._flush()
            self.page = "utf-8" if number == 65001 else codec_of(f"cp{number}") or "cp1252"
        elif word == b"fcharset" and self.frame.fonts and number in _CODE_PAGES and len(self.pages) < _FONTS:
            self.pages[self.frame.font] = _CODE_PAGES[number]

    def _heard(self) -> bool:
        """Whether words at this place belong to what is said."""
        if self.frame.left_out:
            return False
        return self.frame.tag or not (self.from_html and self.frame.hidden)

    def _octets(self, octets: bytes) -> None:
        dropped = min(self.unseen, len(octets))
        self.unseen -= dropped
        if self._heard():
            self.waiting += octets[dropped:]

    def _say(self, text: str) -> None:
        """A character by name; one that stands for a \\u is passed over like any other."""
        if self.unseen:
            self.unseen -= 1
        elif self._heard():
            self._flush()
            self.out.append(text)

    def _flush(self) -> None:
        if self.waiting:
            # No ladder here: an RTF is cut into thousands of runs, too short and too many to guess at.
            self.out.append(self.waiting.decode(self.pages.get(self.frame.font, self.page), "replace"))
            self.waiting.clear()


def _unicode(number: int) -> str:
    """A UTF-16 unit, signed as old RTF has them; halves of a pair are joined when the whole is put together."""
    unit = number & 0xFFFF
    return chr(unit) if unit else ""
