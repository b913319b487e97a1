"""How does a command get its module only when it runs? Importing all of them would cost `--help` a second."""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from mailgate.cli.commands import COMMANDS, Entry
from mailgate.cli.exits import exit_of
from mailgate.errors import ConfigError, MailgateError


class LazyGroup(TyperGroup):
    """The commands of the table; an expected error of any of them becomes words and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | TyperGroup | None:  # noqa: ARG002
        entry = COMMANDS.get(cmd_name)
        return load(cmd_name, entry) if entry is not None else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MailgateError as error:
            code = exit_of(error)
            if code is None:
                raise
            complain(error)
            raise typer.Exit(code) from None


def load(name: str, entry: Entry) -> TyperCommand | TyperGroup:
    """Imports the command's module and makes what the command line calls."""
    found = getattr(import_module(entry.module), entry.attribute)
    app = found if isinstance(found, typer.Typer) else _single(name, found)
    command = get_command(app)
    assert isinstance(command, TyperCommand | TyperGroup)
    command.name = name
    return command


def complain(error: MailgateError) -> None:
    """Says on standard error what is wrong; every fault of a configuration on a line of its own."""
    from mailgate.operations.printable import printable  # noqa: PLC0415 - no error, no cost

    lines = [str(f) for f in error.faults] if isinstance(error, ConfigError) else [str(error)]
    for line in lines:
        print(f"mailgate: {printable(line, 1000)}", file=sys.stderr)


def _single(name: str, function: Any) -> typer.Typer:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(function)
    return app
