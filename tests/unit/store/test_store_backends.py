"""Which databases is this run about? One line in its summary says so."""

import pytest

from tests.conftest import MISSING, backends


def test_the_promises_are_tested_on_both_databases() -> None:
    if backends() == ["sqlite"]:
        pytest.skip(MISSING)
    assert backends() == ["sqlite", "postgresql"]
