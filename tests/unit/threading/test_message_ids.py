"""Our Message-IDs find their ticket, and nobody else can make one; References stay short."""

import pytest

from mailgate.mail.headers import read_ids
from mailgate.threading.message_ids import (
    KEEP_FIRST,
    KEEP_LAST,
    in_text,
    mended,
    mint,
    references,
    resembles,
    root,
    ticket_of,
)
from mailgate.threading.sealed import KeyRing

RING = KeyRing({1: b"k" * 32})
ID = mint(RING, 4711, 2**46 + 5, "example.com")
ROOT = root(RING, 4711, "example.com")


def test_an_id_of_ours_leads_to_its_ticket_even_through_upper_case_and_other_domains() -> None:
    assert ticket_of(ID, RING) == 4711
    assert ticket_of(ROOT, RING) == 4711
    assert ticket_of(ID.upper(), RING) == 4711
    assert ticket_of(ID.replace("example.com", "relay.example.net"), RING) == 4711


def test_ids_differ_and_the_root_is_always_the_same() -> None:
    assert len({mint(RING, 4711, n, "example.com") for n in range(50)} | {ROOT}) == 51
    assert root(RING, 4711, "example.com") == ROOT
    assert root(RING, 4712, "example.com") != ROOT


def test_any_changed_character_makes_it_a_strangers_id() -> None:
    for place in range(2, ID.index("@")):
        other = "a" if ID[place] != "a" else "b"
        assert ticket_of(ID[:place] + other + ID[place + 1 :], RING) is None


@pytest.mark.parametrize(
    "message_id",
    ["", "<>", "<m@example.com>", f"<m{'a' * 30}@example.com>", f"<m{'c' * 25}@example.com>", ID[1:-1], f"{ID} x",
     "<CAF=abc@mail.example.com>", f"<x{ID[2:]}", f"<m{'a' * 200}@example.com>"],
)  # fmt: skip
def test_a_strangers_id_leads_nowhere(message_id: str) -> None:
    assert ticket_of(message_id, RING) is None


def test_another_desks_id_leads_nowhere() -> None:
    assert ticket_of(ID, KeyRing({1: b"x" * 32})) is None
    assert ticket_of(ID, KeyRing({})) is None


def _ids(count: int) -> list[str]:
    return [f"<{n}@example.org>" for n in range(count)]


@pytest.mark.parametrize("count", range(14))
def test_references_are_the_root_then_the_first_four_and_the_last_six(count: int) -> None:
    chain = _ids(count)
    kept = chain if count <= KEEP_FIRST + KEEP_LAST else chain[:4] + chain[-6:]
    assert references(ROOT, chain, None) == (ROOT, *kept)


def test_the_mail_that_is_answered_stands_last_and_everything_once() -> None:
    chain = _ids(5)
    assert references(ROOT, [*chain, *chain], chain[1]) == (
        ROOT,
        chain[0],
        chain[2],
        chain[3],
        chain[4],
        chain[1],
    )
    assert references(ROOT, _ids(40), "<new@example.org>")[-1] == "<new@example.org>"
    assert len(references(ROOT, _ids(40), "<new@example.org>")) == 1 + KEEP_FIRST + KEEP_LAST


def test_the_root_stands_first_and_only_there() -> None:
    assert references(ROOT, [ROOT, "<a@example.org>", ROOT], ROOT) == (ROOT, "<a@example.org>")
    assert references(ROOT, [], ROOT) == (ROOT,)
    assert references(ROOT, [], "<a@example.org>") == (ROOT, "<a@example.org>")


BARE = ID[1:-1]


@pytest.mark.parametrize(
    "written",
    [
        ID, BARE, f"<{BARE}", f"{BARE}>", f"< {BARE[:9]} {BARE[9:]} >", f"<{BARE[:9]}\t{BARE[9:]}>", f"<a@b.example>,{ID}",
        f"{ID};<a@b.example>", f'"{ID}"', f"<{ID}>", f"({ID})", f"{BARE}.", f"<mailto:{BARE}>", f"<mid:{BARE}>",
        f"=3C{BARE}=3E", f"<=3C{BARE}=3E>", f"<%3C{BARE}%3E>", f"&lt;{BARE}&gt;", f"&#60;{BARE}&#62;",
        f"<{BARE[:12]}= {BARE[12:]}>", f"=?utf-8?Q?=3C{BARE}=3E?=", f"=?us-ascii?Q?{BARE}?=", ID.upper(),
        f'Your message of "Mon, 23 Nov 2026" {ID}',
    ],
)  # fmt: skip
def test_an_id_of_ours_survives_every_sloppy_form(written: str) -> None:
    read = read_ids((written.encode(),), 50)
    assert 4711 in {ticket_of(i, RING) for one in read for i in (one, mended(one) or "")}


@pytest.mark.parametrize(
    "written",
    [f"%3C{BARE.replace('@', '%40')}%3E", f"=3C{BARE.replace('@', '=40')}=3E", f"{BARE[:9]}= {BARE[9:]}"],
)
def test_what_no_id_can_be_read_from_is_still_found_in_the_text(written: str) -> None:
    assert [ticket_of(i, RING) for i in in_text(f"<x@y.example> {written}", 5)] == [4711]


@pytest.mark.parametrize(
    "message_id", [ID, "<CAF=abc+d@mail.example.com>", "<a@b.example>", "<>", "", "<a=3Cb>"]
)
def test_a_sound_id_needs_no_mending(message_id: str) -> None:
    assert mended(message_id) is None


def test_a_strangers_damaged_id_is_mended_too() -> None:
    assert mended("<=3Ca@b.example=3E>") == "<a@b.example>"
    assert mended("<a@b.example&gt>") == "<a@b.example>"


def test_only_the_form_makes_an_id_resemble_ours() -> None:
    assert resembles(ID)
    assert not resembles("<a@b.example>")


@pytest.mark.parametrize(
    "text", ["mc" * 500_000 + "@", "<mc" + "a" * 1_000_000, "m=c" * 300_000 + "@a@", "= " * 500_000]
)
def test_a_hostile_text_is_read_in_passing(text: str) -> None:
    assert in_text(text, 5) == ()
    assert mended(text) is None
