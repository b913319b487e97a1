"""The alarms that last and those that were: read, raised, calmed, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from mailgate.store.schema_alarms import ALARM_LASTS, alarm, watcher
from mailgate.store.statements import upsert
from mailgate.store.store import Tx

_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm as it is stored."""

    id: int
    name: str
    subject: str
    node: str
    since: datetime
    raised_at: datetime
    what: str
    told: bool
    calm_since: datetime | None
    ended_at: datetime | None


def lasting(tx: Tx) -> tuple[AlarmRow, ...]:
    """The alarms that have not ended, oldest first."""
    return _rows(tx, sa.select(alarm).where(ALARM_LASTS).order_by(alarm.c.id))


def of_the_time(tx: Tx, since: datetime) -> tuple[AlarmRow, ...]:
    """The alarms that lasted at any moment from this instant on, oldest first."""
    mine = sa.or_(ALARM_LASTS, alarm.c.ended_at >= since)
    return _rows(tx, sa.select(alarm).where(mine).order_by(alarm.c.id))


def told_since(tx: Tx, since: datetime) -> int:
    """How many alarms were mailed that were raised after this instant."""
    mine = sa.select(sa.func.count()).select_from(alarm).where(alarm.c.raised_at > since, alarm.c.told)
    return tx.execute(mine).scalar_one()


def begin(
    tx: Tx, *, key: tuple[str, str, str], since: datetime, what: str, told: bool, now: datetime
) -> None:
    """Raises an alarm; `key` is its name, subject and node. Conflict when another process just did."""
    name, subject, node = key
    row = {
        "name": name, "subject": subject, "node": node, "since": since, "raised_at": now, "what": what, "told": told,
    }  # fmt: skip
    tx.execute(sa.insert(alarm), row)


def end(tx: Tx, alarm_id: int, now: datetime) -> bool:
    """Ends an alarm; says so once."""
    mine = sa.update(alarm).where(alarm.c.id == alarm_id, ALARM_LASTS)
    return tx.execute(mine.values(ended_at=now)).rowcount == 1


def calm(tx: Tx, alarm_id: int, since: datetime | None) -> None:
    """Remembers since when all is well, None when it is not."""
    tx.execute(sa.update(alarm).where(alarm.c.id == alarm_id).values(calm_since=since))


def looked(tx: Tx, node: str, now: datetime) -> None:
    """Remembers that this process looked."""
    tx.execute(upsert(tx.dialect.name, watcher, ("node",), ()), {"node": node, "looked_at": now})


def last_look(tx: Tx, node: str) -> datetime | None:
    """When this process looked last, before a restart too."""
    found: datetime | None = tx.execute(sa.select(watcher.c.looked_at).where(watcher.c.node == node)).scalar()
    return found


def not_looked_since(tx: Tx, instant: datetime) -> frozenset[str]:
    """The processes that have not looked after this instant."""
    return frozenset(tx.execute(sa.select(watcher.c.node).where(watcher.c.looked_at < instant)).scalars())


def forget(tx: Tx, now: datetime) -> None:
    """Removes alarms that ended long ago, and processes that are long gone."""
    tx.execute(sa.delete(alarm).where(alarm.c.ended_at < now - _KEPT))
    tx.execute(sa.delete(watcher).where(watcher.c.looked_at < now - _KEPT))


def _rows(tx: Tx, query: sa.Select[*tuple[Any, ...]]) -> tuple[AlarmRow, ...]:
    return tuple(AlarmRow(*row) for row in tx.execute(query))
