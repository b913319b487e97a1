"""Who copies SQLite's log into its file? A thread of its own, so that no 250 waits for it.

By default the writer does it, in the middle of a commit, each time the log has a thousand pages: at mail sizes that is every
hundred mails, and each time somebody waits for a copy of megabytes. A passive checkpoint beside the writer blocks nobody.
"""

import threading
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import exc

PERIOD_S = 1.0
BACKSTOP_PAGES = 32768  # 128 MiB: should this thread not come to it, the writer does


class Checkpointer:
    """Checkpoints once a second while there are writes; `wrote` says that there was one."""

    def __init__(self, connect: Callable[[], sa.Connection]) -> None:
        self._connect = connect
        self._wrote = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-checkpoint", daemon=True)
        self._thread.start()

    def wrote(self) -> None:
        self._wrote.set()

    def stop(self) -> None:
        """Ends the thread; the last connection to be closed checkpoints for the last time."""
        self._ended.set()
        self._wrote.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wrote.wait()
            if self._ended.wait(PERIOD_S):
                return
            self._wrote.clear()
            try:
                with self._connect() as connection:
                    connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            except exc.DBAPIError:  # the writer meets the same trouble and tells of it
                continue
