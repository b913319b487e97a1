"""Figures mean what their names say."""

import os
import subprocess
import sys

import pytest

from bench.measure import MIB, PeakMemory, Series, percentile, process_tree, tree_cpu, tree_pss

_PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"])
print(child.pid, flush=True)
child.wait()
"""


def test_a_series_has_median_and_range() -> None:
    series = Series((3.0, 1.0, 2.0, 9.0))
    assert (series.median, series.low, series.high) == (2.5, 1.0, 9.0)


def test_a_ratio_is_taken_round_by_round() -> None:
    assert Series((2.0, 30.0, 8.0)).over(Series((1.0, 10.0, 4.0))).values == (2.0, 3.0, 2.0)


def test_series_of_different_rounds_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Series((1.0, 2.0)).over(Series((1.0,)))


def test_an_empty_series_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Series(())


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [(100, 0.99, 99), (100, 0.5, 50), (1, 0.99, 1), (3, 0.5, 2), (100, 1, 100), (0, 0.5, 0)],
)
def test_percentiles_are_values_that_occurred(count: int, share: float, expected: int) -> None:
    assert percentile(range(1, count + 1), share) == expected


def test_a_tree_holds_children_and_their_memory_and_time() -> None:
    before = tree_cpu(os.getpid())
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert process_tree(parent.pid) == (parent.pid, child)
        assert set(process_tree(parent.pid)) < set(process_tree(os.getpid()))
        with PeakMemory(parent.pid) as peak:
            both = tree_pss(parent.pid)
        assert both > tree_pss(child) > MIB
        assert peak.octets > MIB
        assert parent.stdin is not None
        parent.stdin.close()
    assert tree_cpu(os.getpid()) > before  # children that were waited for count too


def test_a_process_that_is_gone_weighs_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    assert tree_pss(gone.pid) == 0
    assert tree_cpu(gone.pid) == 0
