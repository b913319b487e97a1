"""Which file does a table stand in, and what is a key called in a message?"""

import re
from collections.abc import Sequence

from mailgate.errors import Fault

MAIN = "mailgate.toml"
HOME = {
    "store": MAIN,
    "smtp": MAIN,
    "outbound": MAIN,
    "processing": MAIN,
    "caps": MAIN,
    "operator": MAIN,
    "alarms": MAIN,
    "border": MAIN,
    "dkim": MAIN,
    "bounces": MAIN,
    "mailbox": MAIN,
    "imap": MAIN,
    "oauth": MAIN,
    "former": MAIN,
    "trusted_results": MAIN,
    "team": "agents.toml",
    "agent": "agents.toml",
    "organisation": "agents.toml",
    "calendar": "calendars.toml",
    "policy": "sla.toml",
    "plan": "sla.toml",
}
FILES = tuple(dict.fromkeys(HOME.values()))
# Read by the room of rules, not here; named so that a rule in the wrong file is told where to go.
RULES = "rules.toml"
ELSEWHERE = {"rule": RULES, "categories": RULES}
WHOLE_FILE = "whole file"

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def key_path(parts: Sequence[str | int]) -> str:
    """`mailbox[2].zone` for ("mailbox", 1, "zone"): people count from one, so the first table is [1]."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            name = part if _BARE.fullmatch(part) else f'"{part}"'
            path += f".{name}" if path else name
    return path


def fault(parts: Sequence[str | int], problem: str, remedy: str) -> Fault:
    """A fault at this key, in the file that its table belongs to."""
    return Fault(HOME.get(str(parts[0]), MAIN), key_path(parts), problem, remedy)
