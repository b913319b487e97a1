"""What in a mail could point to a ticket? Collected once; what it is worth is decided in `resolve`."""

from dataclasses import dataclass

from mailgate.model import reference
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.model.reference import Reference
from mailgate.threading import tokens
from mailgate.threading.tokens import Token

_MAX_IDS = 24  # the newest of them; a chain may name thousands


@dataclass(frozen=True, slots=True)
class Evidence:
    """Pointers, the most trustworthy kind first."""

    tokens: tuple[Token, ...]
    ids: tuple[str, ...]  # newest first
    references: tuple[Reference, ...]


def collect(mail: Mail, envelope: Envelope) -> Evidence:
    """All pointers of a mail (SPEC section 7.2, levels 1 to 4)."""
    return Evidence(_tokens(mail, envelope), _ids(mail), reference.find(mail.subject))


def _tokens(mail: Mail, envelope: Envelope) -> tuple[Token, ...]:
    headers = (*mail.delivered_to, *(a.address for a in mail.to), *(a.address for a in mail.cc))
    found = (tokens.split(address)[1] for address in (*envelope.rcpt_to, *headers))
    read = (tokens.read(text) for text in dict.fromkeys(found) if text is not None)
    return tuple(token for token in read if token is not None)[:_MAX_IDS]


def _ids(mail: Mail) -> tuple[str, ...]:
    newest_first = (*mail.in_reply_to, *reversed(mail.references), *mail.original_ids)
    return tuple(i for i in dict.fromkeys(newest_first) if i != mail.message_id)[:_MAX_IDS]
