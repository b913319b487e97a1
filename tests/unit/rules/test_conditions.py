"""What each condition sees in a mail."""

from datetime import timedelta
from typing import Any

import pytest

from mailgate.model.authentication import Verdict
from mailgate.model.journal import Envelope
from mailgate.model.mail import Address, Automatic, Made
from mailgate.model.ticket import Priority, Status
from mailgate.rules.evaluate import evaluate, explain
from mailgate.rules.facts import Facts, TicketFacts
from tests.unit.rules.mails import NOW, facts, file, mail, one, rules


def applies(when: str, found: Facts) -> bool:
    """Whether a rule with these conditions applies, by both ways of asking, which must agree."""
    book = rules(one(when, more='on = "both"'))
    quick, slow = evaluate(book, found), explain(book, found)
    assert quick.applied == slow.applied
    return quick.names == ("It",)


HEADERS = {"x-mailer": ("PHPMailer 6.9",), "received": ("from a", "from b"), "x-spam-score": ("7.5",)}
RICH = mail(
    subject="Your Invoice no. 7",
    text="Hello,\n\nwhere is my e-mail?\n\n> the old invoice\n",
    new_text="Hello,\n\nwhere is my e-mail?",
    cc=(Address("Bo@Example.org"),),
    language="da",
    automatic=Automatic(Made.BULK),
    headers=HEADERS,
    attachments=(file("scan.PDF", 3_000_000, "application/pdf"), file("logo.png", 900, "image/png")),
)
TICKET = TicketFacts(
    Status.WAITING, Priority.HIGH, "billing", "billing", "Anna Berg", ("web", "invoice"), {"order": "4711"}
)
CIRCUMSTANCES: dict[str, Any] = {
    "new": False,
    "ticket": TICKET,
    "size": 5_000_000,
    "authentication": Verdict.PASS,
    "sender_known": True,
    "sender_groups": ("VIP",),
    "calendar": "office",
    "calendars": {"billing": "night"},
    "open_calendars": frozenset({"office"}),
    "created_at": NOW - timedelta(days=3),
    "last_customer_at": NOW - timedelta(hours=5),
}

TRUE_AND_FALSE = [
    ('mailbox = "Support@Example.com"', 'mailbox = "billing@example.com"'),
    ('envelope.sender = "kim@example.net"', 'envelope.sender = { ends = "@example.org" }'),
    ('envelope.recipient = "support@example.com"', 'envelope.recipient = "bo@example.org"'),
    ('sender = "kim@EXAMPLE.net"', 'sender = ["bo@example.org"]'),
    ('sender.name = { contains = "holm" }', 'sender.name = { contains = "hol" }'),
    ('sender.domain = "example.net"', 'sender.domain = "xample.net"'),
    ('sender.group = "vip"', 'not = { sender.group = "vip" }'),
    ("sender.known = true", "sender.known = false"),
    ('recipient = "bo@example.org"', 'recipient = "kim@example.net"'),
    ('recipient.domain = "example.org"', 'recipient.domain = "example.net"'),
    ('header.X-Mailer = { starts = "phpmailer" }', 'header.x-mailer = { ends = "phpmailer" }'),
    ('header.received = "from b"', 'header.received = "from"'),
    ("header.list-id = { exists = false }", "header.list-id = { exists = true }"),
    ('subject = { contains = "invoice" }', 'subject = { contains = "voice" }'),
    (
        'subject = { contains = "voice", substring = true }',
        'subject = { contains = "fax", substring = true }',
    ),
    ('subject = "your invoice NO. 7"', 'subject = "your invoice"'),
    ('new_text = { contains = "E-Mail" }', 'new_text = { contains = "old invoice" }'),
    ('text = { contains = "old invoice" }', 'text = { contains = "invoice old" }'),
    (r"subject = { matches = 'NO\. (\d)$' }", r"subject = { matches = '(?-i)NO\. (\d)$' }"),
    ('attachment = { ends = ".pdf" }', 'attachment = { starts = ".pdf" }'),
    ('attachment.type = "image/png"', 'attachment.type = "image/jpeg"'),
    ('attachment.size = { above = "2 MiB" }', 'attachment.size = { above = "3 MB" }'),
    (
        'attachment = { name = { ends = ".pdf" }, size = { above = "1 MB" } }',
        'attachment = { name = { ends = ".png" }, size = { above = "1 MB" } }',
    ),
    ("attachments = 2", "attachments = { above = 2 }"),
    ("attachments = { at_least = 2, at_most = 2 }", "attachments = { below = 2 }"),
    ('language = ["da", "nb"]', 'language = "de"'),
    ('size = { at_most = "5 MB" }', 'size = { below = "5 MB" }'),
    ('automatic = ["list", "bulk"]', 'automatic = "none"'),
    ('authentication = "pass"', 'authentication = ["none", "fail"]'),
    ("spam_score = { above = 7 }", "spam_score = { at_least = 8 }"),
    ('hours = "out"', 'hours = "in"'),
    ('calendar.office = "in"', 'calendar.office = "out"'),
    ('ticket.status = "waiting"', 'ticket.status = "new"'),
    ('ticket.priority = ["high", "urgent"]', 'ticket.priority = "normal"'),
    ('ticket.category = "billing"', "ticket.category = { exists = false }"),
    ('ticket.team = "Billing"', 'ticket.team = "support"'),
    ('ticket.assignee = "anna berg"', 'ticket.assignee = "Kim Holm"'),
    ('ticket.tags = "web"', 'ticket.tags = "spam"'),
    ('field.order = "4711"', 'field.case = "4711"'),
    ('since.customer = { below = "6 h" }', 'since.customer = { below = "5 h" }'),
    ('since.created = { at_least = "3 d" }', 'since.created = { above = "3 d" }'),
    ('any = [{ subject = "x" }, { language = "da" }]', 'any = [{ subject = "x" }, { language = "de" }]'),
    ('not = [{ subject = "x" }, { language = "de" }]', 'not = [{ subject = "x" }, { language = "da" }]'),
]


@pytest.mark.parametrize(("true", "false"), TRUE_AND_FALSE, ids=lambda text: text)
def test_a_condition_tells_this_mail_from_others(true: str, false: str) -> None:
    found = facts(RICH, **CIRCUMSTANCES)
    assert applies(true, found)
    assert not applies(false, found)


ABSENT = [
    'envelope.sender = { contains = "x", substring = true }',
    "sender = { exists = true }",
    "subject = { exists = true }",
    "attachment = { exists = true }",
    "language = { exists = true }",
    "spam_score = { below = 100 }",
    "ticket.category = { exists = true }",
    'since.created = { below = "100 d" }',
    'subject = { starts = "a" }',
    "text = { matches = '.' }",
]


@pytest.mark.parametrize("when", ABSENT)
def test_what_a_mail_does_not_have_meets_no_demand(when: str) -> None:
    bare = facts(mail(senders=(), to=()), envelope=Envelope("smtp:test", "", ()))
    assert not applies(when, bare)


def test_without_a_calendar_it_is_always_working_time() -> None:
    assert applies('hours = "in"', facts())


SCORES = [
    ({"x-spam-score": ("12.3",)}, 12.3),
    ({"x-spam-status": ("Yes, score=8.1 required=5.0 tests=A,B",)}, 8.1),
    ({"x-spam-status": ("No, hits=-1.5 required=5.0",)}, -1.5),
    ({"x-spamd-result": ("default: True [16.11 / 15.00]; R_SPF(0.00)",)}, 16.11),
    ({"x-rspamd-score": ("6",)}, 6.0),
    ({"x-spam-level": ("*****",)}, 5.0),
    ({"x-spam-score": ("-5", "9"), "x-spam-level": ("**",)}, 9.0),
    ({"x-spam-score": ("none", "nan", "inf", "1e99", "99999999")}, None),
    ({"x-spam-status": ("No, score=99999999",)}, None),
]


@pytest.mark.parametrize(("headers", "score"), SCORES)
def test_the_highest_score_in_the_header_counts(
    headers: dict[str, tuple[str, ...]], score: float | None
) -> None:
    found = facts(mail(headers=headers))
    if score is None:
        assert applies("spam_score = { exists = false }", found)
    else:
        assert applies(f"spam_score = {score}", found)
