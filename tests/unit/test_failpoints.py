"""Every commit and every action on the world has a named point before and after it; no point stands alone."""

import ast
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import mailgate
from mailgate.failpoints import Failpoints, Step, Unit, all_points

PACKAGE = Path(mailgate.__file__).parent
TRANSACTIONS = {"begin", "begin_nested", "commit", "begin_twophase"}
# What acts on the world, as (receiver, method): the point that must stand on both sides of it in the same function.
ACTIONS = {
    ("courier", "deliver"): Step.SEND,
    ("self", "flush"): Step.ANSWER_250,
    ("self", "put_away"): Step.IMAP_TIDY,
}


@cache
def _modules() -> dict[Path, ast.Module]:
    return {
        path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }


def _functions(*, within: str = "") -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, module in _modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and str(path).startswith(within):
                yield path, node


def _method_calls(tree: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Each `receiver.method(...)`; the receiver by its last name, without a leading underscore."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            name = receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
            yield name.removeprefix("_"), node.func.attr, node


def _opens_transaction(tree: ast.AST) -> bool:
    return any(method in TRANSACTIONS and not call.args for _, method, call in _method_calls(tree))


def _used(enum: str) -> set[str]:
    """The members of Unit or Step that the package names somewhere outside `failpoints`."""
    return {
        node.attr
        for path, module in _modules().items()
        if path.name != "failpoints.py"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enum
    }


def _reached(function: ast.AST) -> dict[str, int]:
    """The points that a function reaches, as they are written, with their lines."""
    calls = [call for _, method, call in _method_calls(function) if method == "reach"]
    return {
        ast.unparse(call.args[0]).strip("f'\""): call.lineno for call in sorted(calls, key=lambda c: c.lineno)
    }


def test_only_the_store_and_its_migrations_open_transactions() -> None:
    opened = {str(path) for path, module in _modules().items() if _opens_transaction(module)}
    assert opened == {"store/store.py", "store/migrate.py"}


def test_nobody_outside_the_store_uses_its_engine_or_makes_one() -> None:
    for path, module in _modules().items():
        if path.parts[0] == "store":
            continue
        for node in ast.walk(module):
            assert not (isinstance(node, ast.Attribute) and node.attr in {"engine", "raw_connection"}), path
            assert not (
                isinstance(node, ast.ImportFrom)
                and node.module == "mailgate.store.engine"
                and {alias.name for alias in node.names} != {"sqlite_path"}
            ), path


def test_every_transaction_that_writes_reaches_both_of_its_points() -> None:
    opening = {
        (str(path), function.name): _reached(function)
        for path, function in _functions(within="store/")
        if _opens_transaction(function)
    }
    reading = opening.pop(("store/store.py", "read_now"))
    assert reading == {}
    assert {tuple(points) for points in opening.values()} == {
        ("before:{unit.value}", "after:{unit.value}"),
        ("before:{Unit.MIGRATE.value}", "after:{Unit.MIGRATE.value}"),
    }
    assert len(opening) == 2


def test_every_write_names_its_unit_where_it_is_made() -> None:
    writes = [
        (str(path), call)
        for path, module in _modules().items()
        for receiver, method, call in _method_calls(module)
        if method == "write_now" or (method == "write" and receiver == "store")
    ]
    assert writes
    for path, call in writes:
        named = ast.unparse(call.args[0])
        assert named.startswith("Unit.") or named == "unit", f"{path}:{call.lineno} writes as {named}"


@pytest.mark.parametrize("enum", [Unit, Step])
def test_every_name_is_used_in_the_package(enum: type[Unit] | type[Step]) -> None:
    assert _used(enum.__name__) >= set(enum.__members__)


@pytest.mark.parametrize("step", Step)
def test_every_step_has_one_action_between_its_points(step: Step) -> None:
    points = (f"before:{{Step.{step.name}}}", f"after:{{Step.{step.name}}}")
    around = [f for _, f in _functions() if set(points) <= set(_reached(f))]
    assert len(around) == 1
    before, after = (_reached(around[0])[point] for point in points)
    between = [
        (receiver, method)
        for receiver, method, call in _method_calls(around[0])
        if before < call.lineno < after
    ]
    assert [ACTIONS[action] for action in between if action in ACTIONS] == [step]


def test_no_mail_is_delivered_outside_the_points_of_sending() -> None:
    senders = {
        (str(path), function.name)
        for path, function in _functions()
        for receiver, method, _ in _method_calls(function)
        if (receiver, method) == ("courier", "deliver")
    }
    assert senders == {("outbound/deliver.py", "_deliver")}


def test_the_250_of_a_mail_is_said_in_one_place() -> None:
    """Only `_accept` finds that a mail was taken, and its answer passes the points of ANSWER_250."""
    named = {
        (str(path), function.name)
        for path, function in _functions(within="inbound/")
        if any(ast.unparse(n) == "replies.OK" for n in ast.walk(function))
    }
    nothing_taken = {("inbound/smtp_session.py", "on_rset"), ("inbound/smtp_session.py", "on_noop")}
    assert named - nothing_taken == {("inbound/smtp.py", "_accept"), ("inbound/smtp.py", "_receive_mail")}


def test_each_edge_has_a_point_before_and_after() -> None:
    points = all_points()
    assert len(points) == len(set(points)) == 2 * (len(Unit) + len(Step))
    assert {p.partition(":")[0] for p in points} == {"before", "after"}


@pytest.mark.parametrize(
    ("value", "armed", "countdown"),
    [
        (None, None, 1),
        ("", None, 1),
        ("after:process", "after:process", 1),
        ("after:process:3", "after:process", 3),
        ("before:claim-journal:12", "before:claim-journal", 12),
    ],
)
def test_the_environment_arms_a_point_and_counts_passings(
    value: str | None, armed: str | None, countdown: int
) -> None:
    assert Failpoints.from_environment(value) == Failpoints(armed, countdown)


@pytest.mark.parametrize("value", ["after:proces", "process", "after:process:0", "after:process:-1", "on"])
def test_a_point_that_nobody_passes_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no such failpoint"):
        Failpoints.from_environment(value)


def test_an_armed_point_kills_the_process_on_its_nth_passing() -> None:
    program = (
        "from mailgate.failpoints import Failpoints\n"
        "points = Failpoints.from_environment('after:settle:2')\n"
        "for point in ('before:settle', 'after:settle', 'before:settle', 'after:settle'):\n"
        "    points.reach(point)\n"
        "    print(point, flush=True)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.split() == ["before:settle", "after:settle", "before:settle"]
