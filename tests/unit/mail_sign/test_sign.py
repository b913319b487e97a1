"""What leaves is signed so that others can prove it, and only by keys of the author's domain."""

import re
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from mailgate.mail.border.dkim import Dkim, check_dkim, prepare
from mailgate.mail.border.signed_fields import split_mail
from mailgate.mail.compose import compose
from mailgate.mail.sign import Signer, keys_for
from mailgate.mail.sign_key import (
    SigningKey,
    UnfitKey,
    new_private_key,
    read_private_key,
    zone_strings,
)
from tests.unit.mail_border.zone import Zone
from tests.unit.mail_sign.random_mails import Files, draft
from tests.unit.mail_sign.verifier import verified


@cache
def key(algorithm: str, selector: str, domain: str = "example.com") -> SigningKey:
    return SigningKey(domain, selector, read_private_key(new_private_key(algorithm)))


def both() -> tuple[SigningKey, ...]:
    return key("rsa", "r1"), key("ed25519", "e1")


def signed(seed: int, *keys: SigningKey) -> bytes:
    made = draft(seed)
    return Signer(keys or both()).signed(compose(made, Files()), made.from_.address, made.date)


def zone(*keys: SigningKey) -> dict[str, str]:
    return {k.name: k.record for k in keys or both()}


def our_verdicts(raw: bytes) -> list[Dkim]:
    records = Zone({f"{name} TXT": (record,) for name, record in zone().items()})
    found = prepare(split_mail(raw), "example.com", draft(0).date)
    return [records.walk(check_dkim(one)).result for one in found]


def holds(seed: int) -> None:
    raw = signed(seed)
    assert verified(raw, zone()) == ["rsa-sha256 r1", "ed25519-sha256 e1"], seed
    assert our_verdicts(raw) == [Dkim.PASS, Dkim.PASS], seed


@pytest.mark.parametrize("seed", range(50))
def test_both_signatures_of_a_random_mail_are_right(seed: int) -> None:
    holds(seed)


@pytest.mark.soak
def test_both_signatures_of_a_thousand_random_mails_are_right() -> None:
    for seed in range(50, 1050):
        holds(seed)


def test_a_widely_used_verifier_agrees() -> None:
    """dkimpy has no wheel, so the environment does not bring it: pip install "dkimpy[ed25519]"."""
    dkim = pytest.importorskip("dkim", reason="dkimpy is not installed")
    records = {f"{name}.".encode(): record.encode() for name, record in zone().items()}
    for seed in range(50):
        verifier = dkim.DKIM(signed(seed))
        for number in (0, 1):
            assert verifier.verify(idx=number, dnsfunc=lambda name, **_: records.get(name)), seed


def test_the_same_draft_gives_the_same_octets() -> None:
    assert signed(7) == signed(7)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (rb"\r\nSubject: ", b"\r\nSubject: not "),
        (rb"\r\nFrom: ", b"\r\nFrom: x"),
        (rb"\r\nTo: ", b"\r\nTo: eve@stranger.example, "),
        (rb"\r\nFrom: ", b"\r\nFrom: eve@stranger.example\r\nFrom: "),
        (rb"\r\nSubject: ", b"\r\nSubject: another\r\nSubject: "),
        (rb"\r\nMIME-Version: ", b"\r\nReply-To: eve@stranger.example\r\nMIME-Version: "),
        (rb"\r\n\r\n", b"\r\n\r\nAn offer. "),
        (rb"\r\nX-Mailgate-Loop: 1", b"\r\nCc: eve@stranger.example\r\nX-Mailgate-Loop: 1"),
    ],
)
def test_who_changes_or_adds_what_counts_breaks_the_signature(what: bytes, instead: bytes) -> None:
    changed = re.sub(what, lambda _: instead, signed(3), count=1)
    assert changed != signed(3)
    assert all(each.startswith("broken") for each in verified(changed, zone()))


def test_what_relays_do_leaves_it_whole() -> None:
    raw = b"Received: from desk\r\n\tby mx; now\r\n" + signed(3).replace(b"\r\nSubject: ", b"\r\nsubject:\t ")
    raw = raw.replace(b"X-Mailgate-Loop: 1", b"X-Mailgate-Loop: 2") + b"\r\n\r\n"
    assert verified(raw, zone()) == ["rsa-sha256 r1", "ed25519-sha256 e1"]


def test_no_line_of_a_signature_is_longer_than_a_line_should_be() -> None:
    head = signed(3).partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\nDate:")[0].split(b"\r\n")) <= 78


def test_a_mail_whose_domain_has_no_key_leaves_as_it_was() -> None:
    made = draft(1, sender="support@other.example")
    raw = compose(made, Files())
    assert Signer(both()).signed(raw, made.from_.address, made.date) == raw


def test_the_nearest_domain_signs_and_a_neighbour_never() -> None:
    near, far = key("ed25519", "n", "help.example.com"), key("ed25519", "f")
    keys = (far, near)
    assert keys_for("desk@help.example.com", keys) == (near,)
    assert keys_for("desk@eu.help.example.com", keys) == (near,)
    assert keys_for("desk@example.com", keys) == (far,)
    assert keys_for("desk@EXAMPLE.com", keys) == (far,)
    assert keys_for("desk@notexample.com", keys) == ()
    assert keys_for("desk@com", keys) == ()


def test_the_keys_change_places_and_mail_under_way_stays_good() -> None:
    """
    old signs, new is published       a mail leaves
    new signs, old stays published    another leaves; both are checked now
    """
    old, new = key("rsa", "r1"), key("rsa", "r2")
    before, after = signed(1, old), signed(2, new)
    published = zone(old, new)
    assert (verified(before, published), verified(after, published)) == (["rsa-sha256 r1"], ["rsa-sha256 r2"])


def test_a_record_is_what_readers_of_records_take() -> None:
    older, newer = both()
    assert older.record.startswith("v=DKIM1; k=rsa; p=MII")
    assert re.fullmatch(r"v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=", newer.record)
    assert "".join(zone_strings(older.record)) == older.record
    assert all(len(each) <= 255 for each in zone_strings(older.record))


def test_a_key_prints_nothing_of_itself() -> None:
    assert "PRIVATE" not in repr(key("rsa", "r1"))
    assert "RSAPrivateKey" not in repr(Signer(both()))


@pytest.mark.parametrize(
    ("pem", "why"),
    [
        ("", "not a private key"),
        ("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", "not a private key"),
        ("small", "1024 bits"),
        ("curve", "neither an RSA nor an Ed25519"),
        ("locked", "passphrase"),
    ],
)
def test_a_key_that_nobody_should_rely_on_is_refused_with_the_reason(pem: str, why: str) -> None:
    with pytest.raises(UnfitKey, match=why):
        read_private_key(_odd(pem))


def _odd(name: str) -> str:
    small, lock = rsa.generate_private_key(65537, 1024), BestAvailableEncryption(b"secret")
    form = (Encoding.PEM, PrivateFormat.PKCS8)
    made = {
        "small": small.private_bytes(*form, NoEncryption()),
        "curve": ec.generate_private_key(ec.SECP256R1()).private_bytes(*form, NoEncryption()),
        "locked": small.private_bytes(*form, lock),
    }
    return made[name].decode() if name in made else name
