"""Whose addresses stand in a field? mail-parser reads them; what it leaves out is repaired, never guessed from nothing.

Facts: mail-parser gives up on an item with an unclosed bracket, a semicolon between addresses, or a word after
the bracket, and takes "Berg, Anna <a@b>" for two items. Senders must survive all of these: no From, no ticket owner.
"""

import re
from dataclasses import dataclass, field

from mailparser.utils import get_addresses

from mailgate.mail.fields import Fields
from mailgate.mail.header_text import decode_header, decode_words
from mailgate.mail.headers import clean_line
from mailgate.model.mail import Address

# The forms of nearly all mail, for which no parser is needed: "a@b", "<a@b>", "Name <a@b>", '"Name" <a@b>'.
_ATOMS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+"
_PLAIN = re.compile(rf'(?:"([^"\\<>@]*)"|([A-Za-z0-9 ._=?/+*\'-]*))\s*<({_ATOMS})>|({_ATOMS})')
# Whole runs only: a piece of an endless address would be somebody else's.
_LOOSE_CHARACTER = r"[^\s<>,;:\"()\[\]\\@]"
_LOOSE = re.compile(
    rf"(?<!{_LOOSE_CHARACTER}){_LOOSE_CHARACTER}{{1,1000}}@{_LOOSE_CHARACTER}{{1,1000}}(?!{_LOOSE_CHARACTER})"
)
_ENCODED_SPECIALS = re.compile(r"=\?[^?\s]{1,60}\?[qQ]\?[^?]{0,500}\?=")
_SPECIAL = re.compile(r"[,;<>@()\":\s]")
# RFC 5321 section 4.5.3.1 allows 64 octets before the @ and 255 behind it. Reply tokens and rewritten senders (SRS)
# have more than 64 and are delivered every day, so only the sum and the domain count.
_ADDRESS_OCTETS = 320
_DOMAIN_OCTETS = 255
_COMMA_NAME = re.compile(r"(?:^|(?<=>,))\s*([^<>@\"(),;:]{1,80},[^<>@\"(),;:]{1,80})<")


@dataclass(slots=True)
class AddressReader:
    """Reads the address fields of one mail and counts the addresses of all of them against one limit."""

    fields: Fields
    charset: str | None
    left: int
    defects: list[str] = field(default_factory=list)
    overflow: bool = False

    def every(self, name: str) -> tuple[Address, ...]:
        """Addresses of all fields of this lower-case name, in order; names decoded."""
        found: list[Address] = []
        for value in self.fields.every(name):
            found.extend(self._field(name, value))
        return tuple(found)

    def first(self, name: str) -> Address | None:
        """The first address of the field, if it names one."""
        return next(iter(self.every(name)), None)

    def _field(self, name: str, value: bytes) -> list[Address]:
        if value.count(b"@") > self.left:
            self.overflow = True
            value = b",".join(value.split(b",", self.left)[: self.left])
        addresses = read_addresses(value, self.charset, name, self.defects)[: self.left]
        self.left -= len(addresses)
        return addresses


def read_addresses(value: bytes, charset: str | None, name: str, defects: list[str]) -> list[Address]:
    """The addresses of one unfolded value; notes into `defects` what had to be repaired."""
    text = value.decode("ascii") if value.isascii() else decode_header(value, charset)
    text = text.replace("\0", "").strip()
    if (plain := _PLAIN.fullmatch(text)) is not None:
        return _usable([_address(plain[1] or plain[2] or "", plain[3] or plain[4])], name, defects)
    if not text:
        return []
    if "=?" in text:
        text = _ENCODED_SPECIALS.sub(_escape_specials, text)
    notes: list[dict[str, object]] = []
    pairs = get_addresses(text, defects=notes)
    if notes:
        defects.append(f"{name}: {notes[0]['reason']}")
        pairs = _repaired(text, pairs)
    return _usable([_address(display, address) for display, address in pairs if address], name, defects)


def _usable(addresses: list[Address], name: str, defects: list[str]) -> list[Address]:
    """Addresses that a mail server could take; the others are named in the defects and go no further."""
    kept = [one for one in addresses if _fits(one.address)]
    if len(kept) < len(addresses):
        first = next(one.address for one in addresses if not _fits(one.address))
        defects.append(f"{name}: too long to be an address: {first[:60]}…")
    return kept


def _fits(address: str) -> bool:
    """Octets are counted, as servers do."""
    octets = address.encode("utf-8", "replace")
    return len(octets) <= _ADDRESS_OCTETS and len(octets.rpartition(b"@")[2]) <= _DOMAIN_OCTETS


def _address(name: str, address: str) -> Address:
    display = clean_line(decode_words(name) if "=?" in name else name)
    if len(display) > 1 and display[0] == display[-1] == "'":
        display = display[1:-1]  # Outlook wraps names that look like addresses
    return Address(clean_line(address), "" if display.lower() == address.lower() else display)


def _escape_specials(word: re.Match[str]) -> str:
    """Commas and brackets inside Q text are text (RFC 2047 section 5 wants them encoded; senders forget)."""
    head, charset, encoding, payload, tail = word[0].split("?", 4)
    payload = _SPECIAL.sub(lambda special: f"={ord(special[0]):02X}", payload)
    return f"{head}?{charset}?{encoding}?{payload}?{tail}"


def _repaired(text: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Reads again what the parser refused, and keeps the reading that finds more."""
    mended = _COMMA_NAME.sub(lambda match: f' "{match[1].strip()}" <', text)
    if ";" in mended and ":" not in mended:
        mended = mended.replace(";", ",")
    again = get_addresses(mended) if mended != text else pairs
    if any(address for _, address in again) and len(again) >= len(pairs):
        found = [pair for pair in again if pair[1]]
    else:
        found = [pair for pair in pairs if pair[1]]
    if "=?" in text and not found:
        text = decode_words(text)
    known = {address.lower() for _, address in found}
    loose = [match for match in _LOOSE.finditer(text) if match[0].lower() not in known]
    if found and all(match[0].lower() in " ".join(name for name, _ in found).lower() for match in loose):
        return found
    return found + [(_name_before(text, match.start()), match[0].strip(".'")) for match in loose]


def _name_before(text: str, at: int) -> str:
    """The words between the previous address and this one, if a bracket opens after them."""
    before = text[max(0, at - 200) : at]
    if not before.rstrip().endswith("<"):
        return ""
    return re.split(r"[,;>]", before.rstrip().rstrip("<"))[-1].strip(' "')
