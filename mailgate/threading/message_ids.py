"""Our Message-IDs carry the ticket and a MAC, so that a reply finds its ticket even when the row is gone.

Every ticket has a synthetic root id that no mail bears: it stands first in References, so that clients show one
conversation even where they never saw the first mail.

Facts
- Clients and gateways name ids in forms that no RFC knows: quoted-printable or percent-encoded brackets, HTML entities,
  the soft line break of quoted-printable in the middle, an encoded word around the whole.
- Some relays give our mail another Message-ID. Its readers' answers name that one; the root id that they name beside it,
  or their token, teaches us what it stands for.
"""

import re
from collections.abc import Sequence
from itertools import islice

from mailgate.threading.sealed import KeyRing, seal, unseal
from mailgate.threading.tokens import Purpose

_OURS = re.compile(r"<m([a-z2-7]{20,60})@[^<>\s]+>\Z", re.IGNORECASE | re.ASCII)
# Readers decode it wherever it stands: an id of this form brings line ends and words along.
_ENCODED_WORD = re.compile(r"=\?[^?]*\?[bq]\?", re.IGNORECASE)
_ENCODED_SIGN = re.compile(r"[=%](3c|3e|40)|&(lt|gt|#60|#62|#64);?", re.IGNORECASE)
_SIGNS = {"3c": "<", "3e": ">", "40": "@", "lt": "<", "gt": ">", "#60": "<", "#62": ">", "#64": "@"}
_INSIDE = re.compile(r"<?([^\s<>\"']{1,900}@[^\s<>\"'?]{1,253})", re.ASCII)
_HINT = re.compile(r"[mM][cC][A-Za-z2-7=]{6}")  # looked for first, since most texts and ids hold none
_SOFT_BREAK = re.compile(r"=\s+")
_BODY = re.compile(r"(?<![a-z0-9])m(c[a-z2-7=]{20,80})@([^<>\s@=\"'?&]{1,253})", re.IGNORECASE | re.ASCII)
_SALT = b"message-id"
KEEP_FIRST = 4
KEEP_LAST = 6


def mint(ring: KeyRing, ticket_id: int, unique: int, domain: str) -> str:
    """A new Message-ID; `unique` is any number not used before for this ticket."""
    return f"<m{seal(ring, Purpose.MESSAGE_ID, ticket_id, unique, _SALT)}@{domain}>"


def root(ring: KeyRing, ticket_id: int, domain: str) -> str:
    """The id that all mail of a ticket refers to."""
    return f"<m{seal(ring, Purpose.ROOT_ID, ticket_id, 0, _SALT)}@{domain}>"


def ticket_of(message_id: str, ring: KeyRing) -> int | None:
    """The ticket in an id of ours whose MAC verifies; None for every other id."""
    found = _OURS.match(message_id)
    sealed = unseal(found.group(1).lower()) if found else None
    if sealed is None or sealed.purpose not in (Purpose.MESSAGE_ID, Purpose.ROOT_ID):
        return None
    return sealed.first if sealed.genuine(ring, _SALT) else None


def resembles(message_id: str) -> bool:
    """Whether an id has the form of ours; only `ticket_of` says whether it is."""
    return _OURS.match(message_id) is not None


def in_text(text: str, limit: int) -> tuple[str, ...]:
    """The ids in a text that have the form of ours, in whatever spelling."""
    if _HINT.search(text) is None:
        return ()
    found = (f"<m{body.replace('=', '')}@{domain}>" for body, domain in _BODY.findall(_decoded(text)))
    return tuple(islice(dict.fromkeys(found), limit))


def mended(message_id: str) -> str | None:
    """What a damaged id most likely was; None where nothing in it speaks of damage."""
    if resembles(message_id):
        return None
    if ours := in_text(message_id, 1):
        return ours[0]
    if _ENCODED_SIGN.search(message_id) is None:
        return None
    inner = _INSIDE.search(_decoded(message_id).strip("<>"))
    return f"<{inner[1]}>" if inner else None


def _decoded(text: str) -> str:
    return _ENCODED_SIGN.sub(lambda sign: _SIGNS[(sign[1] or sign[2]).lower()], _SOFT_BREAK.sub("", text))


def quotable(message_id: str) -> bool:
    """Whether a stranger's id may stand in a header of ours."""
    return not _ENCODED_WORD.search(message_id)


def references(root_id: str, earlier: Sequence[str], parent: str | None) -> tuple[str, ...]:
    """The References of an outgoing mail: the root, then at most the first 4 and the last 6 (SPEC 7.3)."""
    last = [parent] if parent not in (None, root_id) else []
    chain = [*(i for i in dict.fromkeys(earlier) if i not in (root_id, parent) and quotable(i)), *last]
    if len(chain) > KEEP_FIRST + KEEP_LAST:
        chain = chain[:KEEP_FIRST] + chain[-KEEP_LAST:]
    return (root_id, *chain)
