"""What does the way of one mail consist of? The real pipeline in this process, mail after mail, without loop or readers.

Nothing runs beside it, so that counts are the same in each run and a profile shows one thing only; what a mail
costs in the daemon, with its threads and processes, only the daemon tells.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.corpus import Specimen
from bench.desk import write_desk
from mailgate.cli.check import room_checks
from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import build_parts
from mailgate.errors import Unparseable
from mailgate.events import FanOut
from mailgate.failpoints import Unit
from mailgate.mail.read import read
from mailgate.model.journal import Arrival, Envelope
from mailgate.pipeline.carry import Readable
from mailgate.pipeline.wakes import Wakes
from mailgate.store import Store, journal
from mailgate.store.migrate import migrate

_BATCH = 24
_LEASE = timedelta(minutes=5)


class Lane:
    """A desk that is handed mails and has settled them when `carry` returns."""

    def __init__(self, home: Path, url: str | None = None) -> None:
        directory, url = write_desk(home, url)
        migrate(url)
        settings = partial(load, directory, {}, room_checks())
        self._clock = SystemClock()
        self._parts = build_parts(Current(settings(), settings), {}, self._clock, FanOut())
        asyncio.run(self._parts.enlist())

    @property
    def store(self) -> Store:
        return self._parts.store

    @property
    def wakes(self) -> Wakes:
        """What time causes on tickets."""
        return self._parts.wakes

    def close(self) -> None:
        self.store.close()

    def carry(self, specimens: Iterable[Specimen]) -> None:
        """Takes them in as one batch and gives each its fate, in their order."""
        now = self._clock.now()
        arrivals = [Arrival(_envelope(specimen), specimen.raw, now) for specimen in specimens]
        self.store.write_now(Unit.INTAKE, lambda tx: journal.append(tx, arrivals))
        asyncio.run(self._process())

    async def _process(self) -> None:
        now = self._clock.now()
        while claimed := self.store.write_now(
            Unit.CLAIM_JOURNAL, lambda tx: journal.claim(tx, "bench", now, _LEASE, _BATCH)
        ):
            for one in claimed:
                raw = self.store.read_now(partial(journal.body, journal_id=one.id)) or b""
                try:
                    mail = read(raw, mail_from=one.envelope.mail_from)
                except Unparseable as reason:
                    await self._parts.carrier.quarantine(one, str(reason))
                else:
                    await self._parts.carrier.carry([Readable(one, mail, 0.0, self._clock.monotonic())])


def _envelope(specimen: Specimen) -> Envelope:
    return Envelope(
        "smtp:127.0.0.1:25", specimen.mail_from, specimen.rcpt_to, peer="127.0.0.1", helo="client"
    )
