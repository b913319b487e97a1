"""Numbers that travel through strangers' hands: any change, another key or another purpose spoils them."""

import pytest

from mailgate.errors import Bug
from mailgate.model.decision import ReplyMeans
from mailgate.threading import message_ids, tokens
from mailgate.threading.sealed import MAC_BYTES, KeyRing, seal, unseal
from mailgate.threading.tokens import MAX_LOCAL_PART, Purpose

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32
RING = KeyRing({1: OLD})
ROTATED = KeyRing({1: OLD, 2: NEW})
RETIRED = KeyRing({2: NEW})
SALT = b"salt"
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LARGEST = 2**48 - 1


def _genuine(text: str, ring: KeyRing = RING, salt: bytes = SALT) -> bool:
    found = unseal(text)
    return found is not None and found.genuine(ring, salt)


@pytest.mark.parametrize("first", [0, 1, 127, 128, 4711, LARGEST])
@pytest.mark.parametrize("second", [0, 1, 2**47, LARGEST])
def test_what_was_sealed_is_read_back(first: int, second: int) -> None:
    text = seal(RING, 3, first, second, SALT)
    found = unseal(text)
    assert found is not None
    assert (found.purpose, found.kid, found.first, found.second) == (3, 1, first, second)
    assert found.genuine(RING, SALT)
    assert 23 <= len(text) <= 42
    assert set(text) <= set(ALPHABET)


@pytest.mark.parametrize(("first", "second"), [(7, 3), (4711, 2**40), (LARGEST, LARGEST)])
def test_any_changed_character_spoils_it(first: int, second: int) -> None:
    text = seal(RING, 1, first, second, SALT)
    for place, sign in enumerate(text):
        for other in ALPHABET.replace(sign, ""):
            assert not _genuine(text[:place] + other + text[place + 1 :])


def test_a_missing_or_added_character_spoils_it() -> None:
    text = seal(RING, 1, 4711, 3, SALT)
    assert not any(_genuine(text[:place] + text[place + 1 :]) for place in range(len(text)))
    assert not any(_genuine(text + sign) for sign in ALPHABET)


def test_it_survives_upper_case() -> None:
    assert _genuine(seal(RING, 1, 7, 3, SALT).upper())


@pytest.mark.parametrize(
    ("ring", "salt"),
    [(KeyRing({1: OTHER}), SALT), (RETIRED, SALT), (KeyRing({}), SALT), (RING, b"salt2"), (RING, b"")],
    ids=["another key", "retired key", "no keys", "another salt", "no salt"],
)
def test_it_holds_for_its_own_key_and_salt_only(ring: KeyRing, salt: bytes) -> None:
    assert not _genuine(seal(RING, 1, 7, 3, SALT), ring, salt)


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_counts() -> None:
    before, after = seal(RING, 1, 7, 3, SALT), seal(ROTATED, 1, 7, 3, SALT)
    assert _genuine(before, ROTATED)
    assert _genuine(after, ROTATED)
    assert not _genuine(after, RING)
    assert _genuine(after, RETIRED)
    assert not _genuine(before, RETIRED)


def test_a_number_that_cannot_travel_is_a_bug() -> None:
    for numbers in ((-1, 0), (0, 2**48), (2**48, 0)):
        with pytest.raises(Bug):
            seal(RING, 1, *numbers, SALT)


@pytest.mark.parametrize(
    "text", ["", "a", "t", "1" * 30, "ä" * 30, "ſ" * 30, "=" * 30, "a" * 30, "c" * 23, "z" * 50, "a b"]
)
def test_what_is_no_sealed_value_is_none_or_not_genuine(text: str) -> None:
    assert not _genuine(text)


def test_the_mac_has_the_eighty_bits_that_are_asked_for() -> None:
    assert MAC_BYTES * 8 >= 80


MEANS = list(ReplyMeans)
OF_TICKETS = [m for m in MEANS if m is not ReplyMeans.HELD]


@pytest.mark.parametrize("means", MEANS)
@pytest.mark.parametrize("ticket", [1, 999_999, LARGEST])
@pytest.mark.parametrize("style", ["+", "-", "_", "=", "@reply.example.com"])
def test_a_token_comes_back_from_an_address_in_every_style(
    means: ReplyMeans, ticket: int, style: str
) -> None:
    token = tokens.mint(RING, means, ticket, 12)
    written = tokens.address("support@example.com", style, token)
    local = written.rpartition("@")[0]
    assert len(local.encode()) <= MAX_LOCAL_PART
    assert written == written.lower()
    bare, found = tokens.split(written.upper())
    assert bare == ("@reply.example.com" if style.startswith("@") else "support@example.com")
    assert found == token
    read = tokens.read(token)
    assert read is not None
    assert (read.ticket_id, read.person, read.genuine(RING, 0)) == (ticket, 12, True)
    assert read.for_agent is (means is not ReplyMeans.CUSTOMER)


@pytest.mark.parametrize(
    ("mailbox", "style"),
    [
        ("support@example.com", "none"),
        (f"{'a' * 40}@example.com", "+"),
        (f"{'ø' * 20}@example.com", "+"),
        (f"{'a' * 64}@example.com", "-"),
    ],
)
def test_where_no_token_fits_the_address_stays_as_it_is(mailbox: str, style: str) -> None:
    token = tokens.mint(RING, ReplyMeans.REPLY, 4711, 12)
    assert tokens.address(mailbox, style, token) == mailbox


def test_a_domain_of_its_own_takes_the_longest_token_there_is() -> None:
    token = tokens.mint(RING, ReplyMeans.REPLY, LARGEST, LARGEST)
    written = tokens.address(f"{'a' * 64}@example.com", "@reply.example.com", token)
    assert written == f"{token}@reply.example.com"
    assert len(token) <= MAX_LOCAL_PART


TOKEN = tokens.mint(RING, ReplyMeans.CUSTOMER, 7, 3)


@pytest.mark.parametrize(
    ("address", "bare", "found"),
    [
        (f"a-b_c+{TOKEN}@example.com", "a-b_c@example.com", TOKEN),
        (f"a+b+{TOKEN}@example.com", "a+b@example.com", TOKEN),
        (f"Support+{TOKEN.upper()}@Example.COM", "support@example.com", TOKEN),
        (f"+{TOKEN}@example.com", f"+{TOKEN}@example.com", None),
        (f"support{TOKEN}@example.com", f"support{TOKEN}@example.com", None),
        (f"support+{TOKEN}+x@example.com", f"support+{TOKEN}+x@example.com", None),
        ("support+sales@example.com", "support+sales@example.com", None),
        ("support@example.com", "support@example.com", None),
        ("technicalsupportteamdenmark@example.com", "technicalsupportteamdenmark@example.com", None),
        ("support-transportationservices@example.com", "support-transportationservices@example.com", None),
        (TOKEN, TOKEN, None),
        ("", "", None),
        ("@", "@", None),
        ("@example.com", "@example.com", None),
    ],
)
def test_split_takes_a_token_off_an_address_and_leaves_others_alone(
    address: str, bare: str, found: str | None
) -> None:
    assert tokens.split(address) == (bare, found)


def test_a_revoked_agents_token_is_not_genuine() -> None:
    read = tokens.read(tokens.mint(RING, ReplyMeans.REPLY, 7, 3, epoch=4))
    assert read is not None
    assert [read.genuine(RING, epoch) for epoch in (3, 4, 5)] == [False, True, False]


def test_a_token_is_per_person_ticket_and_meaning() -> None:
    made = {tokens.mint(RING, m, t, p) for m in MEANS for t in (1, 2) for p in (1, 2)}
    assert len(made) == len(MEANS) * 4


def test_a_bounce_address_names_the_outgoing_mail_and_is_no_reply_token() -> None:
    read = tokens.read(tokens.mint_bounce(RING, 55, 2))
    assert read is not None
    assert (read.purpose, read.ticket_id, read.person, read.for_agent) == (Purpose.BOUNCE, 55, 2, False)
    assert read.genuine(RING, 0)


def test_a_sealed_value_of_a_message_id_is_no_token() -> None:
    inner = message_ids.mint(RING, 7, 1, "example.com")[2:].partition("@")[0]
    assert tokens.read("t" + inner) is None
    token = tokens.mint(RING, ReplyMeans.CUSTOMER, 7, 3)
    assert message_ids.ticket_of(f"<m{token[1:]}@example.com>", RING) is None


@pytest.mark.parametrize(
    "address",
    [
        f"support%2B{TOKEN}@example.com",
        f"support={TOKEN}@example.com",
        f"SUPPORT%2b{TOKEN.upper()}@EXAMPLE.com",
        f'"support+{TOKEN}"@example.com',
        f"prvs=0123456789=support+{TOKEN}@example.com",
        f"prvs=0123456789=support%2B{TOKEN}@example.com",
        f"btv1==012==support+{TOKEN}@example.com",
        f"prvs=support+{TOKEN}/0123456789@example.com",
        f"SRS0=aBcD=4F=example.com=support+{TOKEN}@relay.example",
        f"SRS0+aBcD=4F=example.com=support+{TOKEN}@relay.example",
        f"SRS1=xyz=first.example==aBcD=4F=example.com=support+{TOKEN}@second.example",
        f"prvs=0123456789=SRS0=aBcD=4F=example.com=support+{TOKEN}@relay.example",
    ],
)
def test_a_token_is_found_in_what_gateways_make_of_its_address(address: str) -> None:
    assert tokens.split(address) == ("support@example.com", TOKEN)


def test_a_wrapped_address_in_a_domain_of_tokens_is_unwrapped_too() -> None:
    assert tokens.split(f"prvs=0123456789={TOKEN}@reply.example.com") == ("@reply.example.com", TOKEN)


@pytest.mark.parametrize(
    "address",
    [
        "prvs=@example.com",
        "srs0=@example.com",
        "srs0=a=b@example.com",
        "prvs=x@example.com",
        "srs1=a=b==c@example.com",
    ],
)
def test_what_only_begins_like_a_wrap_stays_as_it_is(address: str) -> None:
    assert tokens.split(address) == (address, None)


@pytest.mark.parametrize(
    "local", ["prvs=1=1=" * 50_000, "srs0=" + "=" * 500_000, "srs1=" + "a=" * 250_000, "%2b" * 300_000]
)
def test_a_hostile_address_is_read_in_passing(local: str) -> None:
    assert tokens.split(f"{local}@example.com")[1] is None


def test_the_token_of_a_question_names_a_mail_that_was_kept_back_and_no_ticket() -> None:
    read = tokens.read(tokens.mint(RING, ReplyMeans.HELD, 55, 2, epoch=1))
    assert read is not None
    assert (read.ticket_id, read.for_agent, read.names_ticket, read.genuine(RING, 1)) == (
        55,
        True,
        False,
        True,
    )
    assert all(
        (t := tokens.read(tokens.mint(RING, m, 7, 3))) is not None and t.names_ticket for m in OF_TICKETS
    )
