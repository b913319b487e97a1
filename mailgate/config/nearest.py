"""Which known word was probably meant?"""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, compared without case; None where nothing is near."""
    by_fold = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def suggest(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for an unknown name: the nearest known one, else all of them, else what to do without any."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f"write {near!r}"
    return f"write one of {', '.join(sorted(names))}" if names else otherwise
