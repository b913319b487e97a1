"""What the watch remembers: the alarms, from their beginning to their end, and when each process looked last."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table, Text

from mailgate.store.schema import metadata, own_id
from mailgate.store.types import Instant

alarm = Table(
    "alarm",
    metadata,
    own_id(),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),  # an account, a file; "" for the desk
    Column("node", Text, nullable=False),  # the process that it is of; "" for the desk
    Column("since", Instant, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("what", Text, nullable=False),
    Column("told", sa.Boolean, nullable=False),
    Column("calm_since", Instant),
    Column("ended_at", Instant),
)
ALARM_LASTS = alarm.c.ended_at.is_(None)
# Once each: of two processes that raise the same at the same time, one begins anew and finds it there.
Index(
    "uq_alarm_lasts",
    alarm.c.name,
    alarm.c.subject,
    alarm.c.node,
    unique=True,
    sqlite_where=ALARM_LASTS,
    postgresql_where=ALARM_LASTS,
)
Index("ix_alarm_raised_at", alarm.c.raised_at)

watcher = Table(
    "watcher",
    metadata,
    Column("node", Text, primary_key=True),
    Column("looked_at", Instant, nullable=False),
)
