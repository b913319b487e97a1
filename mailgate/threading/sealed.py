"""How numbers travel through strangers' mail clients and come back unforged.

A sealed value is: version and purpose, key id, two numbers, and 80 bits of HMAC-SHA-256 over all of it and over a salt
that does not travel. Written in lower-case base32, because local parts lose their case on the way.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from mailgate.errors import Bug

MAC_BYTES = 10  # 80 bits, the least that SPEC section 7.2 allows
_VERSION = 1
_MAX_NUMBER = 2**48


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id; the highest signs, all verify until they are retired."""

    keys: Mapping[int, bytes]

    @property
    def current(self) -> int:
        return max(self.keys)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealed value says, before anybody believed it."""

    purpose: int
    kid: int
    first: int
    second: int
    body: bytes
    mac: bytes

    def genuine(self, ring: KeyRing, salt: bytes) -> bool:
        """Whether one of our keys sealed exactly this; compared in constant time."""
        key = ring.keys.get(self.kid)
        return key is not None and hmac.compare_digest(self.mac, _mac(key, self.body, salt))


def seal(ring: KeyRing, purpose: int, first: int, second: int, salt: bytes) -> str:
    """The text of a new sealed value, 23 to 42 characters; the numbers are below 2**48."""
    if not (0 <= first < _MAX_NUMBER and 0 <= second < _MAX_NUMBER):
        raise Bug(f"a number too large to travel: {first}, {second}")
    kid = ring.current
    body = bytes([_VERSION << 4 | purpose, kid]) + _varint(first) + _varint(second)
    return _written(body + _mac(ring.keys[kid], body, salt))


def unseal(text: str) -> Sealed | None:
    """Reads what could be a sealed value; None for anything else.

    One value has one spelling: base32 leaves bits of the last character unused, and a decoder does not look at them.
    """
    try:
        data = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        return None
    if _written(data) != text.lower():
        return None
    body, mac = data[:-MAC_BYTES], data[-MAC_BYTES:]
    if len(body) < 4 or body[0] >> 4 != _VERSION:
        return None
    numbers = _numbers(body[2:])
    if numbers is None:
        return None
    return Sealed(body[0] & 0x0F, body[1], *numbers, body=body, mac=mac)


def _written(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def _mac(key: bytes, body: bytes, salt: bytes) -> bytes:
    return hmac.new(key, body + b"\0" + salt, hashlib.sha256).digest()[:MAC_BYTES]


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(data: bytes) -> tuple[int, int] | None:
    """Exactly two numbers, nothing before or after."""
    numbers, number, shift = [], 0, 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if number >= _MAX_NUMBER:
            return None
        if not byte & 0x80:
            numbers.append(number)
            number, shift = 0, 0
    return (numbers[0], numbers[1]) if len(numbers) == 2 and shift == 0 else None
