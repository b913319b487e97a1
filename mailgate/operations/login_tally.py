"""How many logins were refused since somebody asked? Counted from events, by logins that exist and all others together."""

import threading
from collections import Counter
from collections.abc import Callable, Collection

from mailgate.events import Event, LoginFailed

OTHERS = "names that nobody has"


class LoginTally:
    """An `EventSink` that counts refused logins; what strangers typed is never kept."""

    def __init__(self, known: Callable[[], Collection[str]]) -> None:
        self._known, self._counted, self._lock = known, Counter[str](), threading.Lock()

    def emit(self, event: Event) -> None:
        if isinstance(event, LoginFailed):
            with self._lock:
                self._counted[event.login if event.login in self._known() else OTHERS] += 1

    def take(self) -> dict[str, int]:
        """All that was counted, and begins anew."""
        with self._lock:
            taken, self._counted = dict(self._counted), Counter[str]()
        return taken

    def give_back(self, taken: dict[str, int]) -> None:
        """What could not be written down is counted again."""
        with self._lock:
            self._counted.update(taken)
