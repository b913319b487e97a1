"""Which parts are the words of the mail, and which are attachments? Order kept, nothing merged that is apart.

An alternative says the same thing twice, a related part serves the page beside it, everything else comes one
after the other. A text part is words unless the sender named it or declared it an attachment. Whatever is not
words is an attachment, named or not.
"""

import hashlib
from dataclasses import dataclass, field

from mailgate.mail.charset import decode_text
from mailgate.mail.flowed import unflow
from mailgate.mail.limits import Limits
from mailgate.mail.names import attachment_name
from mailgate.mail.structure import Part, Tree
from mailgate.model.mail import Attachment

_TEXT = ("text/plain", "text/html")
# Other spellings of words that stand beside in plain text and HTML.
_SAME_WORDS = ("text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html")
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
    charset: str | None = None  # of the first text part

    def add_words(self, part: Part, segment: Segment) -> None:
        """Decodes a text part into the segment, behind what is there."""
        text = self._text(part)
        if part.content_type == "text/html":
            segment.html = f"{segment.html}\n{text}" if segment.html else text
        else:
            segment.plain = f"{segment.plain.rstrip()}\n\n{text}" if segment.plain.strip() else text

    def add_attachment(self, part: Part, disposition: str) -> None:
        """Hashes the part's octets; beyond the limit it is only named as a limit."""
        if len(self.attachments) >= self.limits.attachments:
            self.over.append("attachments")
            return
        octets = self.tree.body(part)
        content_id = part.fields.first("content-id").decode("ascii", "replace").strip("<> \t")[:200]
        self.attachments.append(
            Attachment(
                name=attachment_name(part),
                content_type=part.content_type,
                size=len(octets),
                sha256=hashlib.sha256(octets).hexdigest(),
                path=part.path,
                disposition=disposition,
                content_id=content_id or None,
            )
        )

    def _text(self, part: Part) -> str:
        octets = self.tree.body(part)
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
    if tree.root.content_type == "multipart/encrypted":
        bodies.defects.append("encrypted: the words cannot be read")
    _walk(bodies, tree.root, None)
    return bodies


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
    bodies.add_attachment(part, _disposition(part))


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
