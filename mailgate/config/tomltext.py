"""How is a value set in a commented file so that the comments stay?

For our own starter only: a table begins with its header on a line of its own, a key stands on one line, set
or as `# key = value`, and a comment after the value follows two blanks.
"""

import json
import re
from collections.abc import Mapping, Sequence

Value = str | bool | int | Sequence[str]

_HEADER = re.compile(r"(?m)^\[.*$")


def literal(value: Value) -> str:
    """The value as TOML writes it; text as a basic string (TOML 1.0, String)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        # JSON's escapes are a part of TOML's; DEL is the one character that only TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(literal(item) for item in value)}]"


def assign(text: str, header: str, values: Mapping[str, Value | None]) -> str:
    """The text with these keys of the first such table set; None turns a key into a comment.

    Raises KeyError if the table does not have the key, not even as a comment.
    """
    before, table, after = split(text, header)
    for key, value in values.items():
        table = _assign(table, key, value)
    return before + table + after


def split(text: str, header: str) -> tuple[str, str, str]:
    """What stands before the first table of this header, the table itself, and what follows it."""
    start = next((m.start() for m in _HEADER.finditer(text) if m[0] == header), None)
    if start is None:
        raise KeyError(header)
    following = _HEADER.search(text, start + len(header))
    end = following.start() if following else len(text)
    return text[:start], text[start:end], text[end:]


def bare(table: str) -> str:
    """The table without its comments, for a second one of its kind."""
    lines = (re.sub(r"  # .*$", "", line) for line in table.splitlines() if not line.startswith("#"))
    return "\n".join(line for line in lines if line) + "\n"


def _assign(table: str, key: str, value: Value | None) -> str:
    line = re.compile(rf"(?m)^(?:# )?({re.escape(key)} = )(.*?)(  # .*)?$")
    found = line.search(table)
    if found is None:
        raise KeyError(key)
    new = f"# {found[1]}{found[2]}" if value is None else f"{found[1]}{literal(value)}"
    return table[: found.start()] + new + (found[3] or "") + table[found.end() :]
