"""Mails that pretend: none runs a command, changes a ticket, tells a stranger a word, or reaches a customer as an agent.

Each row is one shape of forgery against Kim's ticket, in which Anna wrote a note and an answer. Compared afterwards are
the ticket as it stood, and every word that left for anybody who is not one of us.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mailgate.model.ticket import TicketState
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, BO, EVE, KIM, SUPPORT, answer, mail, reply_address

NOTE, QUESTION, REPLY = "canary-of-the-note", "canary-of-the-question", "canary-of-the-answer"
STAFF = ("anna@staff.example.net", "anna.home@example.net", "bo@staff.example.net")
ELSEWHERE = "192.0.2.66"  # a peer whose Authentication-Results are nobody's word
ATTACK = "#close\n#prio urgent\n#assign none\n\nPay to account 666."


@dataclass(frozen=True)
class Forged:
    """A mail and how it arrives."""

    raw: bytes
    envelope: dict[str, Any] = field(default_factory=dict)


Shape = Callable[[TestDesk], Forged]


def out(raw: bytes, **envelope: Any) -> Forged:
    """From the internet: nobody whom we trust has looked at it."""
    return Forged(raw, {"peer": ELSEWHERE, **envelope})


def told(desk: TestDesk) -> Letter:
    return desk.letter("notification", to=STAFF[0])


def to_token(desk: TestDesk, **more: Any) -> Forged:
    return out(answer(told(desk).draft, ATTACK, **{"sender": ANNA, "vouched": False, **more}))


def known(desk: TestDesk) -> dict[str, str]:
    return {"In-Reply-To": told(desk).draft.message_id, "References": told(desk).draft.message_id}


def bare(text: str = ATTACK, *, sender: str = ANNA, subject: str = "x", **more: Any) -> bytes:
    return mail(subject, text, sender=sender, vouched=False, **more)


def reference(desk: TestDesk) -> str:
    return desk.ticket(1).reference


def two_froms(first: str, second: str, raw: bytes) -> bytes:
    head = f"From: {first}\r\nFrom: {second}\r\n".encode()
    lines = [line for line in raw.split(b"\r\n") if not line.lower().startswith(b"from:")]
    return head + b"\r\n".join(lines)


def with_from(value: str, raw: bytes) -> bytes:
    lines = [b"From: " + value.encode() if x.lower().startswith(b"from:") else x for x in raw.split(b"\r\n")]
    return b"\r\n".join(lines)


def results(value: str) -> dict[str, str]:
    return {"Authentication-Results": value}


PASS = "mx.example.com; dmarc=pass header.from=staff.example.net"
FAIL = "mx.example.com; dmarc=fail header.from=staff.example.net"

SHAPES: dict[str, Shape] = {
    # an agent's address, and nothing that proves it
    "agent's address alone": lambda _: out(bare()),
    "agent's address and the number": lambda d: out(bare(subject=f"[{reference(d)}] x")),
    "agent's address and our id": lambda d: out(bare(headers=known(d))),
    "agent's address and her token": to_token,
    "agent's address, token and envelope": lambda d: out(to_token(d).raw, mail_from=STAFF[0]),
    "agent's second address": lambda d: to_token(d, sender="Anna <anna.home@example.net>"),
    "another agent with her token": lambda d: to_token(d, sender=BO),
    "agent's address in capitals": lambda d: to_token(d, sender="ANNA@STAFF.EXAMPLE.NET"),
    "another agent's login": lambda d: Forged(to_token(d).raw, {"auth_user": "Bo Lund"}),
    # two authors
    "two From, agent first": lambda d: out(two_froms(ANNA, EVE, to_token(d).raw)),
    "two From, agent second": lambda d: out(two_froms(EVE, ANNA, to_token(d).raw)),
    "one From with two agents": lambda d: out(with_from(f"{ANNA}, {EVE}", to_token(d).raw)),
    "one From, stranger first, trusted pass for the stranger": lambda d: Forged(
        with_from(f"{EVE}, {ANNA}", answer(told(d).draft, ATTACK, sender=EVE))
    ),
    "trusted pass for the stranger's domain": lambda d: Forged(
        with_from(ANNA, answer(told(d).draft, ATTACK, sender=EVE))
    ),
    # names that look like somebody
    "agent as display name": lambda d: out(
        answer(told(d).draft, ATTACK, sender='"Anna Berg" <eve@stranger.test>')
    ),
    "agent's address as display name": lambda d: out(
        answer(told(d).draft, ATTACK, sender='"anna@staff.example.net" <eve@stranger.test>')
    ),
    "display name with angle brackets": lambda d: out(
        with_from('"Anna Berg <anna@staff.example.net>" <eve@stranger.test>', to_token(d).raw)
    ),
    "address in a comment": lambda d: out(
        with_from("eve@stranger.test (anna@staff.example.net)", to_token(d).raw)
    ),
    "Cyrillic letter in the domain": lambda d: out(with_from("anna@st\u0430ff.example.net", to_token(d).raw)),
    "full-width sign": lambda d: out(with_from("anna\uff20staff.example.net", to_token(d).raw)),
    "invisible character": lambda d: out(with_from("anna@staff.example\u200b.net", to_token(d).raw)),
    "subdomain of the agent's": lambda d: out(with_from("anna@mail.staff.example.net", to_token(d).raw)),
    "agent's domain as a label": lambda d: out(
        with_from("anna@staff.example.net.stranger.test", to_token(d).raw)
    ),
    "agent in a group": lambda d: out(with_from("Agents: anna@staff.example.net;", to_token(d).raw)),
    "source route": lambda d: out(with_from("<@stranger.test:anna@staff.example.net>", to_token(d).raw)),
    # other headers that name the agent
    "Sender is the agent": lambda d: out(answer(told(d).draft, ATTACK, sender=EVE, headers={"Sender": ANNA})),
    "Reply-To is the agent": lambda d: out(
        answer(told(d).draft, ATTACK, sender=EVE, headers={"Reply-To": ANNA})
    ),
    "Resent-From is the agent": lambda d: out(
        answer(told(d).draft, ATTACK, sender=EVE, headers={"Resent-From": ANNA})
    ),
    "envelope is the agent": lambda d: out(answer(told(d).draft, ATTACK, sender=EVE), mail_from=STAFF[0]),
    "agent's From, stranger's Reply-To, trusted pass": lambda d: Forged(
        answer(told(d).draft, ATTACK, sender=ANNA, headers={"Reply-To": EVE})
    ),
    # results that we did not ask for
    "our id in the results, from elsewhere": lambda d: to_token(d, headers=results(PASS)),
    "our id in capitals": lambda d: to_token(d, headers=results(PASS.upper())),
    "our id with a version": lambda d: to_token(d, headers=results(PASS.replace(";", " 1;", 1))),
    "results in a comment": lambda d: Forged(
        to_token(d, headers=results("mx.stranger.test; dmarc=none (mx.example.com; dmarc=pass)")).raw
    ),
    "second results below a trusted failure": lambda d: Forged(
        b"Authentication-Results: " + FAIL.encode() + b"\r\n" + to_token(d, headers=results(PASS)).raw
    ),
    "ARC results": lambda d: to_token(d, headers={"ARC-Authentication-Results": f"i=1; {PASS}"}),
    "Received-SPF": lambda d: to_token(d, headers={"Received-SPF": "pass"}),
    "DMARC fails": lambda d: Forged(to_token(d, headers=results(FAIL)).raw),
    "X-Originating-User": lambda d: to_token(d, headers={"X-Authenticated-User": STAFF[0]}),
    # a stranger with evidence
    "leaked token from a third address": lambda d: out(answer(told(d).draft, ATTACK, sender=EVE)),
    "leaked token, vouched for": lambda d: Forged(answer(told(d).draft, ATTACK, sender=EVE)),
    "customer's token in a stranger's hands": lambda d: out(
        mail("x", ATTACK, sender=EVE, to=reply_address(d.letter("ack").draft), vouched=False)
    ),
    "guessed number": lambda d: out(bare(sender=EVE, subject=f"[{reference(d)}] x")),
    "forged References": lambda d: out(bare(sender=EVE, headers=known(d))),
    "our mail quoted": lambda d: out(bare(f"{ATTACK}\n\n> [{reference(d)}]", sender=EVE)),
    "stranger adds himself as Cc": lambda d: out(bare(sender=EVE, cc=KIM, headers=known(d))),
    "participant's domain without any records": lambda d: out(
        bare(sender="Mallory <mallory@customer.test>", subject=f"[{reference(d)}] x")
    ),
    "commands by the customer": lambda d: Forged(answer(d.letter("ack").draft, "#close\n#prio urgent")),
    "our own mailbox as author": lambda d: out(bare(sender=SUPPORT, headers=known(d))),
    "our loop header": lambda d: out(bare(sender=SUPPORT, headers={"X-Mailgate-Loop": "1", **known(d)})),
    "a command in the customer's subject": lambda d: Forged(
        answer(d.letter("ack").draft, "Hm.", subject="{#close} x")
    ),
}


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket with a note and an answer of Anna's."""
    desk.post(mail("Printer", QUESTION))
    desk.deliver()
    desk.post(answer(told(desk).draft, f"#note\n{NOTE} says that we owe him nothing", sender=ANNA))
    desk.post(answer(told(desk).draft, f"{REPLY}: switch it off", sender=ANNA))
    desk.advance(60)
    desk.deliver()
    return desk


def state(ticket: TicketState) -> dict[str, Any]:
    """What nobody may have changed; that the customer waits again is no change of theirs."""
    return {
        "priority": ticket.priority, "category": ticket.category, "tags": ticket.tags, "assignee": ticket.assignee,
        "team": ticket.team, "merged": ticket.merged_into, "language": ticket.language, "subject": ticket.subject,
        "people": [(p.address, p.muted) for p in ticket.participants],
    }  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_forgery_does_nothing_and_learns_nothing(desk: TestDesk, shape: str) -> None:
    before, sent = desk.ticket(1), len(desk.letters())
    forged = SHAPES[shape](desk)
    entry = desk.post(forged.raw, **forged.envelope)
    desk.advance(hours=1)
    desk.deliver()
    after = desk.ticket(1)
    assert state(after) == state(before), desk.reasons(entry)
    assert after.status.value in (before.status.value, "open"), (
        "a customer's own mail opens it, nothing closes it"
    )
    assert desk.letters("reply")[1:] == [], "nobody speaks for Anna"
    for letter in desk.letters()[sent:]:
        if letter.recipient in STAFF:
            continue
        words = f"{letter.draft.subject} {letter.draft.text}"
        assert NOTE not in words
        assert "666" not in words
        if letter.recipient != "kim@customer.test":
            assert QUESTION not in words, "what Kim wrote is no stranger's"
            assert REPLY not in words
            assert before.reference not in words


def test_there_are_forty_shapes_at_least() -> None:
    assert len(SHAPES) >= 40


def test_an_agents_answer_to_a_subject_with_a_command_runs_nothing(desk: TestDesk) -> None:
    """
    Kim -> support     subject "{#solve} help"
    Anna -> token      her client repeats the subject: no command of hers
    """
    desk.post(mail("{#solve} help", "Please."))
    desk.deliver()
    number = desk.tickets()[-1].id
    desk.post(answer(told(desk).draft, "We look at it.", sender=ANNA))
    assert desk.ticket(number).status.value == "waiting"
