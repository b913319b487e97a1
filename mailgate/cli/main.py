"""`mailgate`: the command line."""

from typing import Annotated

import typer

from mailgate.cli.lazy import LazyGroup

app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich would double the time of --help
    pretty_exceptions_enable=False,  # they print local variables: bodies, passwords
)


def _version(asked: bool) -> None:
    if asked:
        from mailgate.cli.version import version  # noqa: PLC0415 - only when asked

        version()
        raise typer.Exit


@app.callback()
def root(
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """A support desk that lives entirely in e-mail."""


def main() -> None:
    """Runs the command line of this process and exits."""
    app(prog_name="mailgate")


if __name__ == "__main__":
    main()
