"""How does a mail of a folder become ours? Looked up, fetched, made durable together with its UID, and only then moved.

Order is the contract: the commit of `store.imap.take` holds the raw bytes, the row of the ledger and the folder's new
position; whatever breaks before it leaves the mail where it was, whatever breaks after it is tidied later.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.clock import Clock
from mailgate.errors import PeerError
from mailgate.events import EventSink, FolderBegun, FolderRenumbered, MailsTidied, MailStubbed, Received
from mailgate.failpoints import Failpoints, Step, Unit
from mailgate.inbound.body import Spool
from mailgate.inbound.imap_account import After, Role
from mailgate.inbound.imap_answers import Facts, Selected
from mailgate.inbound.imap_arrival import Origin, arrival, stub
from mailgate.inbound.imap_plan import Portion, Wanted, portions, size_of
from mailgate.inbound.imap_session import Session
from mailgate.inbound.imap_wire import Oversize
from mailgate.inbound.limits import Budget
from mailgate.inbound.message_id import scan
from mailgate.store import Store, Tx
from mailgate.store import imap as positions
from mailgate.store.imap import Fetched, Position, Start, Tenancy

LOOK = 500  # mails whose sizes are asked for at once
TIDY = 200  # mails that are moved or flagged at once
REFUSALS = 3  # times a server may refuse one mail before a stub stands for it
_WAIT_S = 0.2  # for room in the budget


class NoRoom(PeerError):  # noqa: N818 - what it is
    """The disk is nearly full: mail is left with its server."""


@dataclass
class FolderIntake:
    """Takes in the mails of one folder; used by one task."""

    origin: Origin
    store: Store
    clock: Clock
    events: EventSink
    budget: Budget
    wake: Callable[[], None]
    has_room: Callable[[], bool] = lambda: True
    failpoints: Failpoints = field(default_factory=Failpoints)
    _refused: dict[int, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.origin.account.label(self.origin.folder)

    async def open(self, session: Session) -> None:
        """Selects the folder and makes sure that its position is of today's UIDs."""
        found = await session.select(self.origin.folder.name)
        at = await self._at()
        if at is None:
            await self._begin(session, found)
        elif at.uidvalidity != found.uidvalidity:
            newest = await _newest(session, found)
            await self.store.write(
                Unit.IMAP, lambda tx: positions.renumber(tx, at, found.uidvalidity, newest)
            )
            self.events.emit(FolderRenumbered(self.label, found.exists))

    async def catch_up(self, session: Session, tenancy: Tenancy) -> int:
        """Takes everything that is new, in portions; how many mails."""
        at, taken = await self._standing(), 0
        uids = await session.uids(at.last_uid + 1)
        wanted = Wanted(at.rescan_to, at.since, self.origin.account.largest)
        for start in range(0, len(uids), LOOK):
            window = uids[start : start + LOOK]
            for portion in portions(window, await session.facts(window), wanted):
                taken += await self._portion(session, tenancy, portion)
        return taken

    async def tidy(self, session: Session) -> None:
        """Moves or flags what is ours; harmless when it was done before and the process died."""
        if self._after is After.LEAVE:
            return
        at = await self._standing()
        while uids := await self.store.read(lambda tx: positions.untidied(tx, at, TIDY)):
            await self._tidy(session, uids)
            done = uids
            await self.store.write(Unit.IMAP, lambda tx, done=done: positions.tidied(tx, at, done))  # type: ignore[misc]
            self.events.emit(MailsTidied(self.label, len(uids)))

    # Inside

    @property
    def _after(self) -> After:
        folder = self.origin.folder
        return After.LEAVE if folder.role is Role.SENT else folder.after

    async def _at(self) -> Position | None:
        account, folder = self.origin.account.name, self.origin.folder.name
        return await self.store.read(lambda tx: positions.position(tx, account, folder))

    async def _standing(self) -> Position:
        at = await self._at()
        if at is None:
            raise PeerError("the folder's position is gone from the store")
        return at

    async def _begin(self, session: Session, found: Selected) -> None:
        account, folder = self.origin.account, self.origin.folder
        newest, now = await _newest(session, found), self.clock.now()
        start = _start(account.since, found.uidvalidity, newest, now)
        await self.store.write(
            Unit.IMAP, lambda tx: positions.begin(tx, account.name, folder.name, start, now)
        )
        since = account.since if isinstance(account.since, str) else f"{account.since:%Y-%m-%d}"
        self.events.emit(FolderBegun(self.label, found.exists, since))

    async def _portion(self, session: Session, tenancy: Tenancy, portion: Portion) -> int:
        if not self.has_room():
            raise NoRoom("less than store.low_disk is free: mail is left with its server")
        if not portion.mails:
            await self._commit(tenancy, portion.upto, [])
            return 0
        if portion.oversize:
            (mail,) = portion.mails
            return await self._stub(session, tenancy, mail, "too large")
        share = self.budget.share()
        try:
            # Not an event: the budget changes with every chunk of every source, and they should not pay for it.
            while not share.grow_to(portion.octets) and self.budget.used:  # noqa: ASYNC110
                await asyncio.sleep(_WAIT_S)
            return await self._fetch(session, tenancy, portion)
        finally:
            share.give_back()

    async def _fetch(self, session: Session, tenancy: Tenancy, portion: Portion) -> int:
        largest = self.origin.account.largest
        uids = [mail.uid for mail in portion.mails]
        found = await session.bodies(uids, portion.octets, largest)
        bodies = [
            (mail, body) for mail in portion.mails if (body := _whole(mail, (found or {}).get(mail.uid)))
        ]
        try:
            if len(bodies) == len(uids):
                return await self._commit(tenancy, portion.upto, bodies)
        finally:
            for facts in (found or {}).values():
                if isinstance(facts.body, Spool):
                    facts.body.close()
        if len(uids) > 1:
            return await self._one_by_one(session, tenancy, portion)
        return await self._missing(session, tenancy, portion, (found or {}).get(uids[0]))

    async def _one_by_one(self, session: Session, tenancy: Tenancy, portion: Portion) -> int:
        """One bad mail must not block the others: who is it?"""
        taken = 0
        for mail in portion.mails:
            taken += await self._fetch(session, tenancy, Portion((mail,), mail.uid))
        return taken

    async def _missing(
        self, session: Session, tenancy: Tenancy, portion: Portion, found: Facts | None
    ) -> int:
        """No body came: it is gone, or larger than its server said, or its server cannot give it."""
        (mail,) = portion.mails
        if found is not None and isinstance(found.body, Oversize):
            return await self._stub(session, tenancy, mail, "too large")
        if mail.uid not in await session.uids(mail.uid, f"UID {mail.uid}"):
            await self._commit(tenancy, portion.upto, [])
            return 0
        self._refused[mail.uid] = self._refused.get(mail.uid, 0) + 1
        if self._refused[mail.uid] < REFUSALS:
            raise PeerError(f"the server does not give the mail with UID {mail.uid}")
        return await self._stub(session, tenancy, mail, "not given by its server")

    async def _stub(self, session: Session, tenancy: Tenancy, mail: Facts, why: str) -> int:
        """Tells of a mail in its place; it stays where it is, for people."""
        head = await session.header(mail.uid)
        header = body.read() if head is not None and (body := _body(head)) is not None else b""
        spool = Spool()
        spool.write(stub(header, why, size_of(mail), self.origin))
        taken = await self._commit(tenancy, mail.uid, [(mail, spool)], stays=True)
        self._refused.pop(mail.uid, None)
        self.events.emit(MailStubbed(self.label, mail.uid, size_of(mail), why))
        return taken

    async def _commit(
        self, tenancy: Tenancy, upto: int, bodies: Sequence[tuple[Facts, Spool]], *, stays: bool = False
    ) -> int:
        """The mails and the position, on disk; then the rest of the house hears of them."""
        at, now = await self._standing(), self.clock.now()
        tidied = stays or self._after is After.LEAVE

        def take(tx: Tx) -> list[tuple[int, str, int, str]]:
            mails = [
                Fetched(mail.uid, arrival(body.read(), mail, self.origin, now), tidied)
                for mail, body in bodies
            ]
            ids = positions.take(tx, tenancy, at, upto, mails, now)
            return [
                (i, m.arrival.envelope.source, len(m.arrival.raw), scan(m.arrival.raw))
                for i, m in zip(ids, mails, strict=True) if i is not None
            ]  # fmt: skip

        unit = Unit.INTAKE if bodies else Unit.IMAP
        received = await self.store.write(unit, take)
        if received:
            self.wake()
        for entry in received:
            self.events.emit(Received(*entry))
        return len(received)

    async def _tidy(self, session: Session, uids: Sequence[int]) -> None:
        self.failpoints.reach(f"before:{Step.IMAP_TIDY}")
        await self.put_away(session, uids)
        self.failpoints.reach(f"after:{Step.IMAP_TIDY}")

    async def put_away(self, session: Session, uids: Sequence[int]) -> None:
        """What the operator wants done with mails that are ours."""
        if self._after is After.FLAG:
            await session.flag_seen(uids)
        else:
            await session.move(uids, self.origin.folder.move_to)


def _start(since: datetime | str, uidvalidity: int, newest: int, now: datetime) -> Start:
    """From which mail on the folder is read the first time."""
    if since == "connect":
        return Start(uidvalidity, newest, 0, now)
    return Start(uidvalidity, 0, newest, since if isinstance(since, datetime) else None)


async def _newest(session: Session, found: Selected) -> int:
    """The highest UID that there is; not every server tells UIDNEXT."""
    if found.uidnext is not None:
        return found.uidnext - 1
    return max(await session.uids(1), default=0)


def _whole(mail: Facts, found: Facts | None) -> Spool | None:
    """The bytes of a mail; nothing at all is what Dovecot gives of one that was expunged meanwhile."""
    body = _body(found)
    return body if body is not None and (body.size or mail.size == 0) else None


def _body(facts: Facts | None) -> Spool | None:
    """The bytes of a mail; a short one may come as a quoted string."""
    if facts is None or facts.body is None or isinstance(facts.body, Oversize):
        return None
    if isinstance(facts.body, bytes):
        spool = Spool()
        spool.write(b"" if facts.body.upper() == b"NIL" else facts.body)
        return spool
    return facts.body
