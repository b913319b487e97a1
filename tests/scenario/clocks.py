"""Deadlines as rows have them, and as the timeline of a ticket gives them again."""

from mailgate.pipeline.clockwork import timer_of
from mailgate.pipeline.kept_clocks import Archives
from mailgate.sla.clock import fold
from mailgate.sla.clocks import as_of
from mailgate.sla.timer import State, passed
from mailgate.store import Tx, lookups
from mailgate.store.lookups import TimerState
from tests.scenario.desk import TestDesk


def clock_of(desk: TestDesk, ticket: int, kind: str | None = None) -> list[TimerState]:
    """The timers of a ticket, the first that began first."""
    found = desk.read(lambda tx: lookups.timers(tx, [ticket])).get(ticket, ())
    return sorted((t for t in found if kind in (None, t.kind)), key=lambda t: (t.started_at, t.id))


def check_recomputed(desk: TestDesk, ticket: int) -> None:
    """What is stored is what the timeline says, to the last field; a timer that never was is kept as cancelled."""
    now = desk.clock.now().replace(microsecond=0)

    def history(tx: Tx) -> object:
        return Archives(tx, desk.current.desk).history(ticket)

    again = {(t.kind, t.instance): t for t in as_of(fold(desk.read(history)), now).timers}
    rows = {(t.kind, t.instance): t for t in (passed(timer_of(r), now) for r in clock_of(desk, ticket))}
    live = {k: t for k, t in rows.items() if t.state is not State.CANCELLED}
    assert live == {k: t for k, t in again.items() if t.state is not State.CANCELLED}
    assert again.keys() <= rows.keys()
