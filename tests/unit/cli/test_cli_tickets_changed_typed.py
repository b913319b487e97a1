"""Work on tickets as it is typed: options, shapes, standard input, mistakes."""

import json
from typing import Any

import pytest

from mailgate.failpoints import Unit
from mailgate.operations.lock import DaemonLock
from mailgate.store import journal
from tests.unit.cli.test_cli_shapes import FLAG, INSTANT, NUMBER, TEXT, Each, Maybe, fits
from tests.unit.cli.working_desk import WorkingDesk

ANNA_AS = ("--as", "Anna Berg")
CHANGED = {
    "ref": TEXT, "done": FLAG, "journal_id": Maybe(NUMBER), "fate": Maybe(TEXT),
    "commands": Each({"line": TEXT, "ok": FLAG, "reason": TEXT, "nearest": Maybe(TEXT)}, some=False),
    "why": Each(TEXT, some=False), "status": TEXT, "public": Maybe(FLAG), "leaves_at": Maybe(INSTANT),
    "opened": Each(TEXT, some=False), "shown": Each({"title": TEXT, "lines": Each(TEXT)}, some=False),
}  # fmt: skip


def run_json(desk: WorkingDesk, *args: str, code: int = 0, stdin: bytes | None = None) -> Any:
    result = desk.run(*args, "--json", stdin=stdin)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("ticket", "set", "1", *ANNA_AS, "prio", "high"), 0),
        (("ticket", "set", "1", *ANNA_AS, "prio", "hihg"), 1),
        (("ticket", "set", "1", *ANNA_AS, "list", "mine"), 0),
        (("ticket", "note", "1", *ANNA_AS, "He", "called."), 0),
        (("ticket", "reply", "1", *ANNA_AS, "We send it.", "--do", "solve"), 0),
        (("ticket", "split", "1", *ANNA_AS, "Another", "matter"), 0),
        (("ticket", "merge", "2", "1", *ANNA_AS), 0),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_a_change_has_the_documented_shape(
    conversation: WorkingDesk, args: tuple[str, ...], code: int
) -> None:
    fits(run_json(conversation, *args, code=code), CHANGED)


def test_tags_are_taken_away_though_they_begin_like_an_option(conversation: WorkingDesk) -> None:
    run_json(conversation, "ticket", "set", "1", *ANNA_AS, "tag", "+new", "+old")
    run_json(conversation, "ticket", "set", "1", *ANNA_AS, "tag", "-old", "--do", "prio low")
    ticket = conversation.json("ticket", "show", "1")
    assert (ticket["tags"], ticket["priority"]) == (["new"], "low")


def test_a_split_tells_the_new_ticket(conversation: WorkingDesk) -> None:
    [opened] = run_json(conversation, "ticket", "split", "1", *ANNA_AS, "Another matter")["opened"]
    assert conversation.json("ticket", "show", opened)["subject"] == "Another matter"


def test_a_preview_is_shown_and_nothing_leaves(conversation: WorkingDesk) -> None:
    waiting = len([m for m in conversation.json("outbox", "list") if m["kind"] == "reply"])
    result = conversation.run("ticket", "reply", "1", *ANNA_AS, "--do", "preview", "We send it.")
    assert (result.exit_code, "kim@example.net" in result.output, "We send it." in result.output) == (
        0,
        True,
        True,
    )
    assert len([m for m in conversation.json("outbox", "list") if m["kind"] == "reply"]) == waiting


def test_text_comes_from_standard_input(conversation: WorkingDesk) -> None:
    for args in ((), ("-",)):
        words = "Zażółć gęślą jaźń.\nSecond line.\n"
        result = conversation.run("ticket", "note", "1", *ANNA_AS, *args, stdin=words.encode())
        assert result.exit_code == 0
        assert conversation.json("ticket", "show", "1")["messages"][-1]["new_text"].strip() == words.strip()


def test_quoted_history_is_left_out_and_that_is_said(conversation: WorkingDesk) -> None:
    words = b"We send it.\n\nOn Mon, 2 Mar 2026 at 10:00, Kim Holm <kim@example.net> wrote:\n> It broke.\n"
    result = conversation.run("ticket", "note", "1", *ANNA_AS, stdin=words)
    assert (result.exit_code, "left out" in result.stderr) == (0, True)


@pytest.mark.parametrize(
    ("args", "stdin", "code", "words"),
    [
        (("set", "1", "prio", "high"), None, 2, "Anna Berg"),
        (("set", "1", "--as", "Bo Lund", "prio", "high"), None, 1, "Anna Berg"),
        (("set", "77", *ANNA_AS, "prio", "high"), None, 1, "there is no ticket 77"),
        (("set", "1", *ANNA_AS), None, 2, "name a command"),
        (("set", "1", *ANNA_AS, "--do", " # "), None, 2, "name a command"),
        (("set", "1", *ANNA_AS, "send"), None, 1, "kept back"),
        (("reply", "1", *ANNA_AS, " "), None, 2, "empty"),
        (("reply", "1", *ANNA_AS), b"", 2, "empty"),
        (("note", "1", *ANNA_AS), b"\xff\xfe", 65, "UTF-8"),
        (("note", "1", *ANNA_AS), b"x" * 2**21, 65, "smtp.max_size"),
        (("merge", "1", "77", *ANNA_AS), None, 1, "there is no ticket 77"),
        (("merge", "1", "1", *ANNA_AS), None, 1, "itself"),
        (("split", "2", *ANNA_AS), None, 1, "only one message"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_remedy(
    conversation: WorkingDesk, args: tuple[str, ...], stdin: bytes | None, code: int, words: str
) -> None:
    result = conversation.run("ticket", *args, stdin=stdin)
    assert (result.exit_code, words in " ".join(result.output.split())) == (code, True), result.output


@pytest.mark.parametrize("name", ["anna berg", "ANNA@example.com", " Anna Berg "])
def test_an_agent_is_known_by_name_and_by_address(conversation: WorkingDesk, name: str) -> None:
    assert run_json(conversation, "ticket", "set", "1", "--as", name, "take")["done"]


def test_an_agent_who_is_new_in_the_configuration_may_begin_at_once(conversation: WorkingDesk) -> None:
    more = '\n[[agent]]\nname = "Bo Lund"\naddresses = ["bo@example.com"]\nteams = ["support"]\n'
    with (conversation.directory / "agents.toml").open("a") as file:
        file.write(more)
    assert run_json(conversation, "ticket", "set", "1", "--as", "Bo Lund", "take")["done"]
    assert conversation.json("ticket", "show", "1")["assignee"] == "Bo Lund"


def test_a_change_waits_for_no_daemon_and_needs_none(conversation: WorkingDesk) -> None:
    with DaemonLock(conversation.database):
        assert run_json(conversation, "ticket", "set", "1", *ANNA_AS, "prio", "high")["done"]
    assert conversation.store.write_now(Unit.OPERATOR, lambda tx: journal.release(tx, None)) == 0


def test_what_strangers_wrote_cannot_command_the_terminal(conversation: WorkingDesk) -> None:
    for args in (
        ("set", "1", *ANNA_AS, "prio \x1b[31m\u202e"),
        ("reply", "1", *ANNA_AS, "--do", "preview", "\x1b]0;x\x07 hi"),
    ):
        assert not {"\x1b", "\x07", "\u202e"} & set(conversation.run("ticket", *args).output)


def test_text_fits_the_terminal(conversation: WorkingDesk) -> None:
    result = conversation.run("ticket", "reply", "1", *ANNA_AS, "We send it.", "--do", "tag +a +b")
    assert max(map(len, result.output.splitlines())) <= 100
