"""Where do the bytes of an attachment come from? From the raw mail that brought it, or the macro it lies beside.

Checked by their hash: what an agent was shown leaves, or nothing does.
"""

import hashlib
from pathlib import Path

from mailgate.errors import Bug, ConfigError, Fault
from mailgate.mail.structure import StoredMail
from mailgate.model.outgoing import BESIDE_MACRO, DraftAttachment
from mailgate.store import Tx, journal

MACROS = "macros"


class StoredParts:
    """Reads attachments out of stored raw mails, several of one mail in one go, and out of the configuration."""

    def __init__(self, tx: Tx, configuration: Path | None = None) -> None:
        self._tx, self._configuration = tx, configuration
        self._mails: dict[int, StoredMail] = {}

    def bytes_of(self, attachment: DraftAttachment) -> bytes:
        """The exact bytes; Bug when they are not what was promised, so that nothing else is sent instead.

        ConfigError where a file of a canned answer is gone or another one: its mail waits until it is back.
        """
        if attachment.journal_id == BESIDE_MACRO:
            return self._beside_macro(attachment)
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

    def _beside_macro(self, attachment: DraftAttachment) -> bytes:
        where, remedy = (
            f"{MACROS}/{attachment.path}",
            "put the file back that was there when the agent answered",
        )
        if self._configuration is None or Path(attachment.path).name != attachment.path:
            raise Bug(f"{where} is no file beside a macro")
        try:
            with (self._configuration / where).open("rb") as file:
                found = file.read(attachment.size + 1)
        except OSError as error:
            problem = f"cannot be read: {error.strerror}; the answer waits for it"
            raise ConfigError([Fault(where, "file", problem, remedy)]) from error
        if hashlib.sha256(found).hexdigest() != attachment.sha256:
            problem = "has changed since an agent answered with it; the answer waits"
            raise ConfigError([Fault(where, "file", problem, remedy)])
        return found
