"""How long does somebody at a shell wait for the smallest command?"""

import subprocess
import sys
import time
from pathlib import Path

from bench.measure import Series

TIMES = 7


def help_s() -> Series:
    """Seconds from start to end of `mailgate --help`, several times; the first one, which reads the disk, left out."""
    script = Path(sys.executable).parent / "mailgate"
    command = [str(script)] if script.exists() else [sys.executable, "-m", "mailgate.cli.main"]
    return Series.of([_timed([*command, "--help"]) for _ in range(TIMES + 1)][1:])


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
