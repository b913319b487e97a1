"""Which settings are in force now? A bad file changes nothing (SPEC section 15.1)."""

from collections.abc import Callable
from operator import attrgetter

from mailgate.config.schema import Settings
from mailgate.config.table import Table
from mailgate.errors import ConfigError, Fault

# What is opened once at the start. Sockets may be shared with systemd and the store with unfinished work, so
# a running process keeps the old value and says that it does.
NEEDS_RESTART = ("store.url", "smtp.listen", "operator.health", "operator.node", "processing.readers")


class Current:
    """Holds the settings in force; one reference is swapped: readers see all of the new ones or none."""

    def __init__(self, settings: Settings, read: Callable[[], Settings]) -> None:
        """`read` reads the directory anew or raises ConfigError: `load` with its arguments bound."""
        self._settings = settings
        self._read = read
        self._waiting: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def waiting_for_restart(self) -> tuple[str, ...]:
        """The keys whose files say something else than what is in force until the process starts anew."""
        return self._waiting

    def reload(self) -> list[Fault]:
        """Takes the new settings, or returns what is wrong with them and keeps the old."""
        try:
            new = self._read()
        except ConfigError as error:
            return error.faults
        self._waiting = tuple(
            key for key in NEEDS_RESTART if attrgetter(key)(new) != attrgetter(key)(self._settings)
        )
        self._settings = _keep(self._waiting, self._settings, new)
        return []


def _keep(keys: tuple[str, ...], old: Settings, new: Settings) -> Settings:
    for key in keys:
        section, name = key.split(".")
        table: Table = getattr(new, section)
        kept = table.model_copy(update={name: attrgetter(key)(old)})
        new = new.model_copy(update={section: kept})
    return new
