"""Our Message-IDs carry the ticket and a MAC, so that a reply finds its ticket even when the row is gone.

Every ticket has a synthetic root id that no mail bears: it stands first in References, so that clients show one
conversation even where they never saw the first mail.
"""

import re
from collections.abc import Sequence

from mailgate.threading.sealed import KeyRing, seal, unseal
from mailgate.threading.tokens import Purpose

_OURS = re.compile(r"<m([a-z2-7]{20,60})@[^<>\s]+>\Z", re.IGNORECASE | re.ASCII)
# Readers decode it wherever it stands: an id of this form brings line ends and words along.
_ENCODED_WORD = re.compile(r"=\?[^?]*\?[bq]\?", re.IGNORECASE)
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
