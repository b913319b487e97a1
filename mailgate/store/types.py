"""How instants, numbers and structures are stored, the same on both databases."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# SQLite gives out row ids only to a column that is exactly INTEGER.
Id = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as whole milliseconds since 1970 UTC.

    Numbers compare and index alike on both databases, need no parsing, and cannot lose their zone; a text column
    on SQLite and timestamptz on PostgreSQL would behave differently at the edges.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else millis(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


def millis(instant: datetime) -> int:
    """Whole milliseconds since 1970; a naive datetime is a ValueError."""
    if instant.tzinfo is None:
        raise ValueError("instants are aware")
    delta = instant - _EPOCH
    return delta.days * 86_400_000 + delta.seconds * 1000 + delta.microseconds // 1000
