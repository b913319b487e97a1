"""What holds for every mail, however damaged? Asked of one mail at a time; an answer that is not empty is a fault."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from mailgate.errors import Unparseable
from mailgate.mail.codec import decode, encode
from mailgate.mail.read import read
from mailgate.mail.structure import StoredMail
from mailgate.model.mail import CutKind, Mail


def faults(raw: bytes) -> list[str]:
    """Which promises reading breaks with these octets; anything but Unparseable that is raised passes through."""
    mail = attempt(raw)
    return broken(raw, mail) if mail is not None else []


def attempt(raw: bytes) -> Mail | None:
    """The mail; None where the octets hold none."""
    try:
        return read(raw)
    except Unparseable:
        return None


def broken(raw: bytes, mail: Mail) -> list[str]:
    """Which promises the mail that was read breaks."""
    return [
        *_lost_words(mail),
        *_wrong_cuts(mail),
        *_wrong_attachments(raw, mail),
        *_lost_on_the_way(mail),
        *_lost_whole(raw, mail),
    ]


def _lost_words(mail: Mail) -> Iterator[str]:
    """New text, quoted text and signature hold the words of the text, each as often."""
    parts = f"{mail.new_text}\n{mail.quoted_text}\n{mail.signature}"
    whole, found = mail.text.split(), parts.split()
    if whole != found and Counter(whole) != Counter(found):
        yield f"words lost {list(Counter(whole) - Counter(found))[:5]}, won {list(Counter(found) - Counter(whole))[:5]}"


def _wrong_cuts(mail: Mail) -> Iterator[str]:
    """What is not new text has a cut that says why, and every cut stands on lines of the text."""
    kinds = {cut.kind for cut in mail.cuts}
    if bool(mail.quoted_text.strip()) != (CutKind.QUOTED in kinds):
        yield f"quoted {mail.quoted_text[:40]!r}, and the cuts are {mail.cuts}"
    if bool(mail.signature.strip()) != (CutKind.SIGNATURE in kinds):
        yield f"signature {mail.signature[:40]!r}, and the cuts are {mail.cuts}"
    last = mail.text.count("\n") + 1
    if wrong := [cut for cut in mail.cuts if not 1 <= cut.line < cut.line + cut.lines <= last + 1]:
        yield f"cuts beyond the {last} lines of the text: {wrong}"


def _wrong_attachments(raw: bytes, mail: Mail) -> Iterator[str]:
    """The octets at each path are those that were announced."""
    stored = StoredMail(raw)
    for one in mail.attachments:
        octets = stored.octets(one.path)
        if (len(octets), hashlib.sha256(octets).hexdigest()) != (one.size, one.sha256):
            yield f"the attachment at {one.path!r} has {len(octets)} octets, not the {one.size} announced"


def _lost_on_the_way(mail: Mail) -> Iterator[str]:
    if decode(encode(mail)) != mail:
        yield "the mail changes between two processes"


def _lost_whole(raw: bytes, mail: Mail) -> Iterator[str]:
    """A mail that was read in part carries the whole of itself."""
    if mail.limits and not any(a.path == "" and a.size == len(raw) for a in mail.attachments):
        yield "a limit was hit and the raw mail is not attached"
