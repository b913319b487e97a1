"""Which parts are the words of the mail, and which are attachments? Order kept, nothing merged that is apart.

An alternative says the same thing twice, a related part serves the page beside it, everything else comes one
after the other. A text part is words unless the sender named it or declared it an attachment. Whatever is not
words is an attachment, named or not.
"""

import hashlib
import re
from dataclasses import dataclass, field

from mailgate.mail.calendar import description, event_lines
from mailgate.mail.charset import decode_text
from mailgate.mail.enclosed import MARK, Enclosed, open_text, open_tnef
from mailgate.mail.flowed import unflow
from mailgate.mail.limits import Limits
from mailgate.mail.names import attachment_name, clean_name, type_of_name
from mailgate.mail.rtf import Rtf, read_packed_rtf
from mailgate.mail.sealed import ENCRYPTED, seal_of
from mailgate.mail.smime import Cms, read_cms
from mailgate.mail.structure import UNWRAPPED, Part, Tree, read_structure
from mailgate.model.mail import Attachment

_TEXT = ("text/plain", "text/html")
# Other spellings of words that stand beside in plain text and HTML.
_SAME_WORDS = ("text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html")
_PGP_KEY = "application/pgp-encrypted"
_CALENDARS = 5
_RICH = 3
_METHOD = re.compile(r"^method:\s*(\w+)", re.MULTILINE)
_SIGNED = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


@dataclass(slots=True)
class Segment:
    """One stretch of the body, as plain text, as HTML, or as both."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Bodies:
    """What a walk over the tree found."""

    tree: Tree
    limits: Limits
    segments: list[Segment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)  # what calendar parts say
    calendars: list[tuple[Tree, Part]] = field(default_factory=list)
    rich_left: int = _RICH  # winmail.dat parts whose RTF may still be read
    depth: int = 0  # signed mails around the one that is read
    seal: tuple[str, str] | None = None  # why words cannot be read: a line for people, and the defect
    sealed: bool = False  # the words are ours: nobody but the receiver of the mail can read its own
    charset: str | None = None  # of the first text part

    def add_words(self, part: Part, segment: Segment) -> None:
        """Decodes a text part into the segment, behind what is there."""
        octets = self.tree.body(part)
        if part.content_type == "text/plain":
            opened = open_text(octets)
            self.add_enclosed(part, opened)
            octets = opened.words
            if opened.sealed:
                self.sealed = True
                self.defects.append(ENCRYPTED)
        text = self._text(part, octets)
        if part.content_type == "text/html":
            segment.html = f"{segment.html}\n{text}" if segment.html else text
        else:
            segment.plain = f"{segment.plain.rstrip()}\n\n{text}" if segment.plain.strip() else text

    def add_attachment(self, part: Part, disposition: str) -> None:
        """Hashes the part's octets; beyond the limit it is only named as a limit."""
        octets = self.tree.body(part)
        content_id = part.fields.first("content-id").decode("ascii", "replace").strip("<> \t")[:200]
        name = attachment_name(part)
        self._keep(octets, name, part.content_type, part.path, disposition, content_id)

    def add_enclosed(self, part: Part, opened: Enclosed) -> None:
        """Every file inside a part becomes an attachment of its own."""
        for number, file in enumerate(opened.files, 1):
            name = clean_name(file.name) or f"part-{part.path.replace('.', '-')}-{number}.bin"
            kind = file.content_type if "/" in file.content_type else type_of_name(name)
            disposition = "inline" if file.content_id else "attachment"
            self._keep(
                file.octets, name, kind, f"{part.path}{MARK}{number}", disposition, file.content_id[:200]
            )

    def _keep(
        self, octets: bytes, name: str, content_type: str, path: str, disposition: str, content_id: str
    ) -> None:
        if len(self.attachments) >= self.limits.attachments:
            self.over.append("attachments")
            return
        self.attachments.append(
            Attachment(
                name=name,
                content_type=content_type,
                size=len(octets),
                sha256=hashlib.sha256(octets).hexdigest(),
                path=path,
                disposition=disposition,
                content_id=content_id or None,
            )
        )

    @property
    def said(self) -> bool:
        """Words were found."""
        return any(segment.plain.strip() or segment.html.strip() for segment in self.segments)

    def add_calendar(self, tree: Tree, part: Part) -> None:
        """The event's lines stand above all other words; an invitation's own description is the words if none are."""
        text = self._text(part, tree.body(part)[: self.limits.text])
        lines = event_lines(text)
        said = self.said
        answer = "reply" in (
            part.type.params.get("method", "").lower(),
            *_METHOD.findall(text.lower()[:4_000]),
        )
        if lines and not (answer and said) and lines not in self.events:
            self.events.append(lines if said or not (more := description(text)) else f"{lines}\n\n{more}")

    def _text(self, part: Part, octets: bytes) -> str:
        if len(octets) > 4 * self.limits.text:
            octets = octets[: 4 * self.limits.text]
            self.over.append("text")
        declared = part.type.params.get("charset")
        self.charset = self.charset or declared
        text, used = decode_text(octets, declared)
        if used.endswith("?"):
            self.defects.append(f"charset {declared or 'unknown'}: characters were lost")
        if len(text) > self.limits.text:
            text = text[: self.limits.text]
            self.over.append("text")
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        if part.type.params.get("format", "").lower() == "flowed":
            text = unflow(text, delsp=part.type.params.get("delsp", "").lower() == "yes")
        return text


def read_bodies(tree: Tree, limits: Limits) -> Bodies:
    """Walks the tree in order; the depth is that of the tree, which has a limit."""
    bodies = Bodies(tree, limits)
    _walk(bodies, tree.root, None)
    for inner, part in bodies.calendars[:_CALENDARS]:
        bodies.add_calendar(inner, part)
    if bodies.events:
        bodies.segments.insert(0, Segment(plain="\n\n".join(bodies.events)))
    if bodies.seal is not None:
        line, defect = bodies.seal
        bodies.segments.append(Segment(plain=line))
        bodies.sealed = True
        bodies.defects.append(defect)
    return bodies


def _seal(bodies: Bodies, part: Part, cms: Cms) -> None:
    """Remembers the first part that cannot be read; one behind words is a file that somebody sent along."""
    if bodies.seal is None and not bodies.said:
        bodies.seal = seal_of(part, cms)


def _walk(bodies: Bodies, part: Part, alternative: Segment | None) -> None:
    if not part.multipart:
        _leaf(bodies, part, alternative)
    elif part.content_type == "multipart/alternative":
        segment = alternative if alternative is not None else Segment()
        for child in part.children:
            _walk(bodies, child, segment)
        if alternative is None:
            bodies.segments.append(segment)
    elif part.content_type == "multipart/related":
        _related(bodies, part, alternative)
    else:
        if part.content_type == "multipart/encrypted":
            _seal(bodies, part, Cms())
        for child in part.children:
            _walk(bodies, child, alternative)


def _related(bodies: Bodies, part: Part, alternative: Segment | None) -> None:
    """The root of a related part is the one that `start` names, else the first (RFC 2387 section 3.2)."""
    start = part.type.params.get("start", "").strip("<> ")
    named = [
        child
        for child in part.children
        if start and child.fields.first("content-id").strip(b"<> ") == start.encode()
    ]
    root = (named or part.children or [part])[0]
    for child in part.children:
        if child is root or child.multipart:
            _walk(bodies, child, alternative)
        else:
            bodies.add_attachment(child, child.disposition.value or "inline")


def _leaf(bodies: Bodies, part: Part, alternative: Segment | None) -> None:
    if _is_words(bodies, part, alternative):
        if alternative is not None:
            bodies.add_words(part, alternative)
        else:
            segment = Segment()
            bodies.add_words(part, segment)
            bodies.segments.append(segment)
        return
    if alternative is not None and part.content_type in _SAME_WORDS:
        return
    if part.start == part.end and not _named(part):
        return
    if part.tnef and _unpack(bodies, part):
        return
    cms = read_cms(bodies.tree.body(part)) if part.cms else Cms()
    if _unwrap(bodies, part, cms.content, alternative):
        return
    if part.cms or part.content_type == _PGP_KEY:
        _seal(bodies, part, cms)
    if part.content_type == "text/calendar":
        bodies.calendars.append((bodies.tree, part))
    bodies.add_attachment(part, _disposition(part))


def _unpack(bodies: Bodies, part: Part) -> bool:
    """Takes a winmail.dat apart; False where it holds nothing that can be read, and stays a file itself."""
    opened = open_tnef(bodies.tree.body(part))
    said, most = bodies.said, bodies.limits.text
    words = Rtf(opened.text, opened.html)
    if not said and not (words.text.strip() or words.html.strip()) and bodies.rich_left:
        bodies.rich_left -= 1
        words = read_packed_rtf(opened.rich)
    told = bool(words.text.strip() or words.html.strip())
    if not said and told:
        bodies.segments.append(Segment(words.text[:most], words.html[:most]))
    bodies.add_enclosed(part, opened)
    return bool(opened.files or told or (said and opened.rich))


def _unwrap(bodies: Bodies, part: Part, content: bytes, alternative: Segment | None) -> bool:
    """Reads the mail inside a signature as if it stood in the part's place; False where none can be read."""
    if not content.strip() or bodies.depth >= UNWRAPPED:
        return False
    inner = read_structure(content, bodies.limits)
    if inner.limits:
        bodies.over.extend(inner.limits)
        return False
    for leaf in inner.leaves():
        leaf.path = f"{part.path}{MARK}{leaf.path}"
    bodies.defects.extend(inner.defects)
    outer, bodies.tree, bodies.depth = bodies.tree, inner, bodies.depth + 1
    _walk(bodies, inner.root, alternative)
    bodies.tree, bodies.depth = outer, bodies.depth - 1
    return True


def _is_words(bodies: Bodies, part: Part, alternative: Segment | None) -> bool:
    if part.content_type not in _TEXT:
        # An empty first part of unknown text type is still no attachment; others are.
        return False
    if part.disposition.value not in ("", "inline"):
        return False
    if alternative is not None or not _named(part):
        return True
    # Some mailers name the body itself; a second named text is a file (Apple Mail shows it inline).
    return part.disposition.value == "" and not bodies.segments and not bodies.attachments


def _named(part: Part) -> bool:
    return bool(part.disposition.params.get("filename") or part.type.params.get("name"))


def _disposition(part: Part) -> str:
    if part.disposition.value in ("inline", "attachment"):
        return part.disposition.value
    if part.content_type in _SIGNED:
        return "attachment"
    return (
        "inline"
        if part.fields.first("content-id") and part.content_type.startswith("image/")
        else "attachment"
    )
