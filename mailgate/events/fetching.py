"""What happened to mail that we fetch, and to the logins for it?"""

from dataclasses import dataclass
from typing import ClassVar

from mailgate.events.event import Event, Severity


@dataclass(frozen=True, slots=True)
class SourceConnected(Event):
    """A folder is watched for the first time, or again after a trouble."""

    source: str
    down_s: float  # 0 at the first time
    pushes: bool  # the server tells of new mail by itself


@dataclass(frozen=True, slots=True)
class SourceTrouble(Event):
    """A folder cannot be fetched; said once for each cause, while it is tried again and again."""

    severity: ClassVar[Severity] = Severity.WARNING
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class FolderBegun(Event):
    """A folder was connected for the first time; older mail in it is left alone."""

    source: str
    mails: int
    since: str  # "connect", "all" or a date


@dataclass(frozen=True, slots=True)
class FolderRenumbered(Event):
    """A server gave a folder new UIDs; it is read anew, and mails that are known are not taken again."""

    severity: ClassVar[Severity] = Severity.WARNING
    source: str
    mails: int


@dataclass(frozen=True, slots=True)
class MailStubbed(Event):
    """A mail was too large, or its server would not give it; a small one tells of it in its place."""

    severity: ClassVar[Severity] = Severity.WARNING
    source: str
    uid: int
    size: int
    why: str


@dataclass(frozen=True, slots=True)
class MailsTidied(Event):
    """Mails that are ours were moved or flagged at their server."""

    severity: ClassVar[Severity] = Severity.DEBUG
    source: str
    mails: int


@dataclass(frozen=True, slots=True)
class LeaseTaken(Event):
    """This node fetches an account from now on."""

    account: str
    fencing: int


@dataclass(frozen=True, slots=True)
class LeaseLost(Event):
    """Another node fetches an account from now on, or the store could not be asked in time."""

    severity: ClassVar[Severity] = Severity.WARNING
    account: str


@dataclass(frozen=True, slots=True)
class TokenRenewed(Event):
    """A login has a new access token."""

    login: str
    ends_at: str  # RFC 3339
    rotated: bool  # the refresh token changed as well, and is stored


@dataclass(frozen=True, slots=True)
class TokenTrouble(Event):
    """No access token can be had; said once for each cause."""

    severity: ClassVar[Severity] = Severity.ERROR
    login: str
    detail: str
