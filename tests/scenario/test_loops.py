"""Automatic mail never answers automatic mail, and whoever does not play by the rules meets a cap (P6)."""

import email
import shutil
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest

from mailgate.config.load import load
from mailgate.model.journal import Fate
from mailgate.pipeline.carry import Current
from mailgate.pipeline.desk import build
from mailgate.store import Store
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, SUPPORT, answer, bounce, mail
from tests.scenario.stage import Carried, Collected, FakeClock

ROUNDS = 50
AFTER = 65.0  # seconds from one round to the next: past the undo window, and past a burst
Responder = Callable[[Carried], bytes | None]


def parsed(carried: Carried) -> EmailMessage:
    return email.message_from_bytes(carried.message, policy=policy.default)


def _nobody(_: Carried) -> None:
    return None


def play(
    desk: TestDesk, responders: dict[str, Responder], *, rounds: int = ROUNDS, **envelope: str
) -> list[int]:
    """Lets them answer what we send them; says how many mails we sent in each round."""
    sent = []
    for _ in range(rounds):
        desk.advance(AFTER)
        carried = desk.deliver()
        sent.append(len(carried))
        for one in carried:
            answered = responders.get(one.recipient, _nobody)(one)
            if answered is not None:
                desk.post(answered, **envelope)
    return sent


def responder(who: str, *, threads: bool, headers: dict[str, str] | None = None, vouched: bool = True,
              subject: str = "We have your mail", again: bool = True) -> Responder:  # fmt: skip
    """A machine that answers every mail with the same text and a new Message-ID."""

    def respond(carried: Carried) -> bytes:
        got = parsed(carried)
        to = parseaddr(str(got["Reply-To"] or got["From"]))[1] if threads else SUPPORT
        thread = {"In-Reply-To": str(got["Message-ID"])} if threads else {}
        about = f"Re: {got['Subject']}" if threads and again else subject
        return mail(about, "We have received your mail.", sender=who, to=to, headers={**thread, **(headers or {})},
                    vouched=vouched)  # fmt: skip

    return respond


# two desks


@pytest.fixture
def other(clock: FakeClock, sqlite_template: Path, tmp_path: Path) -> Iterator[TestDesk]:
    """A second desk: a store, a configuration and a key ring of its own, under another domain."""
    path = tmp_path / "other.db"
    shutil.copy(sqlite_template, path)
    store = Store(f"sqlite:///{path}")
    yield TestDesk(store, clock, Collected(), tmp_path / "other")
    store.close()


def renamed(raw: bytes, one: str, two: str) -> bytes:
    """The same mail with two domains changed for each other: both desks of this test are configured alike."""
    return raw.replace(one.encode(), b"\0").replace(two.encode(), one.encode()).replace(b"\0", two.encode())


OURS, THEIRS = "example.com", "partner.test"


def hand_over(sender: TestDesk, receiver: TestDesk, *, vouched: bool) -> int:
    """What one desk sends to the other is what the other receives; says how much that was."""
    carried = [c for c in sender.deliver() if c.recipient.endswith(f"@{THEIRS}")]
    for one in carried:
        raw = renamed(one.message, OURS, THEIRS)
        if vouched:
            raw = (
                f"Authentication-Results: mx.example.com; dmarc=pass header.from={THEIRS}\r\n".encode() + raw
            )
        back, to = one.sender.replace(OURS, THEIRS), one.recipient.replace(THEIRS, OURS)
        receiver.receive(raw, mail_from=back, rcpt_to=to)
    receiver.process()
    return len(carried)


@pytest.mark.parametrize("vouched", [True, False])
@pytest.mark.parametrize("agents", [True, False], ids=["an agent answers", "nobody answers"])
def test_two_desks_pointed_at_each_other_fall_silent(
    desk: TestDesk, other: TestDesk, agents: bool, vouched: bool
) -> None:
    """
    their desk -> our desk   a mail as from a person
    our desk -> theirs       acknowledgement; an agent's answer where there is one
    their desk -> ours       acknowledgement of that answer, and no more
    """
    desk.post(mail(sender=f"Partner Support <support@{THEIRS}>", vouched=vouched))
    if agents:
        desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    passed = []
    for _ in range(ROUNDS):
        desk.advance(AFTER)
        passed.append(hand_over(desk, other, vouched=vouched) + hand_over(other, desk, vouched=vouched))
    assert sum(passed) <= 3
    assert passed[2:] == [0] * (ROUNDS - 2)
    assert len(desk.tickets()) == 1
    assert len(other.tickets()) <= 1


@pytest.mark.parametrize("hops", range(1, 12))
def test_mail_that_has_passed_a_mailgate_is_not_acknowledged_and_after_eight_only_recorded(
    desk: TestDesk, hops: int
) -> None:
    """
    a neighbour sends what a desk sent on as new, under a name of its own; only the loop header stays
    """
    entry = desk.post(mail("new", sender=f"N <n@n{hops}.test>", headers={"X-Mailgate-Loop": str(hops)}))
    assert desk.fate(entry) is (Fate.TICKET if hops < 8 else Fate.RECORDED)
    assert desk.letters("ack") == []
    for letter in desk.letters():
        assert letter.draft.hops == hops + 1


@pytest.mark.parametrize("count", ["-1", "x", "1, 9", "99999999999999999999", "", "\u0663"])
def test_a_hop_count_that_is_none_stops_no_mail_from_being_kept(desk: TestDesk, count: str) -> None:
    raw = mail().replace(b"\r\n\r\n", f"\r\nX-Mailgate-Loop: {count}\r\n\r\n".encode(), 1)
    assert desk.fate(desk.post(raw)) in (Fate.TICKET, Fate.RECORDED)


# one responder


@pytest.mark.parametrize("vouched", [True, False])
def test_a_responder_that_marks_nothing_but_keeps_the_thread_is_answered_once(
    desk: TestDesk, vouched: bool
) -> None:
    """
    support -> Kim           acknowledgement
    her responder -> token   the same ticket: no further acknowledgement
    """
    desk.post(mail(vouched=vouched))
    play(desk, {"kim@customer.test": responder(KIM, threads=True, vouched=vouched)})
    assert (len(desk.tickets()), len(desk.letters(to="kim@customer.test"))) == (1, 1)


@pytest.mark.parametrize("vouched", [True, False])
def test_a_responder_that_drops_all_threading_meets_the_cap_and_falls_silent(
    desk: TestDesk, vouched: bool
) -> None:
    """
    support -> Kim            acknowledgement
    her responder -> support  nothing of ours in it: a new ticket each, three acknowledgements, then nobody says a word
    """
    desk.post(mail(vouched=vouched))
    play(desk, {"kim@customer.test": responder(KIM, threads=False, vouched=vouched)})
    assert len(desk.letters("ack")) == 3
    assert len(desk.tickets()) == 4
    before = len(desk.letters())
    desk.advance(days=3)
    assert (
        sum(play(desk, {"kim@customer.test": responder(KIM, threads=False, vouched=vouched)}, rounds=3)) == 0
    )
    assert len(desk.letters()) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated (vacation)"},
        {"X-Autoreply": "yes"},
        {"X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"Precedence": "list", "List-Id": "<all.customer.test>"},
    ],
)
@pytest.mark.parametrize("threads", [True, False])
def test_a_marked_responder_is_never_answered(desk: TestDesk, headers: dict[str, str], threads: bool) -> None:
    desk.post(mail())
    play(desk, {"kim@customer.test": responder(KIM, threads=threads, headers=headers)}, rounds=10)
    assert len(desk.letters(to="kim@customer.test")) == 1


def test_a_responder_with_a_null_sender_is_never_answered(desk: TestDesk) -> None:
    desk.post(mail())
    play(desk, {"kim@customer.test": responder(KIM, threads=False)}, rounds=10, mail_from="")
    assert len(desk.letters("ack")) == 1


@pytest.mark.parametrize("munged", [True, False], ids=["From rewritten", "From kept"])
def test_a_list_that_sends_our_mail_back_to_us_is_not_answered(desk: TestDesk, munged: bool) -> None:
    """
    a list to which we belong wrote to us; it echoes what we send, as our own mail or in its own name
    """

    def echo(carried: Carried) -> bytes:
        sender = b"Support via all <all@lists.test>" if munged else b"Example Support <support@example.com>"
        lines = [b"From: " + sender if x.startswith(b"From:") else x for x in carried.message.split(b"\r\n")]
        return b"List-Id: <all.lists.test>\r\nPrecedence: list\r\n" + b"\r\n".join(lines)

    desk.post(mail(sender="All <all@lists.test>"))
    desk.post(answer(desk.letter("notification").draft, "Off.", sender=ANNA))
    sent = play(desk, {"all@lists.test": echo})
    assert sum(sent[3:]) == 0
    assert len(desk.letters("ack")) <= 1


@pytest.mark.parametrize("headers", [{}, {"X-Mailgate-Loop": "1"}])
@pytest.mark.parametrize("sender", [SUPPORT, "billing@example.com", "support+x@example.com"])
def test_mail_from_one_of_our_own_addresses_gets_no_answer(
    desk: TestDesk, sender: str, headers: dict[str, str]
) -> None:
    for number in range(5):
        desk.post(mail(f"q {number}", sender=f"Support <{sender}>", headers=headers))
    assert desk.letters(to=sender) == [] or sender == "support+x@example.com"
    assert len(desk.letters("ack")) <= 3


@pytest.mark.parametrize("to", ["the envelope's sender", "the From", "the Reply-To"])
def test_a_bounce_of_an_acknowledgement_ends_there(desk: TestDesk, to: str) -> None:
    """
    support -> Kim      acknowledgement, null sender
    a careless server   a delivery report to wherever it finds an address: recorded or in transit, nobody is told
    """
    desk.post(mail())
    desk.advance(1)
    desk.deliver()
    ack, before = desk.letter("ack").draft, len(desk.letters())
    assert desk.letter("ack").sender == ""
    where = {"the From": SUPPORT, "the Reply-To": ack.reply_to.address if ack.reply_to else SUPPORT}.get(
        to, SUPPORT
    )
    raw = bounce("kim@customer.test", original_id=ack.message_id, to=where)
    entry = desk.post(raw, rcpt_to=where, mail_from="")
    assert desk.fate(entry) in (Fate.TRANSIT, Fate.RECORDED)
    assert (len(desk.tickets()), len(desk.letters())) == (1, before)


# agents' machines


@pytest.mark.parametrize("vouched", [True, False])
@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        ({"Auto-Submitted": "auto-replied"}, "Away"),
        ({"X-Auto-Response-Suppress": "All", "Precedence": "bulk"}, "Away"),
        ({}, "Automatic reply: Out of office"),
    ],
    ids=["Auto-Submitted", "Precedence", "words"],
)
def test_an_agents_responder_is_never_posted_and_soon_told_nothing(
    desk: TestDesk, headers: dict[str, str], subject: str, vouched: bool
) -> None:
    """
    support -> Anna            notification
    Anna's responder -> token  stays inside; she may be told once; what answers that is told nothing
    """
    desk.post(mail())
    machine = responder(ANNA, threads=True, headers=headers, subject=subject, again=False, vouched=vouched)
    sent = play(desk, {"anna@staff.example.net": machine})
    assert desk.letters("reply") == []
    assert len(desk.letters(to="anna@staff.example.net")) <= 2
    assert sum(sent[3:]) == 0


def test_an_unvouched_responder_of_an_agent_that_marks_nothing_falls_silent(desk: TestDesk) -> None:
    """
    support -> Anna            notification
    Anna's responder -> token  nobody vouches: held, she is told
    Anna's responder -> that   a note in any case: she is told nothing more
    """
    desk.post(mail())
    sent = play(desk, {"anna@staff.example.net": responder(ANNA, threads=True, vouched=False)})
    assert len(desk.letters("notice")) == 1
    assert sum(sent[3:]) == 0
    assert desk.letters("reply") == []


def test_a_responder_at_a_teams_address_is_not_told_of_its_own_mail(desk: TestDesk, tmp_path: Path) -> None:
    """
    support -> team@           a new ticket
    its responder -> support   nothing of ours in it: a ticket, of which the team's people are told, not the address
    """
    agents = tmp_path / "config" / "agents.toml"
    named = 'name = "support"\n'
    text = agents.read_text(encoding="utf-8").replace(
        named, f'{named}address = "team@staff.example.net"\n', 1
    )
    agents.write_text(text, encoding="utf-8")
    desk.settings = load(agents.parent, {})
    desk.current = Current(build(desk.settings), desk.current.book)
    desk.post(mail())
    machine = responder("Team <team@staff.example.net>", threads=False, vouched=False)
    sent = play(desk, {"team@staff.example.net": machine})
    assert sum(sent[8:]) == 0
    assert len(desk.letters("notification", to="team@staff.example.net")) == 1
    assert len(desk.letters("ack", to="team@staff.example.net")) <= 3


def test_two_responders_that_mark_nothing_stop_at_the_tickets_cap(desk: TestDesk) -> None:
    """
    Kim's machine answers every mail, and so does Anna's, both with their tokens: within the hour nothing is sent any more
    """
    desk.post(mail("Printer"))
    machines = {
        "kim@customer.test": responder(KIM, threads=True),
        "anna@staff.example.net": responder(ANNA, threads=True),
    }
    sent = play(desk, machines, rounds=45)  # 49 minutes
    cap = desk.settings.caps.per_ticket_hour
    assert sum(sent) <= 3 * cap
    assert sent[-3:] == [0, 0, 0]
    assert "cap_reached" in desk.sink.names()
