"""Signs mails as a sender's server would, so that tests can change them afterwards."""

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa, utils

from mailgate.mail.border.canonical import body_hash, header_hash
from mailgate.mail.border.signed_fields import split_mail

ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RSA = rsa.generate_private_key(65537, 2048)
COVERED = "from:to:subject:date:message-id"


def rsa_record(key: rsa.RSAPrivateKey = RSA, tags: str = "k=rsa") -> str:
    der, info = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return f"v=DKIM1; {tags}; p={base64.b64encode(key.public_key().public_bytes(der, info)).decode()}"


def ed25519_record(tags: str = "k=ed25519") -> str:
    raw, info = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return f"v=DKIM1; {tags}; p={base64.b64encode(ED25519.public_key().public_bytes(raw, info)).decode()}"


def sign(
    raw: bytes, domain: str, *, key: rsa.RSAPrivateKey | None = None, canon: str = "relaxed/relaxed",
    tags: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """The mail with a signature on top; `tags` add to those of the signature or replace them."""
    mail = split_mail(raw)
    header, _, body = canon.partition("/")
    digest = base64.b64encode(body_hash(mail.body, relaxed=body == "relaxed")).decode()
    named = {"v": "1", "a": "rsa-sha256" if key else "ed25519-sha256", "c": canon, "d": domain, "s": "key"}
    all_tags = {**named, "h": COVERED, "bh": digest, **(tags or {})}
    bare = f"DKIM-Signature: {'; '.join(f'{k}={v}' for k, v in all_tags.items() if v)}; b=".encode()
    whole = split_mail(bare + b"\r\n" + raw)
    names = [name.strip().lower() for name in all_tags["h"].split(":")]
    hashed = header_hash(whole.fields, whole.fields[0], names, relaxed=header == "relaxed")
    prehashed = utils.Prehashed(hashes.SHA256())
    value = key.sign(hashed, padding.PKCS1v15(), prehashed) if key else ED25519.sign(hashed)
    return bare + base64.b64encode(value) + b"\r\n" + raw
