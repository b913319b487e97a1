"""Which private keys may sign our mail, and what is published of them? (RFC 6376 section 3.6, RFC 8301, RFC 8463)"""

import base64
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

# RFC 8301 section 3.2 asks signers for 2048 bits; verifiers need not take more than 4096.
_BITS = range(2048, 4097)
_NEW_BITS = 2048  # its record fits two strings of a TXT record; more makes some name servers answer by TCP
_LONGEST_STRING = 255  # octets of one string of a TXT record, RFC 1035 section 3.3.14


class UnfitKey(ValueError):  # noqa: N818 - an outcome that `mailgate check` turns into a fault
    """Nobody should sign with it; the text says why, and never what it holds."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the name under which its public half stands in the DNS."""

    domain: str  # in ASCII, lower case
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey = field(repr=False, compare=False)

    @property
    def algorithm(self) -> str:
        """`rsa` or `ed25519`, always with SHA-256."""
        return "rsa" if isinstance(self.key, RSAPrivateKey) else "ed25519"

    @property
    def name(self) -> str:
        """Where the record belongs."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The text of the TXT record."""
        return f"v=DKIM1; k={self.algorithm}; p={base64.b64encode(self._public()).decode()}"

    def signed(self, digest: bytes) -> bytes:
        """The signature of a header's digest; the same every time."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(digest, PKCS1v15(), Prehashed(SHA256()))
        return self.key.sign(digest)  # signs the digest as if it were the message: RFC 8463 section 3

    def _public(self) -> bytes:
        if isinstance(self.key, RSAPrivateKey):
            return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)  # RFC 8463 section 4.2


def zone_strings(record: str) -> tuple[str, ...]:
    """The record in pieces that a zone file takes; readers join them without a space."""
    return tuple(record[at : at + _LONGEST_STRING] for at in range(0, len(record), _LONGEST_STRING))


def read_private_key(pem: str) -> RSAPrivateKey | Ed25519PrivateKey:
    """The key of this PEM text; raises UnfitKey."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError as locked:
        raise UnfitKey("is protected by a passphrase") from locked
    except (ValueError, UnsupportedAlgorithm) as broken:
        raise UnfitKey("is not a private key in PEM") from broken
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey):
        raise UnfitKey("is neither an RSA nor an Ed25519 key")
    if key.key_size not in _BITS:
        raise UnfitKey(f"has {key.key_size} bits, where {_BITS.start} to {_BITS.stop - 1} are relied on")
    return key


def new_private_key(algorithm: str) -> str:
    """A new key as PEM text; `algorithm` is `rsa` or `ed25519`."""
    key = generate_private_key(65537, _NEW_BITS) if algorithm == "rsa" else Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
