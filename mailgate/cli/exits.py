"""How does a command end? The exit codes, those of sysexits(3) where one fits, and which error gives which."""

from enum import IntEnum

from mailgate.errors import ConfigError, Conflict, MailgateError, NotFound, StoreUnavailable, Unparseable


class Exit(IntEnum):
    """Every exit code, the same in all commands."""

    DONE = 0
    NEGATIVE = 1  # the answer is no: not found, not ready, faults
    USAGE = 2
    BAD_DATA = 65  # EX_DATAERR: a file that cannot be read, or holds no mail
    UNAVAILABLE = 69  # EX_UNAVAILABLE: no database, no daemon
    TRY_AGAIN = 75  # EX_TEMPFAIL: the same call may succeed later
    BAD_CONFIG = 78  # EX_CONFIG

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Exit.DONE: "done",
    Exit.NEGATIVE: "negative finding: not found, not ready, faults",
    Exit.USAGE: "wrong usage",
    Exit.BAD_DATA: "bad data: a file that cannot be read, or holds no mail",
    Exit.UNAVAILABLE: "not there: the database or the daemon",
    Exit.TRY_AGAIN: "try again later",
    Exit.BAD_CONFIG: "bad configuration",
}

_OF_ERROR: dict[type[MailgateError], Exit] = {
    ConfigError: Exit.BAD_CONFIG,
    NotFound: Exit.NEGATIVE,
    Unparseable: Exit.BAD_DATA,
    StoreUnavailable: Exit.UNAVAILABLE,
    Conflict: Exit.TRY_AGAIN,
}


def exit_of(error: MailgateError) -> Exit | None:
    """The exit code of an expected error; None for one that deserves its traceback."""
    return next((code for kind, code in _OF_ERROR.items() if isinstance(error, kind)), None)
