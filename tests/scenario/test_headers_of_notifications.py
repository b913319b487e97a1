"""No header of what agents read holds a customer's address (SPEC section 11.1): a client would answer it, past the desk."""

import email
import re
import unicodedata
from collections.abc import Iterator
from email import policy
from email.header import decode_header, make_header

import pytest

from mailgate.config.load import load
from mailgate.config.starter import starter_templates
from mailgate.letters.book import LetterBook
from mailgate.outbound.outcome import refused
from mailgate.pipeline.carry import Current
from mailgate.pipeline.desk import build
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, BO, EVE, answer, mail

KIMS = "kim@customer.test"
OURS = {"example.com", "staff.example.net", "example.net"}
TEAM = """
[[team]]
name = "support"
lead = "Bo Lund"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net", "anna.home@example.net"]
teams = ["support"]
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["support"]
"""
# What a display name, a subject and a file name say, as octets of the mail.
DISGUISES = {
    "as it is": b'"kim@customer.test"',
    "with a name": b'"Kim Holm kim@customer.test (private)"',
    "in angles": b'"Kim <kim@customer.test>"',
    "with blanks": b'"kim @ customer . test"',
    "escaped": b'"kim\\@customer.test"',
    "in a comment": b"Kim (kim@customer.test)",
    "encoded": b"=?utf-8?q?kim=40customer.test?=",
    "in base64": b"=?utf-8?b?a2ltQGN1c3RvbWVyLnRlc3Q=?=",
    "encoded twice": b"=?utf-8?q?=3D=3Futf-8=3Fq=3Fkim=3D40customer.test=3F=3D?=",
    "in two words": b"=?utf-8?q?kim=40?= =?utf-8?q?customer.test?=",
    "full width": "kim＠customer.test".encode(),
    "small form": "kim﹫customer.test".encode(),
    "all full width": "ｋｉｍ＠ｃｕｓｔｏｍｅｒ．ｔｅｓｔ".encode(),
    "invisible signs": "kim\u200b@\u2060customer\u00ad.test".encode(),
    "from right to left": "\u202etset.remotsuc@mik".encode(),
    "with a combining sign": "kim@\u0301customer.test".encode(),
    "of ours and theirs": b'"kim@customer.test via Example Support"',
    "over a line end": b"=?utf-8?q?kim=40=0D=0Acustomer.test?=",
}


def hostile(disguise: bytes, number: int) -> bytes:
    """Kim's mail: her name, her subject and her file are her address in disguise, and her id is one, too."""
    raw = mail("SUBJECT", sender="NAME <kim@customer.test>", message_id=f"<kim{number}@customer.test>",
               headers={"References": "<kim@customer.test>"}, files=[("FILE", b"plan")])  # fmt: skip
    bare = disguise.strip(b'"')
    for mark, put in ((b"NAME <", disguise + b" <"), (b"SUBJECT", bare), (b'"FILE"', b'"%b"' % bare)):
        assert mark in raw
        raw = raw.replace(mark, put, 1)
    return raw


def everything(desk: TestDesk) -> None:
    """Makes the desk write each kind of letter to agents."""
    told = desk.letter("notification", to="anna@staff.example.net").draft
    for text in (
        "#take",
        "#slove\n\nHi.",
        "#preview\n\nPlease switch it off.",
        "#remind 2 h",
        "#prio high",
        "#status",
    ):
        desk.post(answer(told, text, sender=ANNA))
    desk.post(answer(told, "#assign Bo Lund", sender=ANNA))
    desk.post(answer(told, "#assign me", sender=ANNA))
    desk.post(answer(told, "Is it mine?", sender="Anna <anna.home@example.net>", vouched=False))
    desk.post(answer(told, "Please switch it off.", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    desk.post(
        answer(desk.letter("notification", to="bo@staff.example.net").draft, "#note\n\nWait.", sender=BO)
    )
    assert desk.digests()
    desk.advance(hours=3)
    desk.tick()
    desk.post(answer(told, "Let me in.", sender=EVE))


def words_of(value: str) -> str:
    """A header as the most eager of clients reads it: decoded again and again, folded to plain signs, without blanks."""
    for _ in range(4):
        value = str(make_header(decode_header(value)))
    shown = (c for c in unicodedata.normalize("NFKC", value) if unicodedata.category(c)[0] not in "CZM")
    return "".join(shown)


def headers_to_agents(desk: TestDesk) -> Iterator[tuple[str, str]]:
    while desk.deliver():
        pass
    for carried in desk.courier.carried:
        if carried.recipient.endswith("example.net"):
            for part in email.message_from_bytes(carried.message, policy=policy.compat32).walk():
                yield from ((name, str(value)) for name, value in part.items())


def told_twice(desk: TestDesk, disguise: bytes) -> None:
    desk.configure(agents=TEAM)
    desk.courier.answers[KIMS] = refused(550, "5.1.1", f"no such user {KIMS}", "fake")
    desk.post(hostile(disguise, 1))
    desk.post(hostile(disguise, 2).replace(b"Subject: ", b"Subject: [EX-26-000001-W] ", 1))


def only_ours(found: list[tuple[str, str]]) -> None:
    for name, value in found:
        for domain in re.findall(r"@([^>\"';,)]*)", words_of(value)):
            assert domain in OURS, (name, value)


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_no_header_of_a_notification_holds_a_customers_address(desk: TestDesk, disguise: bytes) -> None:
    """
    Kim -> support           her address as her name, in her subject, as her file's name and her id; twice
    support -> Anna, Bo      each address in each header is one of ours
    """
    told_twice(desk, disguise)
    found = list(headers_to_agents(desk))
    assert [name for name, _ in found].count("Message-ID") == 4, "each was told of each mail"
    assert "Content-Disposition" in dict(found), "the file came along"
    only_ours(found)


@pytest.mark.parametrize("disguise", ["as it is", "full width", "encoded twice"])
def test_no_header_of_any_kind_of_letter_to_agents_does(desk: TestDesk, disguise: str) -> None:
    """
    Kim -> support           the same
    support -> Anna, Bo      receipts, questions, previews, digests, alerts, reminders: each address is one of ours
    """
    told_twice(desk, DISGUISES[disguise])
    everything(desk)
    found = list(headers_to_agents(desk))
    subjects = " | ".join(words_of(value) for name, value in found if name == "Subject")
    for kind in (
        "Yourmailwaskeptback",
        "Preview:",
        "Didyouwritethis",
        "didnotarrive",
        "Yourday:",
        "lookatthis",
    ):
        assert kind in subjects, "the story has this kind of letter, too"
    only_ours(found)


def test_the_body_says_whom_a_reply_goes_to_and_by_which_name(desk: TestDesk) -> None:
    """What the headers must not say stands in the text, where nothing answers it by itself."""
    desk.post(hostile(DISGUISES["full width"], 1))
    draft = desk.letter("notification").draft
    assert draft.text.startswith(f"Your reply to this mail goes to {KIMS}.")
    assert draft.html is not None
    assert KIMS in draft.html
    assert draft.from_.name == "Example Support"


@pytest.mark.parametrize(("prefix", "shown"), [("EX", "EX-26-000001-W"), ("#", "%231")])
def test_where_agents_see_a_ticket_elsewhere_stands_in_their_mail_alone(
    desk: TestDesk, prefix: str, shown: str
) -> None:
    """RFC 5064, where it is configured; never in a customer's mail, for it is the operator's own address."""
    place = 'archived_at = "https://desk.example.com/tickets/{ref}?view=mail"\n'
    desk.configure(mailbox=place)
    if prefix == "#":
        file = desk.settings.directory / "mailgate.toml"
        file.write_text(file.read_text().replace('prefix = "EX"', 'prefix = "#"\nyear = false'))
        desk.current = Current(build(load(file.parent, {})), LetterBook(starter_templates()))
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "#prio high\n\nOff.", sender=ANNA))
    desk.advance(31)
    left = [email.message_from_bytes(c.message, policy=policy.default) for c in desk.deliver()]
    left += [email.message_from_bytes(c.message, policy=policy.default) for c in desk.courier.carried]
    kims = [m for m in left if KIMS in m["To"]]
    agents = [m for m in left if KIMS not in m["To"]]
    assert kims
    assert agents
    assert {m["Archived-At"] for m in kims} == {None}
    assert {m["Archived-At"] for m in agents} == {f"<https://desk.example.com/tickets/{shown}?view=mail>"}
