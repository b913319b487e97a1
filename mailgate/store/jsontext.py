"""How structures become text in the store: compact, and the characters of all languages as they are."""

import json
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(value: object) -> str:
    """Compact JSON; U+0000 cannot stand in PostgreSQL's text and is shown as U+2400."""
    text = _encode(value)
    return text.replace("\\u0000", "␀") if "\\u0000" in text else text


def loads(text: str) -> Any:
    """The value that `dumps` wrote."""
    return json.loads(text)
