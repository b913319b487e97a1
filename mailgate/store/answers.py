"""How long did tickets wait for their first answer, and did promised times come true? What the estimate learns from."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from mailgate.model.case import Case
from mailgate.model.ticket import Status, TicketKind
from mailgate.store import prepared
from mailgate.store.schema import TICKET_UNANSWERED, constant, ticket
from mailgate.store.schema_work import promise
from mailgate.store.store import Tx

MOST_READ = 20_000  # tickets of one look, some second of work: more than enough for any quantile
MOST_COUNTED = 500  # a queue longer than this is known well enough from the last look
_ELSEWHERE = (Status.SPAM.value, Status.MERGED.value)  # nobody waits for an answer here
_OVER = frozenset({Status.SOLVED.value, Status.CLOSED.value})


def cases(tx: Tx, since: datetime | None, most: int | None = None) -> list[Case]:
    """Customers' tickets from then on, or all, with when each was answered or ended without; by arrival.

    Of more than `most` the newest.
    """
    c = ticket.c
    wanted = [c.kind == TicketKind.CUSTOMER.value, c.status.not_in(_ELSEWHERE), c.team.is_not(None)]
    if since is not None:
        wanted.append(c.created_at >= since)
    found = (
        sa.select(
            c.created_at, c.first_response_at, c.status, c.solved_at, c.closed_at, c.updated_at, c.team, c.category,
            c.priority,
        )
        .where(*wanted)
        .order_by(c.created_at.desc())
        .limit(most)
    )  # fmt: skip
    return [_case(row) for row in reversed(tx.execute(found).all())]


def judged(tx: Tx, since: datetime, now: datetime) -> dict[str, list[bool]]:
    """Of tickets from then on: whether what was estimated came true, by team, in the order in which it was due.

    The estimate is judged, not the promise: where a policy's later time was said, an answer between the two still
    shows that the estimate was too early. Due means past: a kept one counts no sooner than a missed one would, or the
    first of a bad week to be judged would be its good ones.
    """
    rows = tx.execute(
        sa.select(ticket.c.team, ticket.c.status, ticket.c.first_response_at, promise.c.detail)
        .join(promise, promise.c.ticket_id == ticket.c.id)
        .where(ticket.c.created_at >= since, ticket.c.team.is_not(None), ticket.c.status.not_in(_ELSEWHERE))
    )
    due = sorted(_due(rows, now))
    found: dict[str, list[bool]] = {}
    for _, team, kept in due:
        found.setdefault(team, []).append(kept)
    return found


def _case(row: Any) -> Case:
    unanswered = row.first_response_at is None and row.status in _OVER
    ended = (row.solved_at or row.closed_at or row.updated_at) if unanswered else None
    return Case(row.created_at, row.first_response_at, ended, row.team, row.category or "", row.priority)


def _due(rows: Iterable[Any], now: datetime) -> Iterator[tuple[datetime, str, bool]]:
    for row in rows:
        answered, written = row.first_response_at, row.detail.get("estimate")
        until = datetime.fromisoformat(written) if written else None
        quiet = answered is None and row.status in _OVER  # ended without an answer: nothing to learn
        if until is not None and until < now and not quiet:
            yield until, row.team, answered is not None and answered <= until


def waiting(tx: Tx, team: str, since: datetime) -> int:
    """How many tickets of a team wait for their first answer, counted to 500: one look into an index."""
    found: int = prepared.value(tx, _waiting(), {"team": team, "since": since})
    return found


@lru_cache(1)
def _waiting() -> sa.Select[int]:
    some = (
        sa.select(ticket.c.id)
        .where(
            TICKET_UNANSWERED,
            ticket.c.team == sa.bindparam("team", type_=ticket.c.team.type),
            ticket.c.created_at >= sa.bindparam("since", type_=ticket.c.created_at.type),
            ticket.c.kind == constant(TicketKind.CUSTOMER.value),
        )
        .limit(MOST_COUNTED)
    )
    return sa.select(sa.func.count().label("waiting")).select_from(some.subquery("found"))
