"""`mailgate serve`: the daemon in the foreground, as systemd wants it."""

import asyncio
import gc
import logging
import os
import sys
from functools import partial
from pathlib import Path

import typer

from mailgate.cli.options import Config


def serve(config: Config = None) -> None:
    """Run the daemon until SIGTERM; SIGHUP reloads the configuration."""
    from mailgate.operations.lock import AlreadyRunning  # noqa: PLC0415 - the daemon's imports slow down every command

    gc.disable()  # imports leave no garbage, and looking for it was a sixth of the start; `_tune` turns it on again
    try:
        asyncio.run(_serve(config))
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        raise typer.Exit(75) from None


async def _serve(config: Path | None) -> None:
    from mailgate.cli.check import room_checks  # noqa: PLC0415
    from mailgate.clock import SystemClock  # noqa: PLC0415
    from mailgate.config.load import load  # noqa: PLC0415
    from mailgate.config.place import place  # noqa: PLC0415
    from mailgate.config.reload import Current  # noqa: PLC0415
    from mailgate.daemon.parts import build_parts  # noqa: PLC0415
    from mailgate.daemon.run import Daemon, install_signals  # noqa: PLC0415
    from mailgate.events import FanOut  # noqa: PLC0415
    from mailgate.operations.activation import inherited_sockets  # noqa: PLC0415
    from mailgate.operations.logs import Form, LibraryHandler, LogSink, writes_to_journal  # noqa: PLC0415
    from mailgate.operations.metrics import MetricsSink  # noqa: PLC0415
    from mailgate.operations.notify import Notifier  # noqa: PLC0415

    clock = SystemClock()
    notifier = Notifier.from_environment(os.environ, clock)
    inherited = inherited_sockets(os.environ, os.getpid())
    read = partial(load, place(config, os.environ), dict(os.environ), room_checks())
    current = Current(read(), read)
    journal = writes_to_journal(os.environ, sys.stdout.fileno())
    logs = LogSink(clock, sys.stdout, Form(current.settings.operator.logs), journal=journal)
    logging.getLogger().addHandler(LibraryHandler(logs))
    metrics = MetricsSink()
    daemon = Daemon(
        build_parts(current, os.environ, clock, FanOut(logs, metrics)), notifier, metrics, inherited
    )
    install_signals(daemon)
    _tune()
    await daemon.run()


def _tune() -> None:
    """Two settings of the interpreter that a long-running service with a writer thread needs.

    A thread that computes gives the interpreter up after this long; with the default of 5 ms every answer to a client waits
    that long several times. What exists at the start is never garbage, and the young generation of a service that makes
    hundreds of small objects a mail is worth a look only now and then.
    """
    sys.setswitchinterval(0.005)
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
