"""For whom an agent forwarded a mail."""

import pytest

from mailgate.agents.effects import For
from mailgate.agents.forwarded import Ambiguous, begins_with_header, forwarded_for
from mailgate.model.mail import Address, EnclosedMail, Forward
from tests.unit.agents.scenes import internal

KIM, PAT, BO = Address("kim@example.org", "Kim"), Address("pat@example.org"), Address("bo@example.com")
HEADERS = [
    "---------- Forwarded message ---------\nFrom: Kim <kim@example.org>",
    "Begin forwarded message:\n\nFrom: Kim <kim@example.org>",
    "________________________________\nFrom: Kim <kim@example.org>\nSent: Monday",
    "-----Original Message-----\nFrom: Kim <kim@example.org>",
    "Fra: Kim <kim@example.org>\nSendt: mandag",
    "Från: Kim <kim@example.org>\nSkickat: måndag",
    "Von: Kim <kim@example.org>\nGesendet: Montag",
    "Od: Kim <kim@example.org>\nWysłano: poniedziałek",
    "-------- Weitergeleitete Nachricht --------\nBetreff: Drucker",
    "---------- Videresendt besked ---------\nFra: Kim <kim@example.org>",
    "---------- Przekazana wiadomość ---------\nOd: Kim <kim@example.org>",
    "*Fra:* Kim <kim@example.org>",
    "\n\n\u200b\nFrom: Kim <kim@example.org>",
]


def _mail(*senders: Address) -> EnclosedMail:
    return EnclosedMail("", "", senders)


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_directly_at_the_top_names_the_customer(header: str) -> None:
    assert begins_with_header(header)
    assert forwarded_for(None, (), Forward(KIM), header, internal) == For("kim@example.org", "Kim")


@pytest.mark.parametrize("header", HEADERS)
def test_words_above_the_header_make_a_question(header: str) -> None:
    found = forwarded_for(None, (), Forward(KIM), f"Can you take this?\n\n{header}", internal)
    assert found == Ambiguous("Words of yours stand above the forwarded mail.", ("kim@example.org",))


def test_the_command_beats_all() -> None:
    explicit = For("pat@example.org")
    assert forwarded_for(explicit, (_mail(KIM),), Forward(KIM), "Hello", internal) == explicit


def test_an_attached_mail_names_the_customer_whatever_stands_above() -> None:
    assert forwarded_for(None, (_mail(KIM),), None, "Can you take this?", internal) == For(
        "kim@example.org", "Kim"
    )
    assert forwarded_for(None, (_mail(KIM), _mail(KIM)), None, "", internal) == For("kim@example.org", "Kim")
    assert forwarded_for(None, (_mail(KIM), _mail(BO)), None, "", internal) == For("kim@example.org", "Kim")


@pytest.mark.parametrize(
    ("attached", "forward", "addresses"),
    [
        ((_mail(KIM), _mail(PAT)), None, ("kim@example.org", "pat@example.org")),
        ((_mail(PAT),), Forward(KIM), ("pat@example.org", "kim@example.org")),
        ((_mail(BO),), None, ()),
        ((), Forward(BO), ()),
        ((), Forward(Address("", "Kim")), ()),
        ((_mail(),), None, ()),
    ],
)
def test_what_is_ambiguous_is_asked_and_never_guessed(
    attached: tuple[EnclosedMail, ...], forward: Forward | None, addresses: tuple[str, ...]
) -> None:
    found = forwarded_for(None, attached, forward, HEADERS[0], internal)
    assert isinstance(found, Ambiguous)
    assert found.addresses == addresses
    assert found.question


def test_what_was_not_forwarded_is_for_nobody() -> None:
    assert forwarded_for(None, (), None, "The door is broken", internal) is None


@pytest.mark.parametrize(
    "text", ["", "Hello", "From Kiel to Oslo", "Note: it burns", "-----", "> From: Kim?"]
)
def test_other_beginnings_are_words(text: str) -> None:
    assert not begins_with_header(text) or text.startswith(">")
