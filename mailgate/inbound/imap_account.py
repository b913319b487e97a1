"""Which folder is watched, how, and what is done with a mail afterwards? Values of one account, from the settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mailgate.inbound.imap_command import Patience


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"  # RFC 8314 section 3.2
    STARTTLS = "starttls"  # demanded, never merely tried
    NONE = "none"  # for a server on this machine


class After(StrEnum):
    """What is done with a mail once it is ours."""

    LEAVE = "leave"
    FLAG = "flag"  # marked as seen, for people who look
    MOVE = "move"


class Role(StrEnum):
    """What the mails of a folder are to us."""

    INBOX = "inbox"
    SENT = "sent"  # what people answered by hand, to be observed


class Secret(Protocol):
    """A password or a token that does not print itself."""

    def reveal(self) -> str: ...


class Tokens(Protocol):
    """Where access tokens come from."""

    async def access(self, *, refused: Secret | None = None) -> tuple[Secret, datetime]:
        """A token and when it ends; another one than `refused`. PeerError when there is none."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One folder of an account."""

    name: str
    role: Role = Role.INBOX
    after: After = After.LEAVE
    move_to: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One login to one server, and the folders that are watched with it."""

    name: str  # as people know it: mostly the user
    host: str
    port: int
    user: str
    mailbox: str  # the address of ours that a mail is meant for where it does not say so itself
    security: Security = Security.TLS
    folders: tuple[Watched, ...] = (Watched("INBOX"),)
    since: datetime | str = "connect"  # or "all"
    poll_s: float = 300.0  # without IDLE, and for the case that IDLE is deaf
    largest: int = 35 * 1024 * 1024
    patience: Patience = field(default_factory=Patience)
    password: Callable[[], Secret | None] | None = field(default=None, repr=False, compare=False)
    tokens: Tokens | None = field(default=None, repr=False, compare=False)
    secret_name: str = ""  # so that a reload sees another one
    ca_file: Path | None = None

    def source(self, folder: Watched) -> str:
        """The source of its mails in the ledger: what `trusted_results` names, other than for what we sent."""
        return f"imap-sent:{self.name}" if folder.role is Role.SENT else f"imap:{self.name}"

    def label(self, folder: Watched) -> str:
        """The name of the folder as a source, in `status` and in logs."""
        return f"imap:{self.name}" if len(self.folders) == 1 else f"imap:{self.name}/{folder.name}"

    @property
    def lease(self) -> str:
        return f"imap:{self.name}"
