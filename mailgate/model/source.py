"""How does a source of mail stand that we fetch from? What `status`, alarms and `doctor` look at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """In one word."""

    STARTING = "starting"  # not connected yet
    FETCHING = "fetching"
    WAITING = "waiting"  # everything is taken; the server tells when there is more, or it is asked
    FAILING = "failing"  # since `failing_since`, for the reason in `detail`
    ELSEWHERE = "elsewhere"  # another node has the account


@dataclass(frozen=True, slots=True)
class SourceState:
    """One folder of one account; instants are aware UTC, None for what never was or is not the case."""

    name: str
    state: Standing = Standing.STARTING
    last_ok_at: datetime | None = None  # when we last looked at the folder and knew everything in it
    failing_since: datetime | None = None
    detail: str = ""
    pushes: bool | None = (
        None  # whether the server tells of new mail by itself (IDLE); None before the first login
    )
    login_failing_since: datetime | None = None  # the server says no to our password or token
    token_failing_since: datetime | None = None  # no access token can be had
    token_ends_at: datetime | None = None  # of the present login by token
