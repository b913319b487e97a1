"""For whom did the agent forward this mail? For exactly one customer, or the agent is asked (SPEC section 11.6).

Facts
- `#for` beats all. Then the author of an attached mail; then the header block that a client writes above what it forwards.
- A block below words of the agent may be history that was forwarded along: it names a customer, but not surely the one.
- Some clients write a name without an address.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mailgate.agents.effects import For
from mailgate.agents.plain import plain
from mailgate.mail.forward_marks import announces_forward
from mailgate.mail.header_block import read_field
from mailgate.mail.quote_marks import ORIGINAL, RULE
from mailgate.model.mail import Address, EnclosedMail, Forward

_LINE = 500


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A question to the agent; the addresses are those that may be meant, and answer it with `#for`."""

    question: str
    addresses: tuple[str, ...] = ()


def forwarded_for(
    explicit: For | None,
    attached: tuple[EnclosedMail, ...],
    forward: Forward | None,
    text: str,
    internal: Callable[[str], bool],
) -> For | Ambiguous | None:
    """The customer of a forwarded mail; None where nothing was forwarded. `text` is that below the block of commands."""
    if explicit is not None:
        return explicit
    authors = {a.key: a for m in attached for a in m.senders[:1] if "@" in a.key}
    above = not begins_with_header(text)
    if forward is not None and forward.from_.key and not (authors and above):
        authors.setdefault(forward.from_.key, forward.from_)
    if forward is None and not attached:
        return None
    outside = {key: author for key, author in authors.items() if not internal(key)}
    if forward is not None and not attached and above and outside:
        return Ambiguous("Words of yours stand above the forwarded mail.", tuple(outside))
    return _chosen(tuple(outside.values()), authors)


def begins_with_header(text: str) -> bool:
    """Whether the first words of a text are those that a client writes above a forwarded mail."""
    for raw in text.splitlines():
        line = plain(raw[:_LINE]).strip()
        if not line or RULE.match(line):
            continue
        return read_field(line) is not None or announces_forward(line) or ORIGINAL.match(line) is not None
    return False


def _chosen(outside: tuple[Address, ...], authors: dict[str, Address]) -> For | Ambiguous:
    if len(outside) == 1:
        return For(outside[0].address, outside[0].name)
    if outside:
        return Ambiguous("It may be for several people.", tuple(a.key for a in outside))
    if authors:
        return Ambiguous("Its author is one of us, not a customer.")
    return Ambiguous("The forwarded mail names no address of its author.")
