"""The mark around notes in what agents read: text that bears it never goes out."""

import re

SEAL_MARK = "⁂ internal ⁂"

# Clients write the stars in another charset as question marks, and put other spaces around the word.
_SEAL = re.compile(r"[⁂*?]\s*internal\s*[⁂*?]", re.IGNORECASE)


def sealed(text: str) -> bool:
    """Whether a part of a marked note stands in a text; invisible characters are no longer in it."""
    return _SEAL.search(text) is not None
