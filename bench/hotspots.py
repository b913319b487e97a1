"""What does a profile say? `python -m bench.hotspots FILE MAILS`: each thread's time a mail, and its dearest functions."""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

_SHOWN = 40
_SMALL = 0.01  # of its thread
_IMPORTING = "<frozen importlib"  # start-up is no cost of a mail


def ranking(lines: Iterable[str], mails: int) -> Iterator[str]:
    """A line for each thread and for each function in it: µs a mail with what it calls, µs by itself, name."""
    threads: Counter[str] = Counter()
    whole: defaultdict[str, Counter[str]] = defaultdict(Counter)
    alone: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        stack, _, micros = line.rstrip().rpartition(" ")
        if _IMPORTING in stack:
            continue
        spent = int(micros)
        thread, *frames = stack.split(";")
        name = thread.split("_")[0]  # the threads of one pool are one
        threads[name] += spent
        alone[name][frames[-1]] += spent
        whole[name].update(dict.fromkeys(frames, spent))
    for name, total in threads.most_common():
        yield f"{total / mails:8.0f} {'':8} {name}"
        for function, inside in whole[name].most_common(_SHOWN):
            if inside > total * _SMALL:
                yield f"{inside / mails:8.0f} {alone[name][function] / mails:8.0f}   {function}"


def main() -> None:
    """Prints the ranking."""
    arguments = argparse.ArgumentParser(prog="bench.hotspots", description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("mails", type=int, help="That were sent while it was sampled.")
    chosen = arguments.parse_args()
    with chosen.file.open(encoding="utf-8") as lines:
        print(*ranking(lines, chosen.mails), sep="\n")


if __name__ == "__main__":
    main()
