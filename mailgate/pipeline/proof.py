"""Does a delivery report prove that its writer had a mail of ours, and which one?

By the bounce address under which that mail left, or by that mail's Message-ID in what came back; each holds a MAC of
ours. The id that all mail of a ticket refers to proves nothing: everybody who takes part knows it.
"""

from collections.abc import Sequence

from mailgate.model.mail import Made, Mail
from mailgate.store import Tx, reports
from mailgate.store.lookups import KnownId
from mailgate.store.reports import ReportedMail
from mailgate.threading import message_ids
from mailgate.threading.evidence import Evidence
from mailgate.threading.sealed import KeyRing
from mailgate.threading.tokens import Purpose

_REPORTS = (Made.BOUNCE, Made.DELAY)


def proved(
    tx: Tx, mail: Mail, pointers: Evidence, known: Sequence[KnownId], ring: KeyRing
) -> ReportedMail | None:
    """The mail and recipient of a report that has proved itself; asks the store only for reports."""
    if mail.bounce is None or mail.automatic.kind not in _REPORTS or mail.automatic.by_words:
        return None
    for token in pointers.tokens:
        if token.purpose is Purpose.BOUNCE and token.genuine(ring, 0):
            return reports.by_recipient(tx, token.ticket_id, token.person)
    original = mail.bounce.original_message_id or ""
    number = message_ids.ticket_of(original, ring)
    if number is None:
        return None
    named = {one.address.lower() for one in mail.bounce.recipients}
    merged = {k.ticket_id for k in known if k.message_id == original and k.ticket_id is not None}
    return reports.by_message_id(tx, {number, *merged}, original, named)
