"""How does the service stand? Counted from the store, with the live facts of the daemon where there is one."""

from collections.abc import Callable

from mailgate.clock import Clock
from mailgate.config.schema import Settings
from mailgate.operations.status import Status
from mailgate.store import Store


class Survey:
    """Builds the status for /readyz, /metrics, the status line and `mailgate status`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        version: str,
        settings: Callable[[], Settings],
        listeners: Callable[[], tuple[str, ...]] = lambda: (),
    ) -> None:
        self._store, self._clock, self._version = store, clock, version
        self._settings, self._listeners = settings, listeners

    async def status(self) -> Status:
        return Status(ready=bool(self._listeners()), version=self._version, store="ok")
