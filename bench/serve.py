"""The daemon as it is, with an instrument beside it: `python -m bench.serve DIRECTORY [--hold] [--samples FILE]`."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.sampler import Sampler
from mailgate.cli.serve import serve
from mailgate.store import journal
from mailgate.store.store import Tx


def _claim_nothing(_tx: Tx, *_arguments: object) -> list[journal.Claimed]:
    """The processing loop looks, and finds no work: what remains is acceptance."""
    return []


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
        journal.claim = _claim_nothing  # type: ignore[assignment]  # there is no such switch, nor should there be
    with _sampled(chosen.samples):
        serve(chosen.directory)


if __name__ == "__main__":
    main()
