"""How long does a test wait for a thing to be so? Until it is, and no longer than the deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 20.0  # for each effect, on a busy machine; all of them take a second or two
_LOOK_S = 0.05


class Late(AssertionError):  # noqa: N818 - what happened, or rather did not
    """Something that should have happened did not; `str()` says what."""


def until(look: Callable[[], T | None], what: str, within: float = PATIENCE_S) -> T:
    """The first result that is something; Late names what was waited for.

    Other processes do the work, and none of them could wake us: we look again and again.
    """
    end = time.monotonic() + within
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > end:
            raise Late(f"not within {within:g} s: {what}")
        time.sleep(_LOOK_S)
