"""Evidence that grows old, is learned, quoted, merged or revoked: what it is worth, and to whom."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
import sqlalchemy as sa

from mailgate.mail.read import read
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Fate
from mailgate.model.outgoing import Draft
from mailgate.model.reference import Reference
from mailgate.model.ticket import Status
from mailgate.pipeline.mint import Mint
from mailgate.store import threads
from mailgate.store.schema_work import agent_state
from mailgate.threading.sealed import KeyRing
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, KIM, SUPPORT, answer, mail, reply_address
from tests.scenario.stage import KEY

LARS = "Lars <lars@other.test>"


def sent(desk: TestDesk) -> Draft:
    """Kim's ticket, answered by Anna; the letter that Kim has."""
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "Turn it off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk.letter("reply").draft


def bare(letter: Draft, text: str = "Hello?", **how: object) -> bytes:
    """A reply that lost its token, its ids, its subject and its quote, but for what `how` gives back."""
    return answer(letter, text, **{"token": False, "ids": False, "subject": "News", "quote": False, **how})  # type: ignore[arg-type]


def with_mail(attached: bytes, *, sender: str = KIM, name: str | None = None) -> bytes:
    """A new mail with another one attached: as a mail, or, where a mailer calls it a file, under a name."""
    made = EmailMessage(policy=SMTP)
    made["Authentication-Results"] = (
        f"mx.example.com; dmarc=pass header.from={sender.rstrip('>').rpartition('@')[2]}"
    )
    made["From"], made["To"], made["Subject"] = sender, SUPPORT, "Look at this"
    made["Message-ID"] = "<forward@client.test>"
    made.set_content("What about this one?")
    if name is None:
        made.add_attachment(read_back(attached))
    else:
        made.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def read_back(raw: bytes) -> EmailMessage:
    """The attached mail as a part; only its head matters."""
    seen = read(raw)
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["Subject"], inner["Message-ID"] = (
        "support@example.com",
        seen.subject,
        seen.message_id,
    )
    inner.set_content("as it came")
    return inner


# learned ids


def test_the_id_that_a_gateway_took_from_a_mail_is_found_again(desk: TestDesk) -> None:
    """
    Kim -> her gateway -> support   <new>, and X-Original-Message-ID: <old>
    Kim -> support                  answers <old>, the one in her own sent mail
    """
    desk.post(mail(message_id="<new@gate.test>", headers={"X-Original-Message-ID": "<old@client.test>"}))
    entry = desk.post(mail("Re: smoke", "And now?", headers={"In-Reply-To": "<old@client.test>"}))
    assert desk.fate(entry) is Fate.APPENDED, desk.reasons(entry)


# quoted mail


def test_our_mail_attached_as_a_mail_or_as_a_file_leads_to_its_ticket(desk: TestDesk) -> None:
    """
    Kim -> support   a new mail, our letter attached
    """
    letter = sent(desk)
    carried = next(c.message for c in desk.courier.carried if c.recipient == "kim@customer.test" and c.sender)
    for raw in (with_mail(carried), with_mail(carried, name="letter.eml")):
        entry = desk.post(raw.replace(b"<forward@", b"<f%d@" % len(raw)))
        assert (desk.fate(entry), desk.ticket_of(entry).id) == (Fate.APPENDED, 1), desk.reasons(entry)
        assert f"level 5: it quotes our mail {letter.message_id}" in desk.reasons(entry)


@pytest.mark.parametrize(("sender", "claims"), [(EVE, [("claims", 1)]), (ANNA, [])])
def test_our_mail_attached_by_somebody_else_leads_nobody_there(
    desk: TestDesk, sender: str, claims: list[object]
) -> None:
    """
    Eve -> support    a ticket of her own, with a remark
    Anna -> support   forwards something: it may be about anything
    """
    sent(desk)
    carried = next(c.message for c in desk.courier.carried if c.recipient == "kim@customer.test" and c.sender)
    before = desk.ticket(1)
    entry = desk.post(with_mail(carried, sender=sender))
    assert "level 5: it quotes" not in desk.reasons(entry) or claims
    assert desk.ticket(1) == before
    if desk.fate(entry) is Fate.TICKET:
        assert desk.links(desk.ticket_of(entry).id) == claims


def test_a_reference_in_the_quote_is_enough_for_a_participant(desk: TestDesk) -> None:
    letter = sent(desk)
    quote = f"On Mon, 23 Nov 2026 at 09:05, Example Support <support@example.com> wrote:\n> {letter.subject}\n> Turn it off."
    entry = desk.post(bare(letter, f"It does not turn off.\n\n{quote}\n"))
    assert (desk.ticket_of(entry).id, desk.messages(1)[-1].verified) == (1, True), desk.reasons(entry)
    assert "level 5:" in desk.reasons(entry)


def test_a_mistyped_reference_in_the_quote_is_none(desk: TestDesk) -> None:
    letter = sent(desk)
    wrong = letter.subject.replace("000001", "000002")
    quote = f"On Mon, 23 Nov 2026 at 09:05, Example Support <support@example.com> wrote:\n> {wrong}"
    assert desk.fate(desk.post(bare(letter, f"No.\n\n{quote}\n"))) is Fate.TICKET


def test_an_unvouched_quote_moves_nothing(desk: TestDesk) -> None:
    letter = sent(desk)
    quote = f"On Mon, 23 Nov 2026 at 09:05, Example Support <support@example.com> wrote:\n> {letter.subject}"
    desk.post(bare(letter, f"No.\n\n{quote}\n", vouched=False), peer="192.0.2.66")
    assert (desk.messages(1)[-1].verified, desk.ticket(1).status) == (False, Status.WAITING)


# sloppy subjects


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda r: r.replace("-", " "),
        lambda r: r.replace("-", "–"),
        lambda r: "".join(chr(ord(c) + 0xFEE0) for c in f"[{r}]"),
        lambda r: f"[External] [Ticket 99 {r}] smoke",
        lambda r: f"=5B{r}=5D smoke".replace("-", "=2D"),
        lambda r: f"%5B{r}%5D smoke",
    ],
    ids=["small", "spaces", "dashes", "full width", "others' brackets", "quoted-printable", "percent"],
)
def test_a_reference_survives_what_people_and_gateways_do_to_it(desk: TestDesk, write: object) -> None:
    letter = sent(desk)
    assert callable(write)
    entry = desk.post(bare(letter, subject=str(write(desk.ticket(1).reference))))
    assert (desk.ticket_of(entry).id, "level 4:" in desk.reasons(entry)) == (1, True), desk.reasons(entry)


def test_the_right_number_under_another_prefix_or_year_is_another_desks(desk: TestDesk) -> None:
    letter = sent(desk)
    for other in (Reference("BI", 26, 1), Reference("EX", 25, 1), Reference("EX", None, 1)):
        entry = desk.post(bare(letter, subject=f"[{other}] x"))
        assert desk.fate(entry) is Fate.TICKET, other


# other names


def test_another_name_of_a_ticket_leads_to_it_and_keeps_its_first_ticket(desk: TestDesk) -> None:
    letter = sent(desk)
    desk.post(mail("two", sender=LARS))
    old = str(Reference("OLD", 19, 77))
    desk.write(lambda tx: threads.add_aliases(tx, [(old, 1)], "import"))
    desk.write(lambda tx: threads.add_aliases(tx, [(old, 2)], "import"))
    entry = desk.post(bare(letter, subject=f"Re: [{old}] smoke"))
    assert (desk.ticket_of(entry).id, "level 4:" in desk.reasons(entry)) == (1, True), desk.reasons(entry)


# tokens


def rekey(desk: TestDesk, keys: dict[int, bytes]) -> None:
    """Restarts the desk with another key ring."""
    desk.mint = Mint(KeyRing(keys), desk.mint.unique)
    desk.__dict__.pop("carrier", None)


def test_old_letters_are_answered_after_a_rotation_and_new_ones_are_sealed_anew(desk: TestDesk) -> None:
    letter = sent(desk)
    rekey(desk, {1: KEY, 2: b"n" * 32})
    entry = desk.post(answer(letter, "By the old token.", ids=False, subject="x", quote=False))
    assert "level 1:" in desk.reasons(entry)
    newer = desk.letter("notification").draft
    rekey(desk, {2: b"n" * 32})
    assert desk.fate(desk.post(answer(newer, "By the new one.", sender=ANNA))) is Fate.APPENDED
    late = desk.post(answer(letter, "By a retired key.", ids=False, subject="y", quote=False))
    assert desk.fate(late) is Fate.TICKET


def test_an_id_of_ours_outlives_its_key_as_long_as_its_row_stands(desk: TestDesk) -> None:
    letter = sent(desk)
    rekey(desk, {2: b"n" * 32})
    entry = desk.post(answer(letter, "Still here.", token=False, subject="x", quote=False))
    assert (desk.ticket_of(entry).id, "level 2:" in desk.reasons(entry)) == (1, True), desk.reasons(entry)


def test_a_revoked_agents_token_opens_nothing(desk: TestDesk) -> None:
    """
    Anna's tokens revoked
    Anna -> her old token   nothing goes to Kim, nothing is filed as hers
    """
    desk.post(mail())
    letter = desk.letter("notification").draft
    desk.write(
        lambda tx: tx.execute(
            sa.update(agent_state).where(agent_state.c.name == "Anna Berg").values(token_epoch=1)
        )
    )
    desk.post(answer(letter, "Off.", sender=ANNA, ids=False, subject="x", quote=False))
    assert desk.letters("reply") == []
    assert len(desk.messages(1)) == 1


@pytest.mark.parametrize(("days", "level"), [(180, 1), (181, None)])
def test_a_token_ends_half_a_year_after_its_ticket_was_closed(
    desk: TestDesk, days: int, level: int | None
) -> None:
    letter = sent(desk)
    desk.close(1)
    desk.advance(days=days)
    entry = desk.post(bare(letter, token=True))
    assert ("level 1:" in desk.reasons(entry)) is (level == 1), desk.reasons(entry)
    assert desk.links(2) == ([("follows", 1)] if level else [])


def test_the_token_of_a_merged_ticket_lives_as_long_as_the_survivor(desk: TestDesk) -> None:
    letter = sent(desk)
    desk.post(mail("two"))
    desk.close(1)
    desk.change(1, status="merged", merged_into=2)
    desk.advance(days=200)
    entry = desk.post(bare(letter, token=True))
    assert (desk.ticket_of(entry).id, desk.fate(entry)) == (2, Fate.APPENDED), desk.reasons(entry)
    assert desk.messages(2)[-1].verified is True


def test_who_answers_everybody_is_known_although_the_token_is_anothers(desk: TestDesk) -> None:
    """
    Kim -> her token, Cc Lars, who takes part
    Lars -> Kim, her token   "reply all": his own evidence counts
    """
    desk.configure(mailbox='cc = "join"')
    desk.post(mail())
    desk.post(mail(f"[{desk.ticket(1).reference}] x", cc=LARS))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    kims = desk.letter("reply", to="kim@customer.test").draft
    entry = desk.post(answer(kims, "I am Lars.", sender=LARS, quote=False))
    assert (desk.messages(1)[-1].verified, "level 2:" in desk.reasons(entry)) == (True, True), desk.reasons(
        entry
    )


def test_a_relay_that_wraps_the_recipient_loses_no_token(desk: TestDesk) -> None:
    letter = sent(desk)
    local, _, domain = reply_address(letter).partition("@")
    wrapped = f"SRS0=aBcD=4F={domain}={local}@relay.customer.test"
    entry = desk.post(bare(letter), rcpt_to=wrapped)
    assert (desk.ticket_of(entry).id, "level 1:" in desk.reasons(entry)) == (1, True), desk.reasons(entry)


@pytest.mark.parametrize("style", ["-", "=", "_", "@reply.example.com", "none"])
def test_every_style_of_addresses_brings_replies_home(desk: TestDesk, style: str) -> None:
    desk.configure(mailbox=f'tokens = "{style}"')
    letter = sent(desk)
    entry = desk.post(answer(letter, "Still.", subject="x", quote=False))
    assert desk.ticket_of(entry).id == 1
    assert f"level {2 if style == 'none' else 1}:" in desk.reasons(entry)


def test_a_token_forged_for_another_ticket_is_none(desk: TestDesk) -> None:
    letter = sent(desk)
    desk.post(mail("two", sender=LARS))
    forged = Mint(KeyRing({1: b"x" * 32}), iter(range(9)).__next__)
    address = forged.reply_address(SUPPORT, "+", ReplyMeans.CUSTOMER, 2, 2)
    entry = desk.post(bare(letter), rcpt_to=address)
    assert (desk.fate(entry), desk.links(3)) == (Fate.TICKET, [])
