"""Whose mail was forwarded? The inner header block that mailers write above it."""

from mailgate.mail.addresses import read_addresses
from mailgate.mail.header_block import read_field
from mailgate.model.mail import Address, Forward

_LINES = 14
_VALUE = 1_000


def read_forward(text: str, at: int) -> Forward | None:
    """The block that begins at line `at` of the text or a little below; None if it names no sender."""
    values: dict[str, str] = {}
    last = ""
    for line in text.split("\n", at + _LINES)[at : at + _LINES]:
        field = read_field(line[:_VALUE])
        kind = "date" if field and field.kind == "sent" else field.kind if field else ""
        if field and kind not in values:
            values[kind] = field.value
            last = kind
        elif not line.strip(" >\t\r") and "from" in values and len(values) > 1:
            break
        elif last and line.startswith((" ", "\t")) and line.strip():
            values[last] = f"{values[last]} {line.strip()}"[:_VALUE]
    author = _author(values.get("from", ""))
    if author is None:
        return None
    return Forward(author, values.get("to", ""), values.get("subject", ""), values.get("date", ""))


def _author(value: str) -> Address | None:
    """Outlook writes `Anna Berg [mailto:anna@example.com]`, or the name alone."""
    value = (
        value.replace("[mailto:", "<").replace("]", ">").replace("<mailto:", "<")
        if "mailto:" in value
        else value
    )
    found = read_addresses(value.encode(), None, "forwarded from", [])
    if found:
        return found[0]
    return Address("", value) if value else None
