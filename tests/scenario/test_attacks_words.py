"""Strangers' words in our letters, and our words in strangers' hands: what may stand where (P4, SPEC section 19)."""

import email
import unicodedata
from email import policy
from email.message import EmailMessage

import pytest

from mailgate.model.journal import Fate
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail, reply_address

# The same in the shapes in which a mail can bring a line end along.
INJECTIONS = {
    "encoded": b"=?utf-8?q?x=0D=0AX-Evil:_yes=0D=0A=0D=0Abody?=",
    "base64": b"=?utf-8?b?eA0KWC1FdmlsOiB5ZXMNCg0KYm9keQ==?=",
    "twice": b"=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0AX-Evil:_yes=3F=3D?=",
    "separators": "x\u2028X-Evil: yes\u2029\x85X-Evil: yes".encode(),
    "bare": b"x\x0b\x0cX-Evil: yes\x00\x1b[2J",
}


def sent(desk: TestDesk) -> list[EmailMessage]:
    desk.advance(60)
    return [email.message_from_bytes(c.message, policy=policy.default) for c in desk.deliver()]


@pytest.mark.parametrize("shape", INJECTIONS)
@pytest.mark.parametrize("where", ["Subject", "From", "Message-ID", "References"])
@pytest.mark.parametrize("vouched", [True, False])
def test_no_word_of_a_stranger_begins_a_header(desk: TestDesk, where: str, shape: str, vouched: bool) -> None:
    """
    Kim -> support   line ends in her name, her subject, her ids
    support -> Kim, Anna, in every kind of letter: no header that she wrote, nobody else gets it
    """
    raw, evil = mail(vouched=vouched, headers={"References": "<a@client.test>"}), INJECTIONS[shape]
    old = {
        "Subject": b"The printer smokes",
        "From": b"Kim Holm",
        "Message-ID": b"@client.test",
        "References": b"<a@",
    }
    put = {"Message-ID": evil + b"@client.test", "References": b"<" + evil + b"@"}.get(where, evil)
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = [
        line.replace(old[where], put, 1) if line.startswith(where.encode() + b":") else line
        for line in head.split(b"\r\n")
    ]
    desk.post(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    acks = sent(desk)
    told = desk.letter("notification").draft
    desk.post(answer(told, "held", sender=ANNA, vouched=False))
    desk.post(answer(told, "Off.", sender=ANNA))
    letters = acks + sent(desk)
    assert {x.kind for x in desk.letters()} == {"ack", "notification", "notice", "reply"}
    assert len(letters) == len(desk.letters()), "every letter can be composed"
    for letter in letters:
        assert "X-Evil" not in letter
        assert not any("\x1b" in str(v) or "\n" in str(v) for v in letter.values())


@pytest.mark.parametrize(
    "subject",
    ["{#solve}", "x {#solve} y", "{{#solve}}", "｛＃solve｝", "{\u200b#solve}", "{＃note}", "=?utf-8?q?=7B=23solve=7D?="],
)  # fmt: skip
def test_a_customers_subject_brings_no_command_to_the_agent(desk: TestDesk, subject: str) -> None:
    """
    Kim -> support   a command in her subject
    support -> Anna  without its form, also when the letter is folded to plain signs and invisible ones are left out
    """
    desk.post(mail(subject if subject.isascii() else f"re {subject}"))
    shown = unicodedata.normalize("NFKC", desk.letter("notification").draft.subject).replace("\u200b", "")
    assert "{#" not in shown
    entry = desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    assert desk.fate(entry) is Fate.APPENDED


@pytest.mark.parametrize("name", ["anna@staff.example.net", "boss＠example.com", "x﹫example.com"])
def test_a_name_that_reads_as_an_address_is_not_shown_as_a_name(desk: TestDesk, name: str) -> None:
    desk.post(mail(sender=f'"{name}" <eve@stranger.test>'))
    letter = desk.letter("notification").draft
    assert letter.from_.name == "Example Support"
    assert all(name not in line for line in desk.letter("ack").draft.text.splitlines())


def test_no_header_of_a_notification_holds_the_customers_address(desk: TestDesk) -> None:
    """
    a client that answers everybody must not reach Kim past us
    """
    desk.post(mail(cc="Pia <pia@customer.test>", headers={"Reply-To": "k@customer.test", "Sender": KIM}))
    (note,) = [m for m in sent(desk) if "staff.example.net" in str(m["To"])]
    assert all("customer.test" not in str(v) for k, v in note.items() if k != "Subject"), note.items()


def test_a_customer_never_sees_where_an_agent_is(desk: TestDesk) -> None:
    """
    Anna -> her token   from home, with her address in every header a client writes, signed
    support -> Kim      none of her addresses, no trace of her way here, no id of her mail, no signature
    """
    desk.post(mail())
    told = desk.letter("notification").draft
    headers = {
        "X-Originating-IP": "[192.0.2.77]",
        "Organization": "Home of Anna",
        "User-Agent": "AnnaMail 1.0",
    }
    files = [("smime.p7s", b"anna.home@example.net"), ("plan.txt", b"plan")]
    raw = answer(told, "Off.", sender="Anna <anna.home@example.net>", headers=headers, files=files)
    raw = raw.replace(b"application/octet-stream", b"application/pkcs7-signature", 1)
    assert b"pkcs7-signature" in raw
    desk.post(raw)
    desk.advance(60)
    (carried,) = [c for c in desk.deliver() if c.recipient == "kim@customer.test"]
    letter = email.message_from_bytes(carried.message, policy=policy.default)
    assert [p.get_filename() for p in letter.iter_attachments()] == ["plan.txt"]
    own_id = email.message_from_bytes(raw)["Message-ID"]
    for secret in ("anna.home", "staff.example.net", "192.0.2.77", "Home of", "AnnaMail", own_id, told.message_id,
                   reply_address(told)):  # fmt: skip
        assert secret.encode() not in carried.message


@pytest.mark.parametrize("name", ["original.eml", "Printer.MSG", "whole mail"])
def test_a_mail_attached_to_an_answer_is_kept_back(desk: TestDesk, name: str) -> None:
    """
    Anna -> her token   her client attaches the notification, with its token and all it says to agents
    support -> Anna     held; nothing to Kim
    """
    desk.post(mail())
    told = desk.letter("notification").draft
    raw = answer(told, "Off.", sender=ANNA, files=[(name, b"Reply-To: " + reply_address(told).encode())])
    if name == "whole mail":
        raw = raw.replace(b"application/octet-stream", b"message/rfc822", 1)
        raw = raw.replace(b"Content-Transfer-Encoding: base64\r\n", b"", 1)
    entry = desk.post(raw)
    assert desk.fate(entry) is Fate.HELD, desk.reasons(entry)
    assert desk.letters("reply") == []
    assert "attached" in desk.letter("notice").draft.text


def test_an_answer_too_large_to_be_read_whole_is_kept_back(desk: TestDesk) -> None:
    """
    Anna -> her token   two hundred and one files: the raw mail stands in for them, with her address and her token
    """
    desk.post(mail())
    files = [(f"{n}.txt", b"x") for n in range(201)]
    entry = desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA, files=files))
    assert desk.fate(entry) is Fate.HELD
    assert desk.letters("reply") == []


def test_a_template_in_a_strangers_words_is_only_words(desk: TestDesk) -> None:
    evil = "{{ 7 * 191 }} {% for x in history %}{{ x }}{% endfor %} {{ desk.__class__ }}"
    desk.post(mail(evil, evil, sender=f'"{evil[:20]}" <kim@customer.test>'))
    desk.post(answer(desk.letter("notification").draft, evil, sender=ANNA))
    for letter in desk.letters():
        assert "1337" not in letter.draft.text + letter.draft.subject
        assert "class '" not in letter.draft.text
    assert evil in desk.letter("reply").draft.text
