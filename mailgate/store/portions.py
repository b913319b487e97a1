"""How many ids does one statement take? SQLite allows 32 766 values, and a long list makes a slow plan."""

from collections.abc import Collection, Iterator
from itertools import islice

PORTION = 500


def portions(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in lists that fit into a statement each."""
    left = iter(ids)
    while portion := list(islice(left, PORTION)):
        yield portion
