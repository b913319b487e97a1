"""What in a mail points to a ticket."""

from dataclasses import replace

import pytest

from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Envelope
from mailgate.model.mail import Address, Mail
from mailgate.model.reference import Reference
from mailgate.threading import tokens
from mailgate.threading.evidence import collect
from mailgate.threading.freemail import FREEMAIL, same_organisation
from mailgate.threading.sealed import KeyRing

RING = KeyRing({1: b"k" * 32})
TOKEN = tokens.mint(RING, ReplyMeans.CUSTOMER, 7, 3)
ADDRESS = f"support+{TOKEN}@example.com"
MAIL = Mail(digest="d", message_id="<own@example.org>", message_id_given=True, senders=())
ENVELOPE = Envelope("smtp", "a@example.org", ("support@example.com",))


@pytest.mark.parametrize(
    ("mail", "envelope"),
    [
        (MAIL, replace(ENVELOPE, rcpt_to=(ADDRESS,))),
        (replace(MAIL, delivered_to=(ADDRESS.upper(),)), ENVELOPE),
        (replace(MAIL, to=(Address(ADDRESS),)), ENVELOPE),
        (replace(MAIL, cc=(Address("x@example.org"), Address(ADDRESS))), ENVELOPE),
    ],
    ids=["envelope", "delivered-to", "to", "cc"],
)
def test_a_token_is_seen_wherever_a_recipient_can_stand(mail: Mail, envelope: Envelope) -> None:
    assert [(t.ticket_id, t.person) for t in collect(mail, envelope).tokens] == [(7, 3)]


def test_the_same_token_counts_once_and_a_damaged_one_not_at_all() -> None:
    mail = replace(
        MAIL, to=(Address(ADDRESS), Address(ADDRESS.upper()), Address("support+tcaaaa@example.com"))
    )
    assert len(collect(mail, ENVELOPE).tokens) == 1


def test_ids_are_read_newest_first_without_the_mails_own() -> None:
    mail = replace(
        MAIL, in_reply_to=("<3@x.example>",),
        references=("<1@x.example>", "<2@x.example>", "<3@x.example>", "<own@example.org>"),
        original_ids=("<0@x.example>",),
    )  # fmt: skip
    assert collect(mail, ENVELOPE).ids == ("<3@x.example>", "<2@x.example>", "<1@x.example>", "<0@x.example>")


def test_a_mail_that_names_thousands_is_read_to_a_limit() -> None:
    many = tuple(f"<{n}@x.example>" for n in range(5_000))
    addresses = tuple(
        Address(f"support+{tokens.mint(RING, ReplyMeans.CUSTOMER, n, 1)}@example.com") for n in range(500)
    )
    found = collect(replace(MAIL, references=many, to=addresses), ENVELOPE)
    assert found.ids[0] == many[-1]
    assert len(found.ids) == len(found.tokens) == 24


def test_references_come_from_the_subject() -> None:
    reference = Reference("EX", 26, 4711)
    assert collect(replace(MAIL, subject=f"Re: [{reference}] x"), ENVELOPE).references == (reference,)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@customer.example", "b@CUSTOMER.example", True),
        ("a@customer.example", "b@sub.customer.example", False),
        ("a@gmail.com", "b@gmail.com", False),
        ("a@Hotmail.com", "b@hotmail.com", False),
        ("", "", False),
        ("a@", "b@", False),
    ],
)
def test_an_organisation_is_a_domain_that_is_no_public_provider(one: str, other: str, same: bool) -> None:
    assert same_organisation(one, other) is same


def test_public_providers_are_written_as_they_are_compared() -> None:
    assert all(domain == domain.lower().strip() and "." in domain for domain in FREEMAIL)
