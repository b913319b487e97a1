"""The daemon as it is, with an instrument beside it: `python -m bench.serve DIRECTORY [--hold] [--samples FILE]`."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.sampler import Sampler
from mailgate.cli.serve import serve
from mailgate.inbound.intake import Intake
from mailgate.store import journal


def _hold() -> None:
    """Leaves what was accepted waiting. The daemon has no such switch, nor should it: its parts are replaced here."""
    begin = Intake.__init__

    def wake_nobody(self: Intake, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named | {"wake": lambda: None})

    Intake.__init__ = wake_nobody  # type: ignore[method-assign]
    journal.claim = lambda *_arguments, **_named: []


@contextmanager
def _sampled(file: Path | None) -> Iterator[None]:
    if file is None:
        yield
        return
    sampler = Sampler()
    sampler.start()
    try:
        yield
    finally:
        sampler.stop()
        sampler.write(file)


def main() -> None:
    """Serves until SIGTERM."""
    arguments = argparse.ArgumentParser(prog="bench.serve", description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--hold", action="store_true", help="Accept mail and leave it waiting.")
    arguments.add_argument("--samples", type=Path, help="Write where the CPU time went.")
    chosen = arguments.parse_args()
    if chosen.hold:
        _hold()
    with _sampled(chosen.samples):
        serve(chosen.directory)


if __name__ == "__main__":
    main()
