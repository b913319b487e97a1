import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from mailgate.mail.compose import compose, draft_needs_smtputf8, may_be_downgraded
from mailgate.mail.header_values import UnsafeValue
from mailgate.model.mail import Address
from mailgate.model.outgoing import AutoSubmitted, Draft, DraftAttachment, Marker

DRAFT = Draft(
    message_id="<t1.abc@example.com>",
    from_=Address("support@example.com", "Example Support"),
    to=(Address("mette@example.org", "Mette Hansen"),),
    subject="[EX-26-000001-K] Printer",
    text="Hello Mette,\n\nthank you.\n",
    date=datetime(2026, 3, 29, 14, 5, tzinfo=timezone(timedelta(hours=2))),
)


@dataclass
class Files:
    contents: dict[int, bytes] = field(default_factory=dict)

    def bytes_of(self, attachment: DraftAttachment) -> bytes:
        return self.contents[attachment.journal_id]


def read(draft: Draft, files: Files | None = None) -> EmailMessage:
    message = message_from_bytes(compose(draft, files or Files()), policy=default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def lines_of(part: EmailMessage) -> str:
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def file(name: str, content_type: str, journal_id: int = 1, content: bytes = b"") -> DraftAttachment:
    return DraftAttachment(
        name, content_type, journal_id, "2", hashlib.sha256(content).hexdigest(), len(content)
    )


def test_a_plain_mail_is_exactly_this() -> None:
    assert compose(DRAFT, Files()).decode("ascii").split("\r\n") == [
        "Date: Sun, 29 Mar 2026 14:05:00 +0200",
        "From: Example Support <support@example.com>",
        "To: Mette Hansen <mette@example.org>",
        "Message-ID: <t1.abc@example.com>",
        "Subject: [EX-26-000001-K] Printer",
        "X-Mailgate-Loop: 1",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "",
        "Hello Mette,",
        "",
        "thank you.",
        "",
    ]


def test_every_header_stands_where_rfc_5322_suggests() -> None:
    draft = replace(
        DRAFT,
        cc=(Address("lars@example.org"), Address("bo@example.org", "Bo")),
        reply_to=Address("support+t.k3@example.com"),
        in_reply_to="<2@example.org>",
        references=("<root@example.com>", "<1@example.org>", "<2@example.org>"),
        automatic="auto-generated",
        list_id="support.example.com",
        language="da-DK",
        hops=3,
        markers=((Marker.TICKET, "EX-26-000001-K"), (Marker.ARCHIVED_AT, "<https://desk.example.com/1>")),
    )
    assert [(name, str(value)) for name, value in read(draft).items()][:-2] == [
        ("Date", "Sun, 29 Mar 2026 14:05:00 +0200"),
        ("From", "Example Support <support@example.com>"),
        ("Reply-To", "support+t.k3@example.com"),
        ("To", "Mette Hansen <mette@example.org>"),
        ("Cc", "lars@example.org, Bo <bo@example.org>"),
        ("Message-ID", "<t1.abc@example.com>"),
        ("In-Reply-To", "<2@example.org>"),
        ("References", "<root@example.com> <1@example.org> <2@example.org>"),
        ("Subject", "[EX-26-000001-K] Printer"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("List-Id", "<support.example.com>"),
        ("Content-Language", "da-DK"),
        ("X-Mailgate-Loop", "3"),
        ("X-Mailgate-Ticket", "EX-26-000001-K"),
        ("Archived-At", "<https://desk.example.com/1>"),
        ("MIME-Version", "1.0"),
    ]


def test_a_persons_mail_has_no_mark_of_a_machine() -> None:
    names = {name.lower() for name in read(DRAFT)}
    assert not names & {"auto-submitted", "x-auto-response-suppress", "precedence"}


@pytest.mark.parametrize("automatic", ["auto-replied", "auto-generated"])
def test_an_automatic_mail_says_so_and_never_with_precedence(automatic: AutoSubmitted) -> None:
    message = read(replace(DRAFT, automatic=automatic))
    assert message["Auto-Submitted"] == automatic
    assert message["X-Auto-Response-Suppress"] == "All"
    assert "Precedence" not in message


def test_a_strangers_subject_and_name_cannot_add_a_header() -> None:
    hostile = "x\r\nBcc: victim@example.net\r\n\r\nbody =?utf-8?q?=0D=0ABcc:_victim=40example.net?="
    message = read(replace(DRAFT, subject=hostile, to=(Address("mette@example.org", hostile),)))
    assert list(message.keys()) == list(read(DRAFT).keys())
    assert message["Subject"] == hostile.replace("\r\n\r\n", " ").replace("\r\n", " ")


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, message_id="<a@example.com>\r\nBcc: x@example.net"),
        replace(DRAFT, from_=Address("a@example.com>\r\nBcc: <x@example.net")),
        replace(DRAFT, to=(Address("no address"),)),
        replace(DRAFT, reply_to=Address("a@example.com, b@example.net")),
        replace(DRAFT, language="da\nX: y"),
        replace(DRAFT, list_id="a b"),
        replace(DRAFT, list_id="a.b>\r\nX: y"),
        replace(DRAFT, markers=((Marker.TICKET, "a\nb"),)),
        replace(DRAFT, automatic="auto-replied\r\nX: y"),  # type: ignore[arg-type]
        replace(DRAFT, date=datetime(2026, 3, 29)),  # noqa: DTZ001 - the point of the case
    ],
)
def test_our_own_values_are_refused_rather_than_mended(draft: Draft) -> None:
    with pytest.raises(UnsafeValue):
        compose(draft, Files())


def test_ids_of_other_systems_that_cannot_be_written_are_left_out() -> None:
    message = read(
        replace(DRAFT, in_reply_to="<a b@example.org>", references=("<a\r\nX: y@z>", "<ok@example.org>"))
    )
    assert "In-Reply-To" not in message
    assert message["References"] == "<ok@example.org>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain\n", "7bit"),
        ("x" * 78 + "\n", "7bit"),
        ("x" * 79 + "\n", "quoted-printable"),
        ("word " * 1000, "quoted-printable"),
        ("Kære Mette, vi ringer i morgen.\n", "quoted-printable"),
        ("Уважаемая госпожа\n", "base64"),
        ("日本語\n", "base64"),
        ("", "7bit"),
        (".\n..\n.\r\nQUIT\r\n", "7bit"),
        ("From here\n-- \nAnna\n", "7bit"),
    ],
)
def test_text_is_readable_as_it_stands_where_it_can_be_and_comes_back_whole(text: str, encoding: str) -> None:
    draft = replace(DRAFT, text=text)
    assert all(len(line) <= 78 for line in compose(draft, Files()).split(b"\r\n"))
    message = read(draft)
    assert message["Content-Transfer-Encoding"] == encoding
    assert lines_of(message) == text.replace("\r\n", "\n").removesuffix("\n") + "\n"


def test_control_characters_in_text_are_shown_as_unreadable() -> None:
    message = read(replace(DRAFT, text="a\0b\x1b[31m\ud800c\td\re"))
    assert lines_of(message) == "a\ufffdb\ufffd[31m\ufffdc\td\ne\n"


def test_html_is_an_alternative_after_the_text() -> None:
    message = read(replace(DRAFT, html="<p>Hej Søren</p>"))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    assert lines_of(html) == "<p>Hej Søren</p>\n"


def test_attachments_are_the_exact_bytes_with_their_names() -> None:
    contents = {1: bytes(range(256)) * 9, 2: b"", 3: b"From: x\r\n\r\nmail\r\n", 4: "a;æ\n".encode()}
    attachments = (
        file("Fejl på skærm, nr. 2.png", "image/png", 1),
        file("empty.bin", "application/octet-stream", 2),
        file("forwarded.eml", "message/rfc822", 3),
        file("list.csv", "TEXT/CSV", 4),
    )
    message = read(replace(DRAFT, html="<p>x</p>", attachments=attachments), Files(contents))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
        "application/octet-stream",
        "application/octet-stream",
        "text/csv",
    ]
    parts = list(message.iter_attachments())
    assert [part.get_payload(decode=True) for part in parts] == list(contents.values())
    assert [part.get_filename() for part in parts] == [each.name for each in attachments]
    assert {part.get_content_disposition() for part in parts} == {"attachment"}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\temp\\a.txt", "C_temp_a.txt"),
        ("a\r\nContent-Type: text/html\r\n.pdf", "a Content-Type_ text_html .pdf"),
        ("=?utf-8?q?=0ABcc:x?=.pdf", "=_utf-8_q_=0ABcc_x_=.pdf"),
        ('quo"te;semi.pdf', "quo_te;semi.pdf"),
        ("", "attachment"),
        ("...", "attachment"),
        ("\ud800.pdf", "\ufffd.pdf"),
        ("x" * 500 + ".pdf", "x" * 99 + "…" + "x" * 16 + ".pdf"),
        ("報告書" * 20 + ".pdf", "報告書" * 20 + ".pdf"),
    ],
)
def test_a_file_name_is_a_name_and_never_a_path_or_a_header(given: str, name: str) -> None:
    message = read(replace(DRAFT, attachments=(file(given, "application/pdf"),)), Files({1: b"x"}))
    assert [part.get_filename() for part in message.iter_attachments()] == [name]


@pytest.mark.parametrize(
    "content_type",
    ["", "text", "multipart/mixed", "message/rfc822", "text/html; x=\r\nX: y", "a/b\r\nX: y", "é/x"],
)
def test_a_type_that_cannot_be_written_becomes_plain_bytes(content_type: str) -> None:
    message = read(replace(DRAFT, attachments=(file("a", content_type),)), Files({1: b"x"}))
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/octet-stream"]


def test_the_same_draft_gives_the_same_bytes() -> None:
    draft = replace(DRAFT, html="<p>x</p>", attachments=(file("a.bin", "application/pdf"),))
    files = Files({1: b"content"})
    assert compose(draft, files) == compose(draft, files)
    assert compose(draft, files) != compose(replace(draft, message_id="<t2@example.com>"), files)


def test_an_address_in_another_script_is_written_as_utf_8_and_said_to_need_it() -> None:
    draft = replace(DRAFT, to=(Address("søren@blåbær.example", "Søren"),))
    assert "<søren@xn--blbr-roah.example>".encode() in compose(draft, Files())
    assert draft_needs_smtputf8(draft)
    assert draft_needs_smtputf8(replace(DRAFT, reply_to=Address("æ@example.com")))
    assert not draft_needs_smtputf8(replace(DRAFT, to=(Address("soren@blåbær.example"),)))


def test_dates_are_written_in_their_own_zone() -> None:
    assert (
        read(replace(DRAFT, date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))["Date"]
        == "Fri, 02 Jan 2026 03:04:05 +0000"
    )


def test_others_addresses_beyond_ascii_cost_nobody_the_mail() -> None:
    """To Mette, whose server need not know SMTPUTF8, Søren is shown by name and address, as a group without members."""
    draft = replace(DRAFT, to=(*DRAFT.to, Address("søren@example.org", "Søren Holm")))
    assert may_be_downgraded(draft, "mette@example.org")
    assert not may_be_downgraded(draft, "søren@example.org")
    raw = compose(draft, Files(), downgraded=True)
    assert raw.isascii()
    message = message_from_bytes(raw, policy=default)
    (mette,) = message["To"].addresses
    assert mette.addr_spec == "mette@example.org"
    assert [g.display_name for g in message["To"].groups][1] == "Søren Holm <søren@example.org>"
    assert not message["To"].defects


def test_an_address_of_ours_beyond_ascii_cannot_be_shown_otherwise() -> None:
    draft = replace(DRAFT, from_=Address("støtte@example.com"), to=(Address("søren@example.org"),))
    assert not may_be_downgraded(draft, "mette@example.org")


def test_a_mail_that_needs_nothing_is_the_same_both_ways() -> None:
    assert not may_be_downgraded(DRAFT, "mette@example.org")
    assert compose(DRAFT, Files(), downgraded=True) == compose(DRAFT, Files())
