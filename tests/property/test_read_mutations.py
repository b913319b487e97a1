"""A sample of what `make fuzz` does for minutes: damaged mails, always the same ones, and none breaks a promise."""

import random

import pytest

from tests.property.fuzz import batch
from tests.property.mutation import CHANGES, Change, Mutator, golden_mails
from tests.property.promises import faults

MAILS = golden_mails()
SEEDS = (0, 500, 1_000, 1_500)
FAR = 1e12  # a time that does not come


@pytest.mark.parametrize("first", SEEDS)
def test_a_damaged_mail_breaks_no_promise(first: int) -> None:
    found = batch(Mutator(MAILS), first, FAR)
    assert (found.mails, found.broken) == (500, [])


@pytest.mark.parametrize("change", dict.fromkeys(CHANGES), ids=lambda change: change.__name__.strip("_"))
def test_damage_of_one_kind_breaks_no_promise(change: Change) -> None:
    chance = random.Random(change.__name__)
    for raw in chance.sample(MAILS, 40):
        damaged = change(chance, raw, chance.choice(MAILS))
        assert faults(damaged) == [], damaged


def test_the_same_seed_makes_the_same_mail_and_another_seed_another() -> None:
    mutator = Mutator(MAILS)
    assert mutator.mutant(7) == mutator.mutant(7)
    assert len({mutator.mutant(seed) for seed in range(50)}) > 45


def test_every_golden_mail_keeps_the_promises() -> None:
    assert [(raw, found) for raw in MAILS if (found := faults(raw))] == []
