"""How did a mail arrive, and what became of it?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """What finally became of an accepted mail; exactly one each (SPEC section 3)."""

    TICKET = "ticket"  # opened one
    APPENDED = "appended"  # a message on an existing ticket
    RECORDED = "recorded"  # automatic mail noted on a ticket, or belonging to nothing
    COMMAND = "command"  # an agent's commands and nothing else
    HELD = "held"  # an agent's mail kept back until a question is answered
    DUPLICATE = "duplicate"  # the same mail came before
    TRANSIT = "transit"  # a bounce or receipt of ours
    QUARANTINED = "quarantined"  # could not be processed
    SPAM = "spam"
    DISCARDED = "discarded"  # by a rule


class EntryState(StrEnum):
    """Where a journal entry stands."""

    WAITING = "waiting"  # durable, not yet processed (or to be tried again)
    SETTLED = "settled"  # has its fate
    QUARANTINED = "quarantined"  # has its fate, and an operator may replay it


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the transport said about a mail, as opposed to what the mail says of itself."""

    # "smtp:127.0.0.1:8025", "lmtp:/run/…", "inject", "imap:user", "imap-sent:user" (was sent by hand), "cli"
    source: str
    mail_from: str  # "" for the null reverse-path
    rcpt_to: tuple[str, ...]
    peer: str = ""  # the client's IP address; "" for local pipes
    helo: str = ""
    auth_user: str | None = None  # the agent's name who submitted with AUTH
    tls: bool = False
    quiet: bool = False  # old or imported mail: threaded and filed, causes no letter

    @property
    def was_sent(self) -> bool:
        """Whether it comes from a folder of what people sent by hand."""
        return self.source.startswith("imap-sent:")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Raw bytes with their envelope, before they are durable."""

    envelope: Envelope
    raw: bytes
    arrived_at: datetime
    note: str = ""  # what was odd about how it came, for `trace`
