"""What does a DKIM key record hold, and does the key fit a signature? (RFC 6376 section 3.6.1, RFC 8463 section 4)"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mailgate.mail.border.signature import Signature
from mailgate.mail.border.tags import packed, parse_tags, words

_BITS = range(1024, 4097)  # RFC 8301 section 3.2; larger ones cost more time than they are seen
_LONGEST = 4096  # octets of a record; a key of 4096 bits takes 740


class UnusableKey(ValueError):  # noqa: N818 - an outcome of reading a record
    """No signature can be checked with this record, now or later."""


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A published key, with what its owner allows it for."""

    key: RSAPublicKey | Ed25519PublicKey
    testing: bool = False
    same_domain_only: bool = False

    def signed(self, signature: Signature, digest: bytes) -> bool:
        """Whether the signature's value is this key's, over the digest of the header."""
        try:
            if isinstance(self.key, RSAPublicKey):
                self.key.verify(signature.value, digest, PKCS1v15(), Prehashed(SHA256()))
            else:  # signs the digest as if it were the message: RFC 8463 section 3
                self.key.verify(signature.value, digest)
        except (
            InvalidSignature,
            ValueError,
            UnsupportedAlgorithm,
        ):  # also for a key that only looks like one
            return False
        return True


def read_key(records: Sequence[str], signature: Signature) -> DkimKey:
    """The key of these TXT records, if it may make such a signature; raises UnusableKey."""
    short = (parse_tags(record) for record in records if len(record) <= _LONGEST)
    found = [tags for tags in short if tags is not None and "p" in tags]
    if len(found) != 1:
        raise UnusableKey("several keys for it" if found else "no key for it")
    tags = found[0]
    if tags.get("v", "DKIM1") != "DKIM1":
        raise UnusableKey("its key is of another version")
    if not tags["p"]:
        raise UnusableKey("its key was revoked")
    _refuse_other_use(tags, signature)
    flags = words(tags.get("t", ""))
    same = "s" in flags
    if same and signature.identity != signature.domain:
        raise UnusableKey("its key is not for subdomains")
    return DkimKey(_key(tags, signature.algorithm), "y" in flags, same)


def _refuse_other_use(tags: dict[str, str], signature: Signature) -> None:
    if tags.get("k", "rsa").lower() != signature.algorithm:
        raise UnusableKey("its key is of another kind")
    if "h" in tags and "sha256" not in words(tags["h"]):
        raise UnusableKey("its key is not for SHA-256")
    if not {"*", "email"} & set(words(tags.get("s", "*"))):
        raise UnusableKey("its key is not for mail")


def _key(tags: dict[str, str], algorithm: str) -> RSAPublicKey | Ed25519PublicKey:
    try:
        octets = base64.b64decode(packed(tags["p"]), validate=True)
        if algorithm == "ed25519":
            return Ed25519PublicKey.from_public_bytes(octets)
        key = load_der_public_key(octets)
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as broken:
        raise UnusableKey("its key cannot be read") from broken
    if not isinstance(key, RSAPublicKey) or key.key_size not in _BITS:
        raise UnusableKey("its key is too short or too long to rely on")
    return key
