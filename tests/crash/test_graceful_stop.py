"""SIGTERM while mail comes in on all connections: a stop is no crash, so nothing is even in doubt."""

import asyncio
from random import Random

import pytest

from tests.crash.backends import tiers
from tests.crash.load import Load
from tests.crash.trial import Trial

LIMIT_S = 110  # on a busy machine
MAILS, STOPS, SEED = 120, 2, 4


@pytest.mark.parametrize(("backend", "wish"), tiers(["SIGTERM"], ["SIGTERM"]), indirect=["backend"])
async def test_a_stop_under_load_finishes_what_it_began(on_trial: Trial, wish: str) -> None:
    load = Load(on_trial.client, Random(SEED), MAILS)
    await on_trial.desk.start()
    async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as group:
        group.create_task(load.run())
        for number in range(STOPS):
            await on_trial.desk.serving()
            await load.taken(MAILS * (number + 1) // (STOPS + 1))
            assert await on_trial.desk.stop() == 0, on_trial.desk.stderr()
            _nothing_left_open(on_trial)
            await on_trial.desk.start()
    await on_trial.finish()
    assert max(map(on_trial.sink.times, on_trial.sink.deliveries)) == 1
    assert on_trial.desk.codes == [0] * (STOPS + 1)


def _nothing_left_open(on_trial: Trial) -> None:
    pages = on_trial.books.pages()
    assert pages.claimed == 0
    assert all(row["state"] != "sending" for row in pages.letters)
    entries = {row["mail_from"] for row in pages.journal}
    assert {mail.sender for mail in on_trial.client.posted if mail.accepted} <= entries
