"""Golden replies, as clients write them and as relays spoil them: each finds its ticket, and brings its new words only."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.outgoing import Draft
from mailgate.model.ticket import Status
from tests.scenario.clients import CLIENTS, Client, Seen, seen, without_fields
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, SUPPORT, answer, mail

WORDS = "It still smokes."
RELAYED = "<20261123080511.4C1E@relay.customer.test>"
each_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)


def sent(desk: TestDesk) -> Draft:
    """Kim's ticket, answered by Anna; the letter that Kim has."""
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "Turn it off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk.letter("reply").draft


def joins(desk: TestDesk, raw: bytes, level: int, *, verified: bool = True) -> None:
    """The mail became the newest message of ticket 1 by this evidence, with its new words and nothing else."""
    entry = desk.post(raw)
    assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.APPENDED, 1), desk.reasons(entry)
    assert f"level {level}:" in desk.reasons(entry)
    message = desk.messages(1)[-1]
    assert message.new_text.strip().splitlines()[0] == WORDS
    assert "Turn it off." not in message.new_text
    assert message.verified is verified
    assert desk.ticket(1).status is (Status.OPEN if verified else Status.WAITING)


@each_client
def test_a_reply_as_the_client_writes_it_joins_by_its_token(desk: TestDesk, client: Client) -> None:
    joins(desk, client(seen(sent(desk)), WORDS), 1)


@each_client
def test_a_client_that_ignores_reply_to_is_known_by_the_ids(desk: TestDesk, client: Client) -> None:
    joins(desk, client(seen(sent(desk), to=SUPPORT), WORDS), 2)


@each_client
def test_a_client_that_drops_references_is_known_by_in_reply_to(desk: TestDesk, client: Client) -> None:
    raw = without_fields(client(seen(sent(desk), to=SUPPORT), WORDS), "References")
    joins(desk, raw, 2)


@each_client
def test_a_client_that_drops_in_reply_to_is_known_by_references(desk: TestDesk, client: Client) -> None:
    """Notes writes no References: the subject is left."""
    raw = without_fields(client(seen(sent(desk), to=SUPPORT), WORDS), "In-Reply-To")
    joins(desk, raw, 2 if b"\r\nReferences:" in raw else 4)


@each_client
def test_a_client_that_drops_all_ids_is_known_by_the_subject(desk: TestDesk, client: Client) -> None:
    raw = without_fields(client(seen(sent(desk), to=SUPPORT), WORDS), "In-Reply-To", "References")
    joins(desk, raw, 4)


@pytest.mark.parametrize("name", ["Outlook", "Outlook mobile", "Android", "Notes"])
def test_a_reply_under_another_subject_is_known_by_the_block_above_its_history(
    desk: TestDesk, name: str
) -> None:
    """These clients quote the subject of what they answer, and with it the reference."""
    raw = without_fields(
        CLIENTS[name](seen(sent(desk), to=SUPPORT), WORDS), "In-Reply-To", "References", "Subject"
    )
    joins(desk, b"Subject: News\r\n" + raw, 5)


@each_client
def test_where_a_relay_replaced_our_id_the_token_still_knows_the_reply(
    desk: TestDesk, client: Client
) -> None:
    joins(desk, client(seen(sent(desk), message_id=RELAYED), WORDS), 1)


@each_client
def test_where_a_relay_replaced_our_id_the_root_or_the_subject_knows_it_without_a_token(
    desk: TestDesk, client: Client
) -> None:
    """Most clients repeat the whole chain, where our root id stands; others name only the relay's id."""
    letter = sent(desk)
    raw = client(seen(letter, message_id=RELAYED, to=SUPPORT), WORDS)
    joins(desk, raw, 2 if letter.references[0].encode() in raw else 4)


@each_client
def test_the_relays_id_is_learned_from_the_first_reply_that_is_proven(desk: TestDesk, client: Client) -> None:
    """
    our letter -> a relay gives it <relayed> -> Kim
    Kim -> her token   names <relayed>
    Kim -> support     names <relayed> and nothing else, under another subject: joins by the learned id
    """
    letter = sent(desk)
    joins(desk, client(seen(letter, message_id=RELAYED), WORDS), 1)
    alone = seen(letter, message_id=RELAYED, references=(), to=SUPPORT, subject="News")
    raw = without_fields(client(alone, WORDS), "Message-ID")
    joins(desk, b"Message-ID: <second@customer.test>\r\n" + raw, 3)


def test_an_outsider_teaches_no_id(desk: TestDesk) -> None:
    """
    Eve -> support   names our root (seen on a list) and <planted>: a ticket of her own
    Kim -> support   names <planted> alone: a new ticket, too, and none of Eve's
    """
    letter = sent(desk)
    eve = Seen(letter, "<planted@x.test>", letter.references, SUPPORT, "News", "Eve <eve@stranger.test>",
               "Authentication-Results: mx.example.com; dmarc=pass header.from=stranger.test")  # fmt: skip
    first = desk.post(CLIENTS["Gmail"](eve, "hi"))
    assert desk.links(desk.ticket_of(first).id) == [("claims", 1)]
    kim = CLIENTS["iPhone"](
        seen(letter, message_id="<planted@x.test>", references=(), to=SUPPORT, subject="Hi"), WORDS
    )
    second = desk.post(kim)
    assert desk.ticket_of(second).id not in (1, desk.ticket_of(first).id)


@each_client
def test_a_relay_that_folds_case_and_escapes_the_plus_sign_loses_no_token(
    desk: TestDesk, client: Client
) -> None:
    letter = sent(desk)
    spoilt = seen(letter).to.upper().replace("+", "%2B")
    joins(
        desk,
        client(seen(letter, to=spoilt, references=(), message_id="<x@customer.test>", subject="News"), WORDS),
        1,
    )


@each_client
def test_the_same_reply_from_somebody_else_opens_a_ticket_of_their_own(
    desk: TestDesk, client: Client
) -> None:
    """A colleague at another company got the mail forwarded: nothing of Kim's ticket reaches them."""
    letter = sent(desk)
    before = desk.ticket(1)
    raw = client(
        seen(letter, to=SUPPORT, sender="Eve <eve@stranger.test>",
             results="Authentication-Results: mx.example.com; dmarc=pass header.from=stranger.test"),
        WORDS,
    )  # fmt: skip
    entry = desk.post(raw)
    assert desk.links(desk.ticket_of(entry).id) == [("claims", 1)], desk.reasons(entry)
    assert desk.ticket(1) == before
    assert all(
        before.reference not in x.draft.subject + x.draft.text for x in desk.letters(to="eve@stranger.test")
    )


@each_client
def test_a_disowned_reply_joins_nothing(desk: TestDesk, client: Client) -> None:
    disowned = "Authentication-Results: mx.example.com; dmarc=fail header.from=customer.test"
    entry = desk.post(client(seen(sent(desk), to=SUPPORT, results=disowned), WORDS))
    assert desk.ticket_of(entry).id == 2
    assert desk.links(2) == [("claims", 1)]
