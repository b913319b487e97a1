"""Reply tokens: addresses that say which ticket, which person and what a plain reply means.

A token stands in the local part of the Reply-To of what we send: `support+tabc…@example.com`. Per person, ticket and
kind, so that a leaked one is traced and revoked alone. Where a desk has no plus-addressing another separator serves, or a
domain whose every address is ours, or none at all.

Facts
- Mail servers fold the case of a local part, quote it, or write its separator as `%2B`.
- Between us and the reader stand gateways that wrap an address into one of their own: BATV (`prvs=0123456789=address`,
  of which Barracuda makes `btv1==012==address`) and SRS (`SRS0=hash=day=domain=local`, `SRS1` around another's). Not all
  of them unwrap what comes back.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from mailgate.model.decision import ReplyMeans
from mailgate.threading.sealed import KeyRing, Sealed, seal, unseal

# The first sign of a sealed value of this version is always "c": without it a colleague's long name would be a token.
_FORM = re.compile(r"t(c[a-z2-7]{20,59})\Z")
_SEPARATORS = "+-_="
_ESCAPED_PLUS = "%2b"
_WRAPPING = re.compile('[=%"]')
_BATV = re.compile(r"(?:prvs|btv1|batv)={1,2}[0-9a-z]{1,20}={1,2}(?=[^=])")
_OLD_BATV = re.compile(
    r"prvs=([^/]+)/[0-9a-f]{10}\Z"
)  # the draft's first form has the tag behind the address
_SRS = re.compile(r"(?:srs1[-+=][^=]*=[^=]+==|srs0[-+=])[^=]{2,10}=[^=]{2}=([a-z0-9.-]+)=(.+)\Z")
MAX_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1
TOKEN_DAYS = 180  # after the ticket was closed (SPEC section 7.2)
_MAX_WRAPS = 3


class Purpose(IntEnum):
    """What a sealed value is for; four bits of its first byte."""

    CUSTOMER = 1
    AGENT_REPLY = 2
    AGENT_NOTE = 3
    BOUNCE = 4
    MESSAGE_ID = 5
    ROOT_ID = 6
    AGENT_HELD = 7


_PURPOSES = {
    ReplyMeans.CUSTOMER: Purpose.CUSTOMER,
    ReplyMeans.REPLY: Purpose.AGENT_REPLY,
    ReplyMeans.NOTE: Purpose.AGENT_NOTE,
    ReplyMeans.HELD: Purpose.AGENT_HELD,
}
_OF_AGENTS = (Purpose.AGENT_REPLY, Purpose.AGENT_NOTE, Purpose.AGENT_HELD)
_IN_ADDRESSES = (Purpose.CUSTOMER, Purpose.BOUNCE, *_OF_AGENTS)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as found in an address, not yet verified: `person` is a participant or an agent, by purpose."""

    purpose: Purpose
    ticket_id: (
        int  # the outbox row, for a bounce token; the mail that was kept back, for the answer to its question
    )
    person: int
    sealed: Sealed

    @property
    def for_agent(self) -> bool:
        return self.purpose in _OF_AGENTS

    @property
    def names_ticket(self) -> bool:
        """Whether the number in it is a ticket's."""
        return self.purpose not in (Purpose.BOUNCE, Purpose.AGENT_HELD)

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
    """An address without its token, and the token's text where one stands in it; what gateways wrapped is unwrapped."""
    local, _, domain = address_text.lower().rpartition("@")
    if not local:
        return address_text.lower(), None
    local, domain = _unwrapped(local, domain)
    if _FORM.match(local):
        return f"@{domain}", local
    cut = max(local.rfind(s) for s in _SEPARATORS)
    if cut > 0 and _FORM.match(local[cut + 1 :]):
        return f"{local[:cut]}@{domain}", local[cut + 1 :]
    return f"{local}@{domain}", None


def _unwrapped(local: str, domain: str) -> tuple[str, str]:
    """The address that a gateway put into its own; one inside another, too."""
    if not _WRAPPING.search(local):
        return local, domain
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = local[1:-1]
    for _ in range(_MAX_WRAPS):
        if (srs := _SRS.match(local)) is not None:
            domain, local = srs.groups()
        elif (batv := _BATV.match(local)) is not None:
            local = local[batv.end() :]
        elif (batv := _OLD_BATV.match(local)) is not None:
            local = batv[1]
        else:
            break
    return local.replace(_ESCAPED_PLUS, "+"), domain


def read(token: str) -> Token | None:
    """Reads a token's text; says nothing about whether it is genuine."""
    found = _FORM.match(token)
    sealed = unseal(found.group(1)) if found else None
    if sealed is None or sealed.purpose not in _IN_ADDRESSES:
        return None
    return Token(Purpose(sealed.purpose), sealed.first, sealed.second, sealed)


def _salt(epoch: int) -> bytes:
    return b"token" + epoch.to_bytes(4, "big")
