"""Where do the bytes of an attachment come from? From the raw mail that brought it, checked by their hash."""

import hashlib

from mailgate.errors import Bug
from mailgate.mail.structure import StoredMail
from mailgate.model.outgoing import DraftAttachment
from mailgate.store import Tx, journal


class StoredParts:
    """Reads attachments out of stored raw mails; several of one mail read it once."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._mails: dict[int, StoredMail] = {}

    def bytes_of(self, attachment: DraftAttachment) -> bytes:
        """The exact bytes; Bug when they are not what was promised, so that nothing else is sent instead."""
        number = attachment.journal_id
        if number not in self._mails:
            body = journal.body(self._tx, number)
            if body is None:
                raise Bug(f"the raw mail of entry {number} is gone, and with it {attachment.name}")
            self._mails[number] = StoredMail(body)
        found = self._mails[number].octets(attachment.path)
        if hashlib.sha256(found).hexdigest() != attachment.sha256:
            raise Bug(f"{attachment.name} of entry {number} is not the file that was received")
        return found
