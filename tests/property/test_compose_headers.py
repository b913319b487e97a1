"""Whatever strangers write into subjects and names, the headers that leave are the headers that we set."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import getaddresses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgate.mail.compose import compose
from mailgate.mail.header_values import LONGEST_NAME, Text
from mailgate.model.mail import Address
from mailgate.model.outgoing import Draft, DraftAttachment, draft_from_json, draft_to_json

DRAFT = Draft(
    message_id="<t1.abc@example.com>",
    from_=Address("support@example.com", "Example Support"),
    to=(Address("mette@example.org"),),
    subject="",
    text="x",
    date=datetime(2026, 3, 29, 12, tzinfo=UTC),
    automatic="auto-replied",
    references=("<root@example.com>",),
)
NAMES = [
    *[
        "Date",
        "From",
        "To",
        "Message-ID",
        "References",
        "Subject",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
    ],
    *["X-Mailgate-Loop", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
]

ANY_CHARACTER = st.characters(codec=None, categories=None)
SPITEFUL = st.sampled_from(
    [
        *[
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\x85",
            "\u2028",
            "\x0b",
            "\x1c",
            " ",
            "\t",
            "  ",
            "\u00a0",
            "\ufeff",
            "\u202e",
        ],
        *[
            "Bcc: victim@example.net",
            "\r\n\r\n",
            "\r\n ",
            "=?utf-8?q?=0D=0ABcc:_x?=",
            "=?utf-8?b?DQpCY2M6IHg=?=",
            "=?",
            "?=",
        ],
        *[
            "=?us-ascii?q?",
            '"',
            "\\",
            "<",
            ">",
            "@",
            ",",
            ";",
            ":",
            "(",
            ")",
            "[",
            "]",
            "=",
            "_",
            "a@b.example",
            "w" * 90,
        ],
        *["ø", "日本語", "👩‍👧", "e\u0301", "\ud83d", "\udc69", "x" * 700],
    ]
)
WORDS = st.lists(st.one_of(SPITEFUL, st.text(ANY_CHARACTER, max_size=12)), max_size=8).map("".join)


class NoFiles:
    def bytes_of(self, _attachment: DraftAttachment) -> bytes:
        return b""


def check(subject: str, name: str) -> None:
    draft = replace(DRAFT, subject=subject, to=(Address("mette@example.org", name),))
    raw = compose(draft, NoFiles())
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert body == b"x\r\n"
    assert raw.isascii()
    assert not set(head.replace(b"\r\n", b"")) & set(range(32))
    assert max(map(len, lines)) <= 78
    assert all(line.strip() for line in lines)
    assert [line.split(b":")[0].decode() for line in lines if not line.startswith(b" ")] == NAMES
    modern, old = message_from_bytes(raw, policy=default), message_from_bytes(raw, policy=compat32)
    assert modern.keys() == old.keys() == NAMES
    assert modern["Subject"] == Text.cleaned(subject).value
    [recipient] = modern["To"].addresses
    assert recipient.addr_spec == "mette@example.org"
    cleaned = Text.cleaned(name, longest=LONGEST_NAME).value
    # Python 3.11 mistakes white space in and between the encoded words of a name (RFC 2047 section 6.2) ...
    assert "".join(recipient.display_name.split()) == "".join(cleaned.split())
    # ... and its older parser does not.
    [(display_name, _)] = getaddresses([old["To"].replace("\r\n", "")])
    assert str(make_header(decode_header(display_name))) == cleaned


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_hostile_subjects_and_names_leave_the_set_of_headers_alone(subject: str, name: str) -> None:
    check(subject, name)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_twenty_thousand_hostile_subjects_and_names_leave_the_set_of_headers_alone(
    subject: str, name: str
) -> None:
    check(subject, name)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_any_words_survive_the_outbox(subject: str, text: str) -> None:
    draft = replace(DRAFT, subject=subject, text=text)
    assert draft_from_json(draft_to_json(draft)) == draft


@settings(max_examples=200, deadline=None)
@given(st.text(ANY_CHARACTER, max_size=300), WORDS)
def test_any_text_and_file_name_leave_a_well_formed_mail(text: str, file_name: str) -> None:
    attachment = DraftAttachment(file_name, "application/pdf", 1, "2", "", 0)
    raw = compose(replace(DRAFT, text=text, html=text, attachments=(attachment,)), NoFiles())
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = message_from_bytes(raw, policy=default)
    assert [part.get_content_type() for part in message.walk()] == [
        *["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"],
    ]
    assert [part.defects for part in message.walk() if part.defects] == []
    [part] = message.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
