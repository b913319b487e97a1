"""What does an SPF record say? Its text as terms, or the place where it is broken (RFC 7208 section 4.6.1 and 12)."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType

from mailgate.mail.border import spf_macros

VERSION = "v=spf1"
_LONGEST = (
    8192  # octets; the longest of real domains are below 1,000, and the answer to a question below 65,536
)
_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9._-]*)=(.*)", re.ASCII)
_MECHANISM = re.compile(r"([+?~-]?)([A-Za-z0-9]+)(.*)", re.ASCII)
_PREFIXES = re.compile(r"(?:/([0-9]+))?(?://([0-9]+))?\Z", re.ASCII)
_WITH_PREFIXES = frozenset(("a", "mx"))
_WITH_NAME = frozenset(("include", "exists"))  # must have one; a, mx and ptr mean the domain itself without
_QUALIFIERS = MappingProxyType({"+": "pass", "": "pass", "-": "fail", "~": "softfail", "?": "neutral"})


class BrokenRecord(ValueError):  # noqa: N818 - an outcome, which ends the evaluation
    """The record breaks the grammar; which is a permanent error whatever its other terms say."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A condition and the result that it gives."""

    name: str
    result: str  # pass, fail, softfail or neutral
    target: str = ""  # a domain-spec with its macros; "" for the domain itself
    network: IPv4Network | IPv6Network | None = None
    prefix4: int = 32
    prefix6: int = 128


@dataclass(frozen=True, slots=True)
class Record:
    """The conditions in order, and where to go on when none holds."""

    mechanisms: tuple[Mechanism, ...]
    redirect: str | None = None


def is_record(text: str) -> bool:
    """Whether a TXT record is meant for SPF (RFC 7208 section 4.5)."""
    return text[: len(VERSION)].lower() == VERSION and text[len(VERSION) : len(VERSION) + 1] in ("", " ")


def parse_record(text: str) -> Record:
    """The terms of a record; raises BrokenRecord."""
    if len(text) > _LONGEST:
        raise BrokenRecord("the record is longer than any real one")
    mechanisms: list[Mechanism] = []
    modifiers: dict[str, str] = {}
    for term in text[len(VERSION) :].split(" "):
        if (named := _MODIFIER.fullmatch(term)) is not None:
            _modifier(named[1].lower(), named[2], modifiers)
        elif term:
            mechanisms.append(_mechanism(term))
    return Record(tuple(mechanisms), modifiers.get("redirect"))


def _modifier(name: str, value: str, modifiers: dict[str, str]) -> None:
    """`exp` is checked and never followed: its text would be a stranger's words."""
    if name in ("redirect", "exp"):
        if name in modifiers or not spf_macros.is_domain_spec(value):
            raise BrokenRecord(f"{name} is repeated or names no domain")
        modifiers[name] = value
    elif not spf_macros.is_macro_string(value):
        raise BrokenRecord(f"the value of {name[:40]} is malformed")


def _mechanism(term: str) -> Mechanism:
    found = _MECHANISM.fullmatch(term)
    if found is None:
        raise BrokenRecord(f"{term[:40]!r} is no term")
    result, name, rest = _QUALIFIERS[found[1]], found[2].lower(), found[3]
    if name == "all" and not rest:
        return Mechanism(name, result)
    if name in ("ip4", "ip6") and rest.startswith(":"):
        return Mechanism(name, result, network=_network(name, rest[1:]))
    if name in _WITH_PREFIXES:
        return _with_prefixes(name, result, rest)
    if (name in _WITH_NAME and rest) or name == "ptr":
        return Mechanism(name, result, _target(rest))
    raise BrokenRecord(f"{term[:40]!r} is no mechanism")


def _with_prefixes(name: str, result: str, rest: str) -> Mechanism:
    """The lengths stand at the end; a slash before them belongs to the name."""
    found = _PREFIXES.search(rest)
    if found is None:  # it always matches, if only the end
        raise BrokenRecord(f"{rest[:40]!r} has no end")
    prefix4, prefix6 = _length(found[1], 32), _length(found[2], 128)
    return Mechanism(name, result, _target(rest[: found.start()]), prefix4=prefix4, prefix6=prefix6)


def _length(digits: str | None, longest: int) -> int:
    if digits is None:
        return longest
    if len(digits) > 3 or int(digits) > longest or (digits[0] == "0" and digits != "0"):
        raise BrokenRecord(f"{digits[:40]!r} is no prefix length")
    return int(digits)


def _target(rest: str) -> str:
    if rest and not (rest[0] == ":" and spf_macros.is_domain_spec(rest[1:])):
        raise BrokenRecord(f"{rest[:40]!r} names no domain")
    return rest[1:]


def _network(name: str, text: str) -> IPv4Network | IPv6Network:
    address, slash, digits = text.partition("/")
    try:
        if name == "ip4":
            return IPv4Network((address, _length(digits if slash else None, 32)), strict=False)
        return IPv6Network((address, _length(digits if slash else None, 128)), strict=False)
    except ValueError:
        raise BrokenRecord(f"{text[:60]!r} is no {name} network") from None
