"""The commands are those of docs/cli.md, start quickly because none is imported, and end with the promised codes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup

from mailgate.cli.commands import COMMANDS
from mailgate.cli.exits import Exit, exit_of
from mailgate.cli.lazy import load
from mailgate.errors import Bug, ConfigError, Conflict, MailgateError, NotFound, StoreUnavailable, Unparseable
from tests.unit.cli.working_desk import CONFIG, WorkingDesk, mail, run, write_config

DOCUMENT = Path(__file__).parents[3] / "docs" / "cli.md"


def commands() -> dict[str, str]:
    """Every command with the first sentence of its help."""
    found: dict[str, str] = {}
    for name, entry in COMMANDS.items():
        command = load(name, entry)
        if isinstance(command, TyperGroup):
            found |= {f"{name} {sub}": c.help or "" for sub, c in command.commands.items()}
        else:
            found[name] = entry.summary
    return found


def test_the_document_lists_exactly_the_commands() -> None:
    rows = re.findall(r"^\| `([a-z ]+)` \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == list(commands())
    for name, words in rows:
        assert commands()[name].startswith(words.rstrip(".")), name


def test_the_document_lists_exactly_the_exit_codes() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(str(code.value), code.meaning) for code in Exit]


def test_every_option_is_documented_where_a_page_speaks_of_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for option in (
        "--config",
        "--import",
        "--as",
        "--to",
        "--from",
        "--raw",
        "--older-than",
        "--limit",
        "--ticket",
    ):
        assert option in text


def test_help_imports_no_command_and_nothing_heavy() -> None:
    script = (
        "import sys; from mailgate.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    loaded = set(out.splitlines()[-1].split())
    heavy = {"sqlalchemy", "alembic", "pydantic", "rich", "jinja2", "aiohttp", "asyncio", "mailparser"}
    assert not loaded & heavy
    assert not {m for m in loaded if m.startswith("mailgate.cli.")} - {
        "mailgate.cli.main", "mailgate.cli.lazy", "mailgate.cli.commands", "mailgate.cli.exits",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError([]), 78), (NotFound("x"), 1), (Unparseable("x"), 65), (StoreUnavailable("x"), 69),
        (Conflict("x"), 75), (Bug("x"), None), (MailgateError("x"), None),
    ],
)  # fmt: skip
def test_errors_have_exit_codes_unless_they_deserve_a_traceback(
    error: MailgateError, code: int | None
) -> None:
    assert exit_of(error) == code


def test_an_unknown_command_is_wrong_usage() -> None:
    assert run("frobnicate").exit_code == 2


def test_the_version_is_told_both_ways() -> None:
    assert run("--version").stdout == run("version").stdout != ""


def test_a_bad_configuration_exits_with_78_and_names_every_fault(tmp_path: Path) -> None:
    write_config(
        tmp_path / "config", tmp_path / "x.db", CONFIG.replace("[smtp]", "[smtp]\nbanana = 1\ncherry = 2")
    )
    result = run("ticket", "list", "--config", tmp_path / "config")
    assert result.exit_code == 78
    assert "banana" in result.stderr
    assert "cherry" in result.stderr


@pytest.mark.parametrize(
    "args", [("ticket", "list"), ("trace", "1"), ("outbox", "list"), ("quarantine", "list"), ("status",)]
)
def test_reading_commands_never_create_a_missing_database(tmp_path: Path, args: tuple[str, ...]) -> None:
    write_config(tmp_path / "config", tmp_path / "desk.db")
    result = run(*args, "--config", tmp_path / "config")
    assert result.exit_code == 69
    assert "mailgate migrate" in " ".join(result.output.split())
    assert not (tmp_path / "desk.db").exists()


def test_an_empty_database_is_refused_with_the_remedy(tmp_path: Path) -> None:
    write_config(tmp_path / "config", tmp_path / "desk.db")
    (tmp_path / "desk.db").touch()
    result = run("ticket", "list", "--config", tmp_path / "config")
    assert (result.exit_code, "mailgate migrate" in result.stderr) == (69, True)


def test_a_file_that_is_no_database_is_refused_without_a_traceback(tmp_path: Path) -> None:
    write_config(tmp_path / "config", tmp_path / "desk.db")
    (tmp_path / "desk.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    for command in (("ticket", "list"), ("migrate",)):
        assert run(*command, "--config", tmp_path / "config").exit_code == 69


def test_migrate_makes_the_database_and_is_harmless_twice(tmp_path: Path) -> None:
    write_config(tmp_path / "config", tmp_path / "desk.db")
    for _ in range(2):
        assert run("migrate", "--config", tmp_path / "config").exit_code == 0
    assert run("ticket", "list", "--config", tmp_path / "config").exit_code == 0


def test_what_a_stranger_wrote_cannot_command_the_terminal(desk: WorkingDesk) -> None:
    evil = "\x1b]0;owned\x07\x1b[31m\u202egnp.exe\x9b2J"
    desk.take(mail("=?utf-8?q?=1B]0;owned=07red=1B[31m?=", evil, From='"\x1b[2J" <kim@example.net>'))
    desk.process()
    for args in (
        ("ticket", "list"),
        ("ticket", "show", "1"),
        ("trace", "1"),
        ("explain", "1"),
        ("outbox", "show", "1"),
    ):
        output = desk.run(*args).output
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(output), args
        assert desk.run(*args, "--json").output.isascii()


def test_control_sequences_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(
        b"From: \x1b[31mkim@example.net\r\nSubject: \x1b]0;x\x07y\r\n\r\n\x1b[2Jhello\x9b31m\r\n"
    )
    assert "\x1b" not in run("parse", file).output
