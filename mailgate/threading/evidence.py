"""What in a mail could point to a ticket? Collected once; what it is worth is decided in `resolve`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from urllib.parse import unquote

from mailgate.mail.header_text import decode_words
from mailgate.model import former, reference
from mailgate.model.former import Formats
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.model.reference import Reference
from mailgate.threading import message_ids, tokens
from mailgate.threading.tokens import Token

_T = TypeVar("_T")
_MAX_IDS = 24  # the newest of them; a chain may name thousands
_MAX_OURS = 8  # ids of our own beside them: the root stands first in References, the oldest of all
_MAX_REFERENCES = 8
_SUBJECT = 2_000  # characters
_QUOTED = 64 * 1024  # characters of quoted history; what is below was quoted there before
_QUOTED_PRINTABLE = re.compile(r"=([0-9A-F]{2})")
_NO_FORMATS = Formats()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Pointers, the most trustworthy kind first."""

    tokens: tuple[Token, ...]
    ids: tuple[str, ...]  # newest first
    references: tuple[Reference, ...]
    former: tuple[str, ...] = ()  # names that a former system gave
    quoted_ids: tuple[str, ...] = ()  # in the form of ours, in an attached or quoted mail
    quoted: tuple[Reference, ...] = ()  # in an attached or quoted mail

    def names(self) -> set[str]:
        """Everything that may be another name of a ticket."""
        return {str(r) for r in (*self.references, *self.quoted)} | set(self.former)


def collect(mail: Mail, envelope: Envelope, formats: Formats = _NO_FORMATS) -> Evidence:
    """All pointers of a mail (SPEC section 7.2, levels 1 to 5)."""
    subjects = _spellings(mail.subject)
    quoted_ids = tuple(i for i in dict.fromkeys(_quoted_ids(mail)) if i != mail.message_id)
    return Evidence(
        _tokens(mail, envelope),
        _ids(mail),
        _first(r for s in subjects for r in reference.find(s, _MAX_REFERENCES, plain=formats.plain)),
        _first(n for s in subjects for n in former.names(formats, s)),
        quoted_ids[:_MAX_IDS],
        _first(_quoted(mail, formats)),
    )


def _tokens(mail: Mail, envelope: Envelope) -> tuple[Token, ...]:
    headers = (*mail.delivered_to, *(a.address for a in mail.to), *(a.address for a in mail.cc))
    found = (tokens.split(address)[1] for address in (*envelope.rcpt_to, *headers))
    read = (tokens.read(text) for text in dict.fromkeys(found) if text is not None)
    return tuple(token for token in read if token is not None)[:_MAX_IDS]


def _ids(mail: Mail) -> tuple[str, ...]:
    """The newest ids as they stand, those of ours wherever they stand, and what damaged ones most likely were."""
    named = (*mail.in_reply_to, *reversed(mail.references), *mail.original_ids)
    newest_first = [i for i in dict.fromkeys(named) if i != mail.message_id]
    chosen = newest_first[:_MAX_IDS]
    chosen += [i for i in newest_first[_MAX_IDS:] if message_ids.resembles(i)][-_MAX_OURS:]
    mended = [m for i in chosen if (m := message_ids.mended(i)) is not None]
    if not any(map(message_ids.resembles, (*chosen, *mended))):
        mended += _illegible(mail)
    return tuple(i for i in dict.fromkeys((*chosen, *mended)) if i != mail.message_id)


def _illegible(mail: Mail) -> Iterator[str]:
    """Ids of ours in fields in which nobody can read an id, such as a percent-encoded one."""
    for name in ("in-reply-to", "references"):
        for value in mail.headers.get(name, ())[:_MAX_REFERENCES]:
            yield from reversed(message_ids.in_text(value, _MAX_OURS))


def _spellings(subject: str) -> tuple[str, ...]:
    """A subject as it stands, and as it was meant where it was encoded twice."""
    subject = subject[:_SUBJECT]
    found = [subject]
    if "=?" in subject:
        found.append(decode_words(subject))
    if "%" in subject:
        found.append(unquote(subject))
    if _QUOTED_PRINTABLE.search(subject):
        found.append(_QUOTED_PRINTABLE.sub(lambda sign: chr(int(sign[1], 16)), subject))
    return tuple(dict.fromkeys(found))


def _quoted_ids(mail: Mail) -> Iterator[str]:
    """Ids of ours in the mails attached to this one, the mail itself before what it answers, and in quoted text."""
    for inner in mail.enclosed:
        named = (inner.message_id, *inner.in_reply_to, *reversed(inner.references))
        yield from (i for i in named if message_ids.resembles(i))
    yield from message_ids.in_text(mail.quoted_text[:_QUOTED], _MAX_OURS)
    if mail.forward is not None:
        yield from message_ids.in_text(mail.text[:_QUOTED], _MAX_OURS)


def _quoted(mail: Mail, formats: Formats) -> Iterator[Reference]:
    """References in attached mails' subjects, in quoted text, and in a forwarded mail, which counts as new text."""
    for inner in mail.enclosed:
        for subject in _spellings(inner.subject):
            yield from reference.find(subject, plain=formats.plain)
    texts = [mail.quoted_text[:_QUOTED]]
    if mail.forward is not None:
        yield from reference.find(mail.forward.subject, plain=formats.plain)
        texts.append(mail.text[:_QUOTED])
    for text in texts:
        yield from reference.find(text)
        if formats.plain:
            yield from reference.find_bracketed(text)


def _first(found: Iterable[_T]) -> tuple[_T, ...]:
    """The first few, each once."""
    return tuple(islice(dict.fromkeys(found), _MAX_REFERENCES))
