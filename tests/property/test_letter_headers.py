"""Whatever a customer writes into subject and name, and an operator into a category, a letter has the headers that we set.

By way of the templates: sample facts with the hostile words in them, rendered in one of six languages, bound, and composed.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import compat32, default

import pytest

from mailgate.config.schema import MailboxTable
from mailgate.config.starter import starter_templates
from mailgate.letters import samples
from mailgate.letters.book import LetterBook
from mailgate.letters.times import MANNERS
from mailgate.mail.compose import compose
from mailgate.mail.header_values import Text
from mailgate.model.decision import Letter, LetterKind, ReplyMeans
from mailgate.model.mail import Address
from mailgate.model.outgoing import Draft, DraftAttachment
from mailgate.pipeline.binding import Binding, Person, draft_of
from mailgate.pipeline.commit import NO_MAIL
from tests.scenario.stage import fixed_mint

SPITE = (
    "\r\n", "\n", "\r", "\0", "\x85", "\u2028", "\u2029", "\x0b", "\x1c", " ", "\t", "\u00a0", "\ufeff", "\u202e",
    "Bcc: victim@example.net", "\r\n\r\n", "\r\n ", "=?utf-8?q?=0D=0ABcc:_x?=", "=?utf-8?b?DQpCY2M6IHg=?=", "=?", "?=",
    '"', "\\", "<", ">", "@", ",", ";", ":", "(", ")", "=", "_", "w" * 90, "ø", "日本語", "👩‍👧", "e\u0301", "\ud83d",
    "{{ reference }}", "{% endif %}", "{#solve", "<script>", "Subject: x", "%0d%0a", "Ａ＠Ｂ",
)  # fmt: skip
KINDS = (
    LetterKind.ACK, LetterKind.NOTIFICATION, LetterKind.REPLY, LetterKind.ACK_MINIMAL, LetterKind.WORD,
    LetterKind.CORRECTION, LetterKind.FORWARD, LetterKind.OWN,
)  # fmt: skip
BOX = MailboxTable(
    address="support@example.com", name="Example Support", team="support", zone="Europe/Copenhagen"
)
SLOWLY = 10  # each so-many-th is read by the parser of addresses, too, which takes a while
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class NoFiles:
    def bytes_of(self, _attachment: DraftAttachment) -> bytes:
        return b""


def words(chance: random.Random) -> str:
    return "".join(
        chance.choice(SPITE) if chance.random() < 0.7 else chr(chance.randrange(0x20, 0x2FFF))
        for _ in range(chance.randrange(9))
    )


def letters(kind: LetterKind, count: int) -> Iterator[tuple[str, Draft]]:
    """So many letters of a kind, each with a hostile subject, name and category; the subject that was asked for."""
    chance, book, mint = random.Random(kind.value), LetterBook(starter_templates()), fixed_mint()
    for number in range(count):
        subject, name, category = (words(chance) for _ in range(3))
        facts = {
            **samples.BARE[kind],
            "subject": subject,
            "customer": name,
            "category": category,
            "tags": (category,),
        }
        facts = {f: v for f, v in facts.items() if f not in ("reference", "desk", "opened")}
        agent = "Anna" if kind is LetterKind.NOTIFICATION else None
        letter = Letter(
            kind, Address("kim@example.org", "" if agent else name), sorted(MANNERS)[number % len(MANNERS)], facts,
            ReplyMeans.REPLY if agent else ReplyMeans.CUSTOMER, agent=agent,
            automatic=None if kind is LetterKind.REPLY else "auto-replied",
        )  # fmt: skip
        binding = Binding(1, "EX-26-000001-K", BOX, 0, NO_MAIL, NOW, book, mint)
        yield subject, draft_of(letter, Person(1, 0), binding)


def check(kind: LetterKind, count: int) -> None:
    expected: list[str] = []
    for number, (subject, draft) in enumerate(letters(kind, count)):
        raw = compose(replace(draft, text="x", html=None), NoFiles())
        head = raw.partition(b"\r\n\r\n")[0]
        names = [
            line.split(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")
        ]
        expected = expected or names
        assert names == expected, subject
        assert not set(head.replace(b"\r\n", b"")) & set(range(9)), subject
        assert message_from_bytes(raw, policy=compat32).keys() == expected
        if number % SLOWLY:
            continue
        modern = message_from_bytes(raw, policy=default)
        assert modern["Subject"] == Text.cleaned(draft.subject).value
        assert [a.addr_spec for a in modern["From"].addresses] == ["support@example.com"]
        assert [a.addr_spec for a in modern["To"].addresses] == ["kim@example.org"]


@pytest.mark.parametrize("kind", KINDS)
def test_two_thousand_hostile_subjects_names_and_categories_leave_the_headers_alone(kind: LetterKind) -> None:
    check(kind, 250)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_thousand_hostile_subjects_names_and_categories_leave_the_headers_alone(
    kind: LetterKind,
) -> None:
    check(kind, 12_500)
