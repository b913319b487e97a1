"""SPEC section 2, P1 to P3, with SIGKILL at any moment while mail comes in on all connections."""

import asyncio
from dataclasses import dataclass
from random import Random

import pytest

from tests.conftest import backends
from tests.crash.load import Load
from tests.crash.trial import Trial

LIMIT_S = 110
SOAK_LIMIT_S = 600
DURING_START = 0.2  # the share of kills that come before the desk is ready


@dataclass(frozen=True)
class Size:
    """How much of it."""

    mails: int
    kills: int
    seed: int
    seconds: int


SHORT = Size(300, 6, seed=1, seconds=LIMIT_S)
SOAK = [Size(2000, 25, seed, SOAK_LIMIT_S) for seed in (2, 3)]
CASES = [
    pytest.param("sqlite", SHORT, id="sqlite-short"),
    *(
        pytest.param(
            backend, size, id=f"{backend}-{size.seed}",
            marks=[pytest.mark.soak, pytest.mark.timeout(SOAK_LIMIT_S + 60)],
        )
        for backend in backends() for size in SOAK
    ),
]  # fmt: skip


@pytest.mark.parametrize(("backend", "size"), CASES, indirect=["backend"])
async def test_kills_at_random_moments_lose_and_double_nothing(on_trial: Trial, size: Size) -> None:
    chance = Random(size.seed)
    load = Load(on_trial.client, Random(size.seed), size.mails)
    await on_trial.desk.start()
    async with asyncio.timeout(size.seconds), asyncio.TaskGroup() as group:
        sending = group.create_task(load.run())
        for number in range(size.kills):
            await _moment(on_trial, load, chance, size.mails * (number + 1) // (size.kills + 1))
            await on_trial.crash()
        await sending
    await on_trial.finish()
    assert len(on_trial.desk.codes) == size.kills + 1


async def _moment(on_trial: Trial, load: Load, chance: Random, taken: int) -> None:
    """Some time after so many 250s, or in the middle of a start."""
    if chance.random() < DURING_START:
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        return
    await on_trial.desk.serving()
    await load.taken(taken - chance.randrange(20))
    await asyncio.sleep(chance.uniform(0, 0.25))
