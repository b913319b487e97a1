"""SPEC section 2, P1 to P3, with the process killed at every named point: nothing lost, nothing twice."""

import asyncio
import random

import pytest

from mailgate.failpoints import Step, Unit, all_points
from tests.crash.backends import tiers
from tests.crash.conversation import Conversation, fragile, ordinary, urgent
from tests.crash.trial import Trial

SAMPLE, SEED = 3, 20260105
UNREACHED = {
    Unit.OPERATOR: "an operator's command is a process of its own, and one transaction",
}
# The conversation has no cause for these; the first two have tests below, fetching has its own in tests/imap.
OF_THEIR_OWN = {Unit.RETRY_LATER, Unit.TICK, Unit.IMAP, Unit.ROTATE, Step.IMAP_TIDY}
REPEATED = (f"after:{Step.SEND}", f"before:{Unit.SETTLE}")  # the mail has left, and nobody here knows it
OFTEN = (
    Unit.INTAKE, Unit.CLAIM_JOURNAL, Unit.PROCESS, Unit.CLAIM_OUTBOX, Unit.ATTEMPT, Unit.SETTLE, Step.ANSWER_250, Step.SEND,
)  # fmt: skip


def _sides(*edges: str) -> list[str]:
    return [f"{side}:{edge}" for edge in edges for side in ("before", "after")]


CONVERSATION = [p for p in all_points() if p not in _sides(*OF_THEIR_OWN, *UNREACHED)]
SHARED = (Unit.CLAIM_JOURNAL, Unit.PROCESS, Unit.CLAIM_OUTBOX)  # several mails may be worked on in one
LATER = [f"{p}:{n}" for edge in OFTEN for p in _sides(edge) for n in (2, 3 if edge in SHARED else 5)]
QUICK = {*random.Random(SEED).sample(CONVERSATION, SAMPLE), *REPEATED, f"before:{Step.ANSWER_250}:2"}


@pytest.mark.parametrize(("backend", "point"), tiers([*CONVERSATION, *LATER], QUICK), indirect=["backend"])
async def test_a_crash_anywhere_loses_and_doubles_nothing(on_trial: Trial, point: str) -> None:
    script = Conversation(on_trial.client, on_trial.sink).run()
    assert await on_trial.through_crash(point, script), f"{point} was never reached"
    await on_trial.finish()
    if point.startswith(REPEATED):
        assert max(map(on_trial.sink.times, on_trial.sink.deliveries)) == 2


@pytest.mark.parametrize(("backend", "point"), tiers(_sides(*UNREACHED), ()), indirect=["backend"])
async def test_a_point_that_is_listed_as_unreached_is_not_reached(on_trial: Trial, point: str) -> None:
    script = Conversation(on_trial.client, on_trial.sink).run()
    assert not await on_trial.through_crash(point, script), "take it off the list"
    await on_trial.finish()


@pytest.mark.parametrize(
    ("backend", "point"),
    tiers(_sides(Unit.RETRY_LATER, Unit.QUARANTINE), [f"after:{Unit.RETRY_LATER}"]),
    indirect=["backend"],
)
async def test_a_crash_while_a_mail_fails_costs_neither_it_nor_others(on_trial: Trial, point: str) -> None:
    async def fail() -> None:
        await asyncio.gather(*map(on_trial.client.post, [ordinary(1), ordinary(2), fragile(), ordinary(3)]))
        await on_trial.next_attempt()  # the second is the last: it is quarantined

    assert await on_trial.through_crash(point, fail()), f"{point} was never reached"
    await on_trial.finish()


@pytest.mark.parametrize(
    ("backend", "point"), tiers(_sides(Unit.TICK), [f"after:{Unit.TICK}"]), indirect=["backend"]
)
async def test_a_crash_in_a_tick_fires_each_deadline_once(on_trial: Trial, point: str) -> None:
    await on_trial.desk.start()
    await on_trial.client.post(urgent())
    await on_trial.settled()
    assert await on_trial.desk.stop() == 0
    await on_trial.overdue()

    assert await on_trial.through_crash(point, on_trial.fired()), f"{point} was never reached"
    await on_trial.finish()
