"""What does an argument say? Each reader gives the value, or what is unclear about it."""

import re

from mailgate.agents.argument_words import LANGUAGE_NAMES, LISTINGS, OFF, PRIORITIES, WHO, meant
from mailgate.agents.plain import fold
from mailgate.agents.unclear import Unclear, pick
from mailgate.config.nearest import nearest
from mailgate.mail.addresses import read_addresses
from mailgate.model.mail import Address
from mailgate.model.reference import find
from mailgate.model.ticket import Priority

_MAX_ADDRESSES = 20
_MAX_TAGS = 20
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,62})\.){1,20}[^\W_]{2,63}")
_LINKED = re.compile(r"[<\[(]\s*mailto:[^>\])]{0,320}[>\])]")  # Outlook writes the address a second time
_TAG = re.compile(r"[^\W_][\w.-]{0,39}")
_CATEGORY = re.compile(r"[^\W_][\w ./&-]{0,59}")


def read_addresses_in(text: str) -> tuple[Address, ...] | Unclear:
    """One address or several, with names or without, each once."""
    written = _LINKED.sub(" ", text).replace("mailto:", "").replace(";", ",")
    if "," not in written and "<" not in written:
        written = ",".join(written.split()) if written.count("@") > 1 else written
    if not written.strip():
        return Unclear("an address is missing")
    if written.count("@") > _MAX_ADDRESSES:
        return Unclear(f"that is more than {_MAX_ADDRESSES} addresses")
    found = read_addresses(written.encode(errors="replace"), "utf-8", "argument", [])
    wrong = next((a.address for a in found if not _ADDRESS.fullmatch(a.address)), None)
    wrong = wrong or _nameless(written)
    if wrong is not None or len(found) < max(1, written.count("@")):
        return Unclear(f'"{wrong or text.strip()}" is not an address')
    return tuple({a.key: a for a in found}.values())


def _nameless(written: str) -> str | None:
    """A part without an address that is not the first half of a name: "Ek, Kim <kim@example.org>"."""
    parts = [part.strip() for part in written.split(",") if part.strip()]
    for part, after in zip(parts, [*parts[1:], ""], strict=False):
        if "@" not in part and "<" not in after:
            return part
    return None


def read_address(text: str) -> Address | Unclear:
    """Exactly one address."""
    found = read_addresses_in(text)
    if isinstance(found, Unclear):
        return found
    return found[0] if len(found) == 1 else Unclear("it takes one address")


def read_priority(text: str) -> Priority | Unclear:
    """A priority by its word in one of six languages."""
    found = meant(text, PRIORITIES)
    if found is not None:
        return Priority(found)
    what = f'"{text}" is no priority' if text else "a priority is missing"
    words = [w for row in PRIORITIES.values() for w in row.split()]
    return Unclear(f"{what}: low, normal, high or urgent", nearest(text[:40], words))


def read_tags(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | Unclear:
    """The tags to add and those to remove, in lower case; a tag without a sign is added."""
    words = text.replace(",", " ").split()
    if not words or len(words) > _MAX_TAGS:
        return Unclear("a tag is missing" if not words else f"that is more than {_MAX_TAGS} tags")
    add: dict[str, None] = {}
    remove: dict[str, None] = {}
    for word in words:
        sign, tag = (word[0], word[1:]) if word[0] in "+-−–" else ("+", word)
        if not _TAG.fullmatch(tag.casefold()):
            return Unclear(f'"{word}" is no tag: letters, digits, "-", "_" and "."')
        (add if sign == "+" else remove)[tag.casefold()] = None
    both = next(iter(add.keys() & remove.keys()), None)
    return (tuple(add), tuple(remove)) if both is None else Unclear(f'"{both}" is both added and removed')


def read_category(text: str, known: tuple[str, ...]) -> str | Unclear | None:
    """A category; None for "none"."""
    if meant(text, WHO) == "none":
        return None
    if known:
        return pick(text, known, "category")
    return text.strip() if _CATEGORY.fullmatch(text.strip()) else Unclear("a category is a word or a few")


def read_who(
    text: str, me: str, agents: tuple[str, ...], teams: tuple[str, ...]
) -> tuple[str | None, str | None] | Unclear:
    """An agent and a team, one of them or neither: `me`, `none`, or a name."""
    word = meant(text, WHO)
    if word is not None:
        return (me if word == "me" else None), None
    found = pick(text, (*agents, *teams), "agent or team")
    if isinstance(found, Unclear):
        return found
    if found in agents and found in teams:
        return Unclear(f'"{found}" is both an agent and a team')
    return (found, None) if found in agents else (None, found)


def read_reference(text: str) -> str | Unclear:
    """One ticket's number, with brackets or without, in any case."""
    found = find(text, plain=True)
    if len(found) == 1:
        return str(found[0])
    if found:
        return Unclear("it takes one reference")
    return Unclear(
        f'"{text}" is no reference: write it whole, with its last character'
        if text
        else "a reference is missing"
    )


def read_language(text: str, known: tuple[str, ...]) -> str | Unclear:
    """A language by its code or by its name in six languages."""
    code = fold(text) if fold(text) in known else meant(text, LANGUAGE_NAMES)
    if code in known:
        return str(code)
    return Unclear(
        f'there are no letters in "{text}": {", ".join(known)}' if text else "a language is missing"
    )


def read_listing(text: str) -> str | Unclear:
    """`mine`, `queue`, `due`, or a customer's address in lower case."""
    word = meant(text, LISTINGS) if text else "mine"
    if word is not None:
        return word
    if "@" not in text:
        return Unclear(f'"{text}" is no list: mine, queue, due or an address')
    found = read_address(text)
    return found if isinstance(found, Unclear) else found.key


def read_off(text: str) -> bool | Unclear:
    """Whether `off` stands there; nothing else may."""
    if not text:
        return False
    return True if meant(text, OFF) else Unclear("only `off` may follow")
