"""Which trials on which database belong to `make test`, and which to `make soak`."""

from collections.abc import Collection, Sequence

import pytest
from _pytest.mark import ParameterSet

from tests.conftest import backends


def tiers(values: Sequence[str], quick: Collection[str]) -> list[ParameterSet]:
    """Every value on both databases; all of it is soak but the quick ones on SQLite."""
    return [
        pytest.param(backend, value, marks=() if backend == "sqlite" and value in quick else pytest.mark.soak)
        for backend in backends()
        for value in values
    ]
