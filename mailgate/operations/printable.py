"""What of a stranger's text may reach a terminal or a log?"""

import re

# Whole escape sequences first (ECMA-48: CSI and OSC, with ESC or their one-character C1 forms), so that
# "[31m" does not stay behind as text; each alternative is linear in its input.
_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?"
)

# Then what else is invisible or reorders a line: C0, DEL, C1, zero width, bidirectional controls, line and
# paragraph separators, tags. Lone surrogates too: they cannot be written as UTF-8.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]+"
)


def printable(text: str, limit: int = 256) -> str:
    """The text as one line without escapes and control characters, at most `limit` characters long.

    What is cut off is marked with an ellipsis; runs of control characters become one space.
    """
    # Nearly all text leaves here: isprintable() knows every control and format character, at the speed of C.
    if len(text) <= limit and text.isprintable():
        return text.strip()
    # Four times the limit bounds the work and still leaves the limit's worth after most removals.
    plain = _UNPRINTABLE.sub(" ", _ESCAPE_SEQUENCE.sub("", text[: 4 * limit])).strip()
    whole = len(plain) <= limit and len(text) <= 4 * limit
    return plain if whole else plain[: limit - 1] + "…"
