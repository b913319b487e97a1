"""What in a mail points to a ticket."""

from dataclasses import replace

import pytest

from mailgate.model.decision import ReplyMeans
from mailgate.model.former import Formats, former
from mailgate.model.journal import Envelope
from mailgate.model.mail import Address, EnclosedMail, Forward, Mail
from mailgate.model.reference import PLAIN, Reference
from mailgate.threading import message_ids, tokens
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


OUR_ID = message_ids.mint(RING, 7, 1, "example.com")
ROOT = message_ids.root(RING, 7, "example.com")
REFERENCE = Reference("EX", 26, 4711)


def test_the_root_of_a_long_chain_is_seen_although_it_is_the_oldest() -> None:
    chain = (ROOT, *(f"<{n}@x.example>" for n in range(60)))
    found = collect(replace(MAIL, references=chain), ENVELOPE).ids
    assert ROOT in found
    assert found[0] == "<59@x.example>"


def test_a_damaged_id_is_seen_as_it_stands_and_as_it_was_meant() -> None:
    found = collect(replace(MAIL, references=(f"<=3C{OUR_ID[1:-1]}=3E>",)), ENVELOPE).ids
    assert found == (f"<=3C{OUR_ID[1:-1]}=3E>", OUR_ID)


def test_an_id_that_nobody_can_read_is_found_in_its_field() -> None:
    encoded = OUR_ID.replace("<", "%3C").replace(">", "%3E").replace("@", "%40")
    assert collect(replace(MAIL, headers={"in-reply-to": (encoded,)}), ENVELOPE).ids == (OUR_ID,)
    assert collect(replace(MAIL, headers={"subject": (encoded,)}), ENVELOPE).ids == ()


@pytest.mark.parametrize(
    "subject",
    [
        f"=?utf-8?Q?Re:_=5B{REFERENCE}=5D?=",
        f"%5B{REFERENCE}%5D Printer".replace("-", "%2D"),
        f"=5B{REFERENCE}=5D Printer".replace("-", "=2D"),
    ],
    ids=["encoded word", "percent", "quoted-printable"],
)
def test_a_subject_that_was_encoded_twice_is_read_twice(subject: str) -> None:
    assert collect(replace(MAIL, subject=subject), ENVELOPE).references == (REFERENCE,)


def test_plain_and_former_numbers_count_where_the_desk_has_such() -> None:
    mail = replace(MAIL, subject="Re: [#7] [Ticket#42] Printer")
    assert collect(mail, ENVELOPE).names() == set()
    found = collect(mail, ENVELOPE, Formats(plain=True, former=(former("[Ticket#{number}]"),)))
    assert (found.references, found.former) == ((Reference(PLAIN, None, 7),), ("Ticket#42",))


def test_an_attached_mail_gives_its_ids_and_the_reference_of_its_subject() -> None:
    inner = EnclosedMail(OUR_ID, f"Re: [{REFERENCE}] Printer", references=(ROOT, "<a@x.example>"))
    found = collect(replace(MAIL, enclosed=(inner,)), ENVELOPE)
    assert (found.quoted_ids, found.quoted) == ((OUR_ID, ROOT), (REFERENCE,))
    assert (found.ids, found.references) == ((), ())


def test_quoted_text_gives_references_and_ids_of_ours() -> None:
    found = collect(replace(MAIL, quoted_text=f"> [{REFERENCE}] Printer\n> Message-ID: {OUR_ID}"), ENVELOPE)
    assert (found.quoted_ids, found.quoted) == ((OUR_ID,), (REFERENCE,))


def test_new_words_are_no_quotation() -> None:
    text = f"As I said about {REFERENCE}: {OUR_ID}"
    found = collect(replace(MAIL, text=text, new_text=text), ENVELOPE)
    assert (found.quoted_ids, found.quoted) == ((), ())


def test_a_forwarded_mail_is_a_quotation_although_it_counts_as_new() -> None:
    text = f"See below.\n\nSubject: [{REFERENCE}] Printer\n"
    mail = replace(
        MAIL,
        text=text,
        new_text=text,
        forward=Forward(Address("a@x.example"), subject=f"[{REFERENCE}] Printer"),
    )
    assert collect(mail, ENVELOPE).quoted == (REFERENCE,)


def test_in_quoted_text_a_plain_number_needs_its_brackets() -> None:
    mail = replace(MAIL, quoted_text="> [#7] our order #8")
    assert collect(mail, ENVELOPE, Formats(plain=True)).quoted == (Reference(PLAIN, None, 7),)


def test_quoted_text_is_read_to_a_limit() -> None:
    text = "> x\n" * 20_000
    assert collect(replace(MAIL, quoted_text=f"{text}{REFERENCE}"), ENVELOPE).quoted == ()
    many = tuple(EnclosedMail(message_ids.mint(RING, n, 1, "example.com"), "") for n in range(500))
    assert len(collect(replace(MAIL, enclosed=many), ENVELOPE).quoted_ids) == 24
