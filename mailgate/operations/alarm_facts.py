"""What does the watch look at? One snapshot of everything that can raise an alarm, as values.

A way in that fetches (an IMAP account) reports itself as a `SourceFact`; whoever owns such sources hands the watch a
`Sources`. What is None was not looked at, or cannot be known by this process: it neither raises nor ends anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SourceFact:
    """How one fetched account stands, as the process that fetches it knows."""

    name: str  # as in an envelope's source: "imap:support@imap.example.com"
    last_ok_at: datetime | None  # the last poll that succeeded
    since: datetime | None = None  # when this process began to fetch it
    login_failing_since: datetime | None = None  # the server says no to our password or token
    token_failing_since: datetime | None = None  # no access token can be had
    idle_failing_since: datetime | None = None  # polling works, pushing does not
    ends_at: datetime | None = (
        None  # of what its tokens stand on (consent, client secret), where that is known
    )
    detail: str = ""  # the server's words or ours; never a secret


class Sources(Protocol):
    """The fetched accounts."""

    def configured(self) -> frozenset[str]:
        """The names of all accounts of the configuration, whoever fetches them."""

    def facts(self) -> Iterable[SourceFact]:
        """Those that this process fetches now."""


class NoSources:
    """A desk that fetches from nowhere."""

    def configured(self) -> frozenset[str]:
        return frozenset()

    def facts(self) -> Iterable[SourceFact]:
        return ()


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """One certificate of ours and its end; None where that cannot be read."""

    file: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """One look at everything; ages in seconds, sizes in octets."""

    now: datetime
    journal_age_s: float | None = None
    outbox_age_s: float | None = None
    outbox_waiting: int = 0
    quarantined_lately: int | None = None
    timers_lag_s: float | None = None
    silent_working_s: int | None = None  # working time since the last mail came in
    last_mail_at: datetime | None = None
    disk_free: int | None = None
    certificates: tuple[CertificateFact, ...] = ()
    commit_s: tuple[float, ...] = ()  # how long the last looks' transactions took
    store_down_s: float = 0.0  # how long it took no transactions until just now
    clock_jump_s: float = 0.0  # since the last look, against the clock that cannot be set; negative is back
    sources: tuple[SourceFact, ...] = ()
    configured_sources: frozenset[str] = field(default_factory=frozenset)
