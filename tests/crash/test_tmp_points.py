"""SPEC section 2, P1 to P3, with the process killed at every named point: nothing lost, nothing twice."""

import random

import pytest

from mailgate.failpoints import Step, Unit, all_points
from tests.crash.conftest import POSTGRESQL, SQLITE
from tests.crash.conversation import Conversation, fragile, urgent
from tests.crash.trial import Trial

SAMPLE, SEED = 6, 20260105
OF_THEIR_OWN = {Unit.RETRY_LATER, Unit.TICK}  # reached by a mail of their own, see below
UNREACHED = {
    Unit.OPERATOR: "the commands that an operator types; each is one transaction of a process of its own",
}
REPEATED = {f"after:{Step.SEND}", f"before:{Unit.SETTLE}"}  # where the mail has left and nobody knows


def _points(*, own: bool) -> list[str]:
    apart = OF_THEIR_OWN | set(UNREACHED)
    return [p for p in all_points() if (p.partition(":")[2] not in apart) is not own]


def _sampled(points: list[str]) -> list[object]:
    """Every point on both databases; `make test` takes a few of them on SQLite, the same ones each time."""
    chosen = set(random.Random(SEED).sample(points, SAMPLE)) | REPEATED
    return [
        pytest.param(database, point, marks=() if (database == SQLITE and point in chosen) else pytest.mark.soak)
        for database in (SQLITE, POSTGRESQL)
        for point in points
    ]


@pytest.mark.parametrize(("database", "point"), [("sqlite","before:answer-250:3"),("sqlite","before:quarantine:1"),("sqlite","before:answer-250:8")], indirect=["database"])
async def test_a_crash_anywhere_loses_and_doubles_nothing(on_trial: Trial, point: str) -> None:
    script = Conversation(on_trial.client, on_trial.sink).run()
    assert await on_trial.through_crash(point, script), f"{point} was never reached"
    await on_trial.finish()
