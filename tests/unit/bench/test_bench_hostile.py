"""A hostile shape goes through a real reader, and what it cost is judged by its worst."""

from io import StringIO

from rich.console import Console

from bench.hostile import GOOD, Outcome, demands, hostile, table
from bench.hostile_shapes import BY_NAME, SHAPES
from bench.measure import MIB
from mailgate.mail.read import read

CHEAP = Outcome("cheap", 10, 0.1, 40 * MIB, "read", 0.001)
DEAR = Outcome("dear", 10, 1.5, 160 * MIB, "read", 0.3)


def test_a_shape_is_read_by_a_real_reader_and_the_good_mail_beside_it_too() -> None:
    deep, bomb = hostile([BY_NAME["depth 10 000"], BY_NAME["zip bomb attached"]])
    assert deep.ending == "limit depth; raw attached"
    assert bomb.ending.startswith("read; a.zip ")
    for one in (deep, bomb):
        assert one.octets > 10_000
        assert one.peak > MIB
        assert min(one.seconds, one.good_s) > 0


def test_the_worst_shape_is_what_is_judged() -> None:
    judged = list(demands([CHEAP, DEAR]))
    assert [one.holds for one in judged] == [False, False, False]
    assert [one.found for one in judged] == [1.5, 160, 0.3]
    assert all(one.holds for one in demands([CHEAP]))
    assert list(demands([])) == []
    assert (CHEAP.holds, DEAR.holds) == (True, False)


def test_every_shape_has_a_row() -> None:
    console = Console(width=120, record=True, file=StringIO())
    console.print(table([CHEAP, DEAR]))
    text = console.export_text()
    assert "cheap" in text
    assert "160" in text


def test_the_shapes_have_names_of_their_own_and_the_good_mail_is_one() -> None:
    assert len(BY_NAME) == len(SHAPES) == 12
    assert read(GOOD).new_text == "The printer smokes."
