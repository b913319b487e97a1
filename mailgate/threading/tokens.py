"""Reply tokens: addresses that say which ticket, which person and what a plain reply means.

A token stands in the local part of the Reply-To of what we send: `support+tabc…@example.com`. Per person, ticket and
kind, so that a leaked one is traced and revoked alone. Where a desk has no plus-addressing another separator serves, or a
domain whose every address is ours, or none at all.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from mailgate.model.decision import ReplyMeans
from mailgate.threading.sealed import KeyRing, Sealed, seal, unseal

# The first sign of a sealed value of this version is always "c": without it a colleague's long name would be a token.
_FORM = re.compile(r"t(c[a-z2-7]{20,59})\Z")
_SEPARATORS = "+-_="
MAX_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1


class Purpose(IntEnum):
    """What a sealed value is for; four bits of its first byte."""

    CUSTOMER = 1
    AGENT_REPLY = 2
    AGENT_NOTE = 3
    BOUNCE = 4
    MESSAGE_ID = 5
    ROOT_ID = 6


_PURPOSES = {
    ReplyMeans.CUSTOMER: Purpose.CUSTOMER,
    ReplyMeans.REPLY: Purpose.AGENT_REPLY,
    ReplyMeans.NOTE: Purpose.AGENT_NOTE,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A token as found in an address, not yet verified: `person` is a participant or an agent, by purpose."""

    purpose: Purpose
    ticket_id: int  # the outbox row, for a bounce token
    person: int
    sealed: Sealed

    @property
    def for_agent(self) -> bool:
        return self.purpose in (Purpose.AGENT_REPLY, Purpose.AGENT_NOTE)

    def genuine(self, ring: KeyRing, epoch: int) -> bool:
        """Whether we made it and have not revoked it since (the person's epoch is part of the MAC)."""
        return self.sealed.genuine(ring, _salt(epoch))


def mint(ring: KeyRing, means: ReplyMeans, ticket_id: int, person: int, epoch: int = 0) -> str:
    """The token part of an address."""
    return "t" + seal(ring, _PURPOSES[means], ticket_id, person, _salt(epoch))


def mint_bounce(ring: KeyRing, outbox_id: int, recipient_id: int) -> str:
    """The token of an envelope sender: a bounce to it names the outgoing mail and its recipient."""
    return "t" + seal(ring, Purpose.BOUNCE, outbox_id, recipient_id, _salt(0))


def address(mailbox: str, style: str, token: str) -> str:
    """Puts a token into a mailbox's address; styles as `mailbox.tokens` in the configuration.

    The mailbox as it is where the token does not fit: a reply is then known by its ids and subject.
    """
    local, _, domain = mailbox.rpartition("@")
    if style.startswith("@"):
        return f"{token}{style}"
    if style == "none" or len(local.encode()) + 1 + len(token) > MAX_LOCAL_PART:
        return mailbox
    return f"{local}{style}{token}@{domain}"


def split(address_text: str) -> tuple[str, str | None]:
    """An address without its token, and the token's text where one stands in it."""
    local, _, domain = address_text.lower().rpartition("@")
    if _FORM.match(local):
        return f"@{domain}", local
    cut = max(local.rfind(s) for s in _SEPARATORS)
    if cut > 0 and _FORM.match(local[cut + 1 :]):
        return f"{local[:cut]}@{domain}", local[cut + 1 :]
    return address_text.lower(), None


def read(token: str) -> Token | None:
    """Reads a token's text; says nothing about whether it is genuine."""
    found = _FORM.match(token)
    sealed = unseal(found.group(1)) if found else None
    if sealed is None or sealed.purpose not in (1, 2, 3, 4):
        return None
    return Token(Purpose(sealed.purpose), sealed.first, sealed.second, sealed)


def _salt(epoch: int) -> bytes:
    return b"token" + epoch.to_bytes(4, "big")
