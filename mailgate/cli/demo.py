"""`mailgate demo`: a whole conversation with the real daemon, seen from outside; everything in it goes away again."""

from typing import Annotated

import typer


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave it running until Ctrl-C and say how to write to it.")
    ] = False,
) -> None:
    """Show a whole conversation on this machine; exit 0 only if all of it happened."""
    import asyncio  # noqa: PLC0415 - the demonstration's imports would slow down every command
    import sys  # noqa: PLC0415
    from io import TextIOWrapper  # noqa: PLC0415

    from mailgate.cli.demo_stage import perform  # noqa: PLC0415

    if isinstance(sys.stdout, TextIOWrapper):
        # A line at a time even into a pipe, and a terminal without ✓ gets a question mark, not a traceback.
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
    raise typer.Exit(asyncio.run(perform(keep=keep)))
