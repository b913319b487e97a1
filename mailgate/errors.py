"""Errors tell whose fault it is, for how long, and what to do."""

from dataclasses import dataclass


class MailgateError(Exception):
    """Root of what this package raises on purpose."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the configuration: where it stands and how to put it right."""

    file: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.problem} ({self.remedy})"


class ConfigError(MailgateError):
    """The operator's configuration is wrong until they change it; holds every fault at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = faults


class PeerError(MailgateError):
    """Another server's fault; temporary unless its reply code begins with 5 (RFC 5321 section 4.2.1)."""

    def __init__(self, detail: str, *, code: int = 0, temporary: bool = True) -> None:
        super().__init__(detail)
        self.code = code
        self.temporary = temporary


class Unparseable(MailgateError):  # noqa: N818 - the word the specification uses
    """These bytes cannot be read as a mail, now or later; the raw mail is kept."""


class Conflict(MailgateError):  # noqa: N818 - an outcome more than an error
    """Another transaction won; doing the same again from the start will succeed."""


class StoreUnavailable(MailgateError):  # noqa: N818 - a state of the store
    """The database cannot take a commit now; temporary, the operator should look at `mailgate status`."""


class NotFound(MailgateError):  # noqa: N818 - the word of the command line
    """What was asked for does not exist."""


class Bug(MailgateError):  # noqa: N818 - says what it is
    """Something that cannot happen did; the work is retried, then quarantined."""
