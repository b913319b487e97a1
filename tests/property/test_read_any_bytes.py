"""Whatever arrives is read: no octets raise anything but Unparseable, and nothing of a mail is lost on the way."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.errors import Unparseable
from mailgate.mail.codec import decode, encode
from mailgate.mail.quotes import split_text
from mailgate.mail.read import read
from mailgate.mail.structure import attachment_bytes
from mailgate.model.mail import Mail

GOLDEN = [
    path.read_bytes()
    for path in sorted((Path(__file__).parents[1] / "mails").rglob("*.eml"))
    if path.stat().st_size < 20_000
]
SEEDS = range(12)
MUTANTS = 60  # per seed


def attempt(raw: bytes) -> Mail | None:
    try:
        mail = read(raw)
    except Unparseable:
        return None
    mail_text = "".join((mail.subject, mail.text, mail.new_text, *(a.name for a in mail.attachments)))
    assert mail_text.encode("utf-8") is not None
    return mail


def mutate(raw: bytes, chance: random.Random) -> bytes:
    """A few cuts, doublings, swaps and strange octets, as gateways and attackers make them."""
    octets = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(octets) + 1)
        length = chance.randint(1, 40)
        match chance.randrange(5):
            case 0:
                del octets[at : at + length]
            case 1:
                octets[at:at] = octets[at : at + length]
            case 2:
                octets[at:at] = chance.randbytes(chance.randint(1, 4))
            case 3:
                octets[at:at] = chance.choice(
                    (b"\r", b"\n", b"\0", b"\r\n\r\n", b"--", b"=?", b'"', b"(", b"<", b">", b";", b"\x1b$B")
                )
            case _:
                other = chance.choice(GOLDEN)
                octets[at : at + length] = other[at : at + length]
    return bytes(octets)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=2_000))
def test_any_octets_are_read(raw: bytes) -> None:
    attempt(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_mails_are_read_and_cross_processes(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(MUTANTS):
        mail = attempt(mutate(chance.choice(GOLDEN), chance))
        assert mail is None or decode(encode(mail)) == mail


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            (
                "> old",
                "new",
                "",
                "-- ",
                "On 1.2.2026 Anna wrote:",
                "From: a@x.test",
                "Sent: Monday",
                "To: b",
                "Sent from my iPhone",
                "____________",
                "----- Original Message -----",
            )
        ),
        max_size=25,
    )
)
def test_no_line_is_lost_between_new_text_quotes_and_signature(lines: list[str]) -> None:
    split = split_text("\n".join(lines))
    parts = f"{split.new}\n{split.quoted}\n{split.signature}".split("\n")
    assert sorted(line.strip() for line in parts if line.strip()) == sorted(
        line.strip() for line in lines if line.strip()
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_attachments_are_the_octets_of_the_source(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(MUTANTS):
        raw = mutate(chance.choice(GOLDEN), chance)
        mail = attempt(raw)
        for attachment in mail.attachments if mail else ():
            octets = attachment_bytes(raw, attachment.path)
            assert len(octets) == attachment.size
