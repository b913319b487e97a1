"""Where does the CPU time of a running process go? A thread that looks at all others every few milliseconds.

Theory of operation. Each look charges a thread with the CPU time that the kernel gave it since the look before,
to the stack that it shows now; so a thread that waits costs nothing, however often it is seen. A thread is best
seen where it lets go of the interpreter lock, that is before a call into the database or the kernel: shares
within a few percent mean nothing, and a cheap function in front of an expensive one may carry some of its time.
"""

import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

_TASKS = Path("/proc/self/task")
_INTERVAL_S = 0.002
_SWITCH_S = 0.00002  # a busy thread is made to let the sampler look, instead of only where it waits anyhow
_DEPTH = 60
_PACKAGES = ("site-packages/", "lib/python3.11/")


class Sampler:
    """Collects stacks from `start` on; `write` stores what was seen."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)
        self._over = threading.Event()
        self._charged: dict[int, int] = {}
        self.stacks: Counter[tuple[str, ...]] = Counter()  # thread name and frames, outermost first -> ns

    def start(self) -> None:
        sys.setswitchinterval(_SWITCH_S)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def write(self, file: Path) -> None:
        """One line a stack: frames joined by semicolons, a space, microseconds; what flame graph tools read."""
        lines = (f"{';'.join(stack)} {ns // 1000}\n" for stack, ns in self.stacks.most_common())
        file.write_text("".join(lines), encoding="utf-8")

    def _run(self) -> None:
        while not self._over.wait(_INTERVAL_S):
            frames = sys._current_frames()  # noqa: SLF001 - the documented way to see other threads' stacks
            for thread in threading.enumerate():
                if thread is not self._thread and thread.ident in frames and thread.native_id is not None:
                    self._look(thread.name, thread.native_id, frames[thread.ident])

    def _look(self, name: str, native_id: int, frame: FrameType) -> None:
        used = _cpu_ns(native_id)
        spent = used - self._charged.get(native_id, used)
        self._charged[native_id] = used
        if spent:
            self.stacks[name, *_stack(frame)] += spent


def _cpu_ns(native_id: int) -> int:
    try:
        return int((_TASKS / str(native_id) / "schedstat").read_text(encoding="ascii").split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _stack(frame: FrameType | None) -> tuple[str, ...]:
    names: list[str] = []
    while frame is not None and len(names) < _DEPTH:
        code = frame.f_code
        names.append(f"{_short(code.co_filename)}:{code.co_qualname}")
        frame = frame.f_back
    return tuple(reversed(names))


def _short(file: str) -> str:
    for package in _PACKAGES:
        file = file.rpartition(package)[2]
    return file.rpartition("/main/")[2] if "/mailgate/" in file else file
