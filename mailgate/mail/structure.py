"""Which parts does a mail have, and where do their octets lie? One linear pass, no recursion, nothing decoded.

Theory of operation. Delimiter lines are the only structure MIME has (RFC 2046 section 5.1.1), so the pass jumps
from one line that begins with "--" to the next and looks its text up among the open boundaries. A match closes
what is nested deeper: a missing terminator costs nothing. A message/rfc822 part is a leaf; what it holds is not
ours to read. Python's own parser was rejected: it takes every line through Python code, recurses, and gives the
text of parts, not their octets.

A path counts children from 1, "1.2" = second child of the first child. A mail that is not multipart has one
part, "1", as IMAP counts (RFC 9051 section 6.4.5); "" is the whole mail. "2!1" is a file inside the part "2",
see enclosed.py, or the part "1" of the mail that the part "2" holds inside its signature, see smime.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mailgate.errors import NotFound
from mailgate.mail.enclosed import MARK, TNEF_TYPES, EnclosedFile, enclosed_files
from mailgate.mail.fields import Fields, blank_line, read_block
from mailgate.mail.limits import NORMAL, Limits
from mailgate.mail.params import Typed, read_disposition, read_type
from mailgate.mail.smime import CMS_TYPES, read_cms
from mailgate.mail.transfer import decode_transfer

_DELIMITER_OCTETS = 1_000  # RFC 2046 allows 70; the cap keeps one endless line from being copied
_GUESS_OCTETS = 64 * 1024
UNWRAPPED = 3  # signed mails inside signed mails
_STRAY_DELIMITERS = 300_000  # lines that begin with "--" and are no boundary: a database dump has thousands


@dataclass(slots=True)
class Part:
    """One node of the tree; `start` and `end` enclose its encoded body."""

    path: str
    fields: Fields
    type: Typed
    disposition: Typed
    start: int
    end: int
    multipart: bool
    children: list["Part"] = field(default_factory=list)

    @property
    def content_type(self) -> str:
        return self.type.value

    @property
    def message(self) -> bool:
        """A whole mail in itself, kept closed."""
        return self.content_type in ("message/rfc822", "message/global")

    @property
    def name(self) -> str:
        """The file name as the sender wrote it, for telling kinds apart; lower case."""
        return (self.disposition.params.get("filename") or self.type.params.get("name") or "").lower()

    @property
    def tnef(self) -> bool:
        """A winmail.dat, by its type or, as gateways send it, by its name."""
        return self.content_type in TNEF_TYPES or self.name == "winmail.dat"

    @property
    def cms(self) -> bool:
        """A mail packed with its signature, or encrypted, with S/MIME; by its type or its name."""
        return self.content_type in CMS_TYPES or self.name == "smime.p7m"


@dataclass(frozen=True, slots=True)
class Tree:
    """The parts of one mail, the octets their spans refer to, and what was wrong or too much."""

    octets: bytes
    root: Part
    defects: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    def body(self, part: Part) -> bytes:
        """The decoded octets of a leaf, exactly."""
        encoded = self.octets[part.start : part.end]
        return decode_transfer(encoded, part.fields.first("content-transfer-encoding"))

    def leaves(self) -> Iterator[Part]:
        """All parts that hold octets, in the order of the mail."""
        waiting = [self.root]
        while waiting:
            part = waiting.pop()
            if not part.multipart:
                yield part
            waiting.extend(reversed(part.children))


class StoredMail:
    """The octets at the paths of one mail; its structure is read once, and each part is opened once."""

    def __init__(self, raw: bytes, depth: int = 0) -> None:
        self._raw = raw
        self._depth = depth
        self._tree: Tree | None = None
        self._leaves: dict[str, Part] = {}
        self._files: dict[str, tuple[EnclosedFile, ...]] = {}
        self._inner: dict[str, StoredMail] = {}

    def octets(self, path: str) -> bytes:
        """The exact decoded octets at `path`; "" is the whole raw mail. Raises NotFound."""
        if path == "":
            return self._raw
        if self._tree is None:
            self._tree = read_structure(self._raw)
            self._leaves = {part.path: part for part in self._tree.leaves()}
        place, inside, rest = path.partition(MARK)
        part = self._leaves.get(place)
        if part is None:
            raise NotFound(f"the mail has no part {path}")
        return self._inside(self._tree, part, rest) if inside else self._tree.body(part)

    def _inside(self, tree: Tree, part: Part, rest: str) -> bytes:
        """A file inside a part, or a part of the mail inside it."""
        place = part.path
        if place not in self._files and place not in self._inner:
            octets = tree.body(part)
            content = read_cms(octets).content if part.cms and self._depth < UNWRAPPED else b""
            if content:
                self._inner[place] = StoredMail(content, self._depth + 1)
            else:
                self._files[place] = enclosed_files(octets, tnef=part.tnef)
        if place in self._inner and rest:
            return self._inner[place].octets(rest)
        number = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 5 else 0
        files = self._files.get(place, ())
        if not 0 < number <= len(files):
            raise NotFound(f"the mail has no part {place}{MARK}{rest}")
        return files[number - 1].octets


def attachment_bytes(raw: bytes, path: str) -> bytes:
    """What StoredMail says of one path; for several of one mail keep a StoredMail. Raises NotFound."""
    return StoredMail(raw).octets(path)


def read_structure(raw: bytes, limits: Limits = NORMAL) -> Tree:
    """The tree of a mail; stops where a limit is hit and names it."""
    return _Walk(normalise(raw), limits).run()


def normalise(raw: bytes) -> bytes:
    """Old Macintosh line ends become newlines; blank lines before the header go. Other mails are not copied."""
    if b"\r" in raw and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw.lstrip(b"\r\n") if raw[:1] in (b"\r", b"\n") else raw


class _Walk:
    """The state of one pass: the open multiparts, innermost last, and the open leaf."""

    def __init__(self, octets: bytes, limits: Limits) -> None:
        self.octets = octets
        self.allowed = limits
        self.defects: list[str] = []
        self.limits: list[str] = []
        self.parts = 0
        self.strays = 0
        self.open: list[Part] = []
        self.boundaries: dict[bytes, int] = {}  # boundary -> place in `open`
        self.leaf: Part | None = None

    def run(self) -> Tree:
        root = self._begin(0, "", "text/plain")
        at = root.start - 1
        while self.open and not self.limits and (at := self.octets.find(b"\n--", max(at, 0))) >= 0:
            at = self._delimiter(at + 1)
        self._close(0, len(self.octets))
        if not root.multipart:
            root.path = "1"
        return Tree(self.octets, root, tuple(dict.fromkeys(self.defects)), tuple(self.limits))

    def _delimiter(self, at: int) -> int:
        """Handles the line at `at`, which begins with "--"; returns where to look on."""
        eol = self.octets.find(b"\n", at, at + _DELIMITER_OCTETS)
        eol = (len(self.octets) if at + _DELIMITER_OCTETS >= len(self.octets) else at + 2) if eol < 0 else eol
        line = self.octets[at + 2 : eol].rstrip(b" \t\r")
        if (level := self.boundaries.get(line)) is not None:
            self._close(level + 1, at)
            child = self._child(level, min(eol + 1, len(self.octets)))
            return max(child.start - 1, eol)
        if line.endswith(b"--") and (level := self.boundaries.get(line[:-2])) is not None:
            self._close(level + 1, at)
            return eol
        self.strays += 1
        if self.strays > _STRAY_DELIMITERS:
            self.limits.append("parts")
        return eol

    def _child(self, level: int, start: int) -> Part:
        parent = self.open[level]
        path = f"{parent.path}.{len(parent.children) + 1}" if parent.path else str(len(parent.children) + 1)
        default = "message/rfc822" if parent.content_type == "multipart/digest" else "text/plain"
        child = self._begin(start, path, default)
        parent.children.append(child)
        return child

    def _begin(self, start: int, path: str, default: str) -> Part:
        """Reads the header block at `start` and opens its part."""
        self.parts += 1
        window = self._window(start)
        block = read_block(self.octets, start, window)
        self._measure(block.longest, block.body - start)
        self.defects.extend(block.fields.defects)
        given = block.fields.first("content-type")
        typed = read_type(given)
        if given and typed is None:
            self.defects.append("a Content-Type names no type")
        typed = typed or Typed(default)
        disposition = read_disposition(block.fields.first("content-disposition"))
        part = Part(path, block.fields, typed, disposition, block.body, len(self.octets), multipart=False)
        boundary = self._boundary(part) if typed.value.startswith("multipart/") else b""
        if boundary:
            part.multipart = True
            self.boundaries[boundary] = len(self.open)
            self.open.append(part)
            if len(self.open) > self.allowed.depth:
                self.limits.append("depth")
        else:
            part.type = Typed("text/plain", typed.params) if typed.value.startswith("multipart/") else typed
            self.leaf = part
        return part

    def _window(self, start: int) -> int:
        """Where the header block at `start` must end: at its size limit, or at a delimiter of an open multipart."""
        stop = min(start + self.allowed.headers + 4, len(self.octets))
        _, reach = blank_line(self.octets, start, stop)
        at = start - 1
        while self.boundaries and (at := self.octets.find(b"\n--", max(at, 0), reach)) >= 0:
            line = self.octets[at + 3 : at + 3 + _DELIMITER_OCTETS].partition(b"\n")[0].rstrip(b" \t\r")
            if line in self.boundaries or line.removesuffix(b"--") in self.boundaries:
                return at + 1
            at += 3
        return reach

    def _measure(self, longest: int, block: int) -> None:
        if self.parts > self.allowed.parts:
            self.limits.append("parts")
        elif block > self.allowed.headers:
            self.limits.append("headers")
        elif longest > self.allowed.header:
            self.limits.append("header")

    def _boundary(self, part: Part) -> bytes:
        """The boundary, or the one that the body shows when the field's is absent or wrong; empty if there is none."""
        given = part.type.params.get("boundary", "").rstrip().encode("utf-8", "replace")
        if given and self.octets.find(b"--" + given, part.start - 1) >= 0:
            return given
        shown = (
            _shown_boundary(self.octets[part.start : part.start + _GUESS_OCTETS]) if not part.path else b""
        )
        self.defects.append(
            "a multipart shows another boundary" if shown else "a multipart has no boundary line"
        )
        return shown

    def _close(self, level: int, at: int) -> None:
        """Ends the open leaf and the multiparts from `level` on before the line at `at`."""
        if self.leaf is not None:
            self.leaf.end = max(self._before_newline(at), self.leaf.start)
            self.leaf = None
        for part in self.open[level:]:
            part.end = at
        del self.open[level:]
        self.boundaries = {name: place for name, place in self.boundaries.items() if place < level}

    def _before_newline(self, at: int) -> int:
        """The line end before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1)."""
        if at == len(self.octets):
            return at
        if self.octets.startswith(b"\n", at - 1):
            at -= 1
        return at - 1 if self.octets.startswith(b"\r", at - 1) else at


def _shown_boundary(body: bytes) -> bytes:
    """The first line that begins with two dashes, if the body also ends it as a boundary or repeats it."""
    for line in body.split(b"\n")[:200]:
        text = line.rstrip(b" \t\r")
        if text.startswith(b"--") and len(text) > 5 and not text.endswith(b"--") and body.count(text) > 1:
            return text[2:]
    return b""
