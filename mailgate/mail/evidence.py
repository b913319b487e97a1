"""Which words does a structured field hold? Comments, case, lists and parameters as RFC 5322 and RFC 3834 have them."""

import re

from mailgate.mail.fields import Fields

_COMMENT = re.compile(r"\([^()]*\)")
_DEPTH = 5  # nested comments; each round takes the innermost away


def words(value: bytes) -> tuple[str, ...]:
    """The members of a comma list, lower case, without comments, parameters and quotes."""
    if not value:
        return ()
    text = value[:1_000].decode("ascii", "replace")
    for _ in range(_DEPTH):
        if "(" not in text:
            break
        text = _COMMENT.sub(" ", text)
    members = (
        member.partition(";")[0].strip(" \t\"'").lower() for member in re.split(r"[,\s]+(?=\w)|,", text)
    )
    return tuple(member for member in members if member)


def first_word(fields: Fields, name: str) -> str:
    """The first word of the field; empty when it is absent or says nothing."""
    found = words(fields.first(name))
    return found[0] if found else ""


def truthy(fields: Fields, name: str) -> bool:
    """The field is there and does not deny itself."""
    return bool(fields.every(name)) and first_word(fields, name) not in ("no", "false", "0", "none", "off")
