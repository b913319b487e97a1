"""The leak test on the whole desk: agents' mails by the thousand, posted, decided and delivered (P4).

Each answers a notification that was really sent, on a ticket with a note, in one of six client shapes. Whatever becomes of
it, no mail to anybody outside holds a word of a note, of a command, an agent's address or an agent's token. The clean ones
arrive with their text and their files; every mistake is held, kept or sent as `OUTCOMES` says.
"""

import email
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Fate
from mailgate.model.outgoing import draft_from_json
from mailgate.store import Store
from mailgate.store.schema_work import outbox, outbox_recipient
from tests.property.agent_mails import CLEAN, AgentMail, Mistake, Outcome, Shape, Told, agent_mail
from tests.scenario.clients_of_agents import raw
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, BO, answer, mail, reply_address
from tests.scenario.stage import Carried, Collected, FakeClock

COUNT = 5_040  # seven times every mistake in every shape and language
SAMPLE = 100
PARTS = 6
PER_TICKET = 20
LOST = 0.02  # of the clean mails, at most
AT_ANNA, AT_BO = "anna@staff.example.net", "bo@staff.example.net"
STAFF = frozenset({AT_ANNA, "anna.home@example.net", AT_BO})
CUSTOMER = ("My printer burns since yesterday morning.", "Which of the two cables is it?")
TEAM = """
[[team]]
name = "support"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net", "anna.home@example.net"]
teams = ["support"]
signature = "Anna Berg, Example Support"
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["support"]
"""
_CANARY = re.compile(r"canary\d+(?:note|command)", re.IGNORECASE)
_TOKENED = re.compile(r"[\w.]+\+[a-z0-9]{16,}@example\.com", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """A ticket in the middle of its life: a note in it, and the customer's newest message shown to Anna."""

    number: int
    customer: str
    shown: Letter  # what a plain reply answers
    note: Letter  # a note that she was told of
    note_lines: tuple[str, ...]

    def told(self, mail_number: int) -> Told:
        """What the agent answers: the notification, with the note where that was what she was told."""
        letter = self.note.draft if _means(mail_number) is ReplyMeans.NOTE else self.shown.draft
        return Told(
            letter.text, letter.subject, letter.from_.name, reply_address(letter), CUSTOMER, self.note_lines, AT_BO,
        )  # fmt: skip


@dataclass
class Tally:
    """What became of the mails."""

    counts: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Floor:
    """Anna at work: one mail after another, each looked at from the customer's side."""

    def __init__(self, desk: TestDesk) -> None:
        self.desk, self.tally, self.tokens = desk, Tally(), set[str]()
        desk.configure(agents=TEAM)

    def work(self, numbers: list[int]) -> Tally:
        for at, number in enumerate(numbers):
            if at % PER_TICKET == 0:
                subject = self._open(number)
            self._one(agent_mail(number, subject.told(number)), subject)
        return self.tally

    def _open(self, number: int) -> Subject:
        """A customer writes, Anna takes it and answers, Bo adds a note, the customer writes again."""
        desk, customer = self.desk, f"kim{number}@customer.test"
        sender = f"Kim <{customer}>"
        ticket = desk.ticket_of(desk.post(mail("Printer", "It does not print.", sender=sender))).id
        desk.post(answer(self._told(AT_ANNA).draft, "#take\n\nWhat does it do instead?", sender=ANNA))
        self._left()
        lines = (
            f"canary{number}note the customer has not paid since March.",
            f"She threatens to sue, canary{number}note.",
        )
        desk.post(answer(self._told(AT_BO).draft, "#note\n" + "\n".join(lines), sender=BO))
        note = self._told(AT_ANNA)
        desk.post(answer(self._newest("reply", customer).draft, "\n".join(CUSTOMER), sender=sender))
        shown = self._told(AT_ANNA)
        assert lines[0] in note.draft.text
        assert CUSTOMER[0] in shown.draft.text
        return Subject(ticket, customer, shown, note, lines)

    def _told(self, who: str) -> Letter:
        return self._newest("notification", who)

    def _newest(self, kind: str, to: str) -> Letter:
        """As `TestDesk.letter`, without a look at all that was ever sent."""
        newest = (
            sa.select(outbox.c.id, outbox.c.kind, outbox.c.ticket_id, outbox.c.sender, outbox.c.draft)
            .join(outbox_recipient, outbox_recipient.c.outbox_id == outbox.c.id)
            .where(outbox.c.kind == kind, outbox_recipient.c.address == to)
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
        (row,) = self.desk.rows(newest)
        return Letter(row.id, row.kind, row.ticket_id, to, "", row.sender, None, draft_from_json(row.draft))

    def _one(self, mail: AgentMail, subject: Subject) -> None:
        letter = subject.note if mail.means is ReplyMeans.NOTE else subject.shown
        entry = self.desk.post(
            raw(mail, letter.draft, ANNA, _files(mail)), rcpt_to=reply_address(letter.draft)
        )
        left = self._left()
        found = self._outcome(self.desk.fate(entry), left)
        self.tally.counts[f"{mail.mistake.value}: {found.value}"] += 1
        which = f"{mail.number} {mail.mistake.name} {mail.shape.name} {mail.language}"
        if mail.mistake in CLEAN:
            if found is not Outcome.SENT or not _whole(mail, left, subject.customer):
                self.tally.lost.append(f"{which}: {found.value}, {self.desk.reasons(entry)}")
        elif found is not mail.outcome:
            self.tally.wrong.append(f"{which}: {found.value}, {self.desk.reasons(entry)}")

    def _outcome(self, fate: Fate | None, left: list[Carried]) -> Outcome:
        if left:
            return Outcome.SENT
        return {Fate.HELD: Outcome.HELD, Fate.COMMAND: Outcome.DONE}.get(fate or Fate.HELD, Outcome.NOTE)

    def _left(self) -> list[Carried]:
        """The answers that went outside, after the undo window; every mail is searched for what may not be in it."""
        self.desk.advance(60 * 7)  # so that no cap on an agent's notices of an hour is reached
        outside: list[Carried] = []
        while carried := self.desk.deliver():
            outside += [c for c in carried if c.recipient not in STAFF]
            self.tokens |= {_reply_to(c) for c in carried if c.recipient in STAFF}
        for one in outside:
            self.tally.leaks += [f"{one.recipient}: {leak}" for leak in leaks(one.message, self.tokens)]
        return [c for c in outside if _parsed(c)["Auto-Submitted"] is None]


def _reply_to(carried: Carried) -> str:
    return parseaddr(str(_parsed(carried)["Reply-To"]))[1].lower()


def leaks(message: bytes, tokens: set[str]) -> list[str]:
    """What of the inside stands in a mail: in its headers, its texts, its files' names, or its raw octets."""
    parsed = email.message_from_bytes(message, policy=policy.default)
    everything = "\n".join((*_words(parsed), message.decode("latin-1"))).lower()
    found = _CANARY.findall(everything) + [a for a in STAFF if a in everything]
    return found + [t for t in _TOKENED.findall(everything) if t in tokens]


def _words(parsed: EmailMessage) -> Iterator[str]:
    for part in parsed.walk():
        yield from (f"{name}: {value}" for name, value in part.items())
        if part.get_content_maintype() == "text":
            yield part.get_content()
        yield part.get_filename() or ""


def _files(mail: AgentMail) -> tuple[tuple[str, bytes], ...]:
    """The file that goes along; where nothing may leave, one that is for colleagues alone."""
    if mail.attachment is not None:
        return (mail.attachment,)
    return () if mail.mistake in CLEAN else ((f"canary{mail.number}note.txt", b"for colleagues"),)


def _whole(mail: AgentMail, left: list[Carried], customer: str) -> bool:
    """Whether one mail arrived, at the customer alone, with every line that the agent wrote and the file's exact octets."""
    if [c.recipient for c in left] != [customer]:
        return False
    parsed = _parsed(left[0])
    body = parsed.get_body(("plain",))
    lines = {line.strip() for line in body.get_content().splitlines()} if body is not None else set()
    files = tuple((a.get_filename(), a.get_payload(decode=True)) for a in parsed.iter_attachments())
    return set(mail.must_arrive) <= lines and files == _files(mail)


def _parsed(carried: Carried) -> EmailMessage:
    return email.message_from_bytes(carried.message, policy=policy.default)


def _means(number: int) -> ReplyMeans:
    mistake = tuple(Mistake)[number % len(Mistake)]
    return ReplyMeans.NOTE if mistake is Mistake.REPLY_TO_NOTE else ReplyMeans.REPLY


@pytest.fixture
def floor(sqlite_template: Path, tmp_path: Path) -> Iterator[Floor]:
    path = tmp_path / "mailgate.db"
    shutil.copy(sqlite_template, path)
    store = Store(f"sqlite:///{path}")
    yield Floor(TestDesk(store, FakeClock(), Collected(), tmp_path / "config"))
    store.close()


def test_what_may_not_leave_would_be_seen() -> None:
    """The search itself: in a subject that is encoded, in base64, in HTML, in a name."""
    made = EmailMessage(policy=policy.SMTP)
    made["Subject"], made["Reply-To"] = "æ canary1note", "support+abcdefghijklmnopqrst@example.com"
    made.set_content("canary2command anna@staff.example.net æ", cte="base64")
    made.add_attachment(b"x", maintype="application", subtype="x", filename="æ canary3note.txt")
    found = leaks(made.as_bytes(), {"support+abcdefghijklmnopqrst@example.com"})
    assert set(found) == {
        "canary1note", "canary2command", "canary3note", AT_ANNA, "support+abcdefghijklmnopqrst@example.com",
    }  # fmt: skip


def _holds(tally: Tally, count: int) -> None:
    assert sum(tally.counts.values()) == count
    assert tally.leaks == []
    assert tally.wrong == []
    clean = sum(n for name, n in tally.counts.items() if name.partition(":")[0] in [m.value for m in CLEAN])
    assert len(tally.lost) <= LOST * clean, tally.lost[:10]


@pytest.mark.timeout(300)
def test_nothing_internal_leaves_by_a_sample_of_agents_mails(floor: Floor) -> None:
    numbers = sorted(Random(11).sample(range(COUNT), SAMPLE))
    assert {agent_mistake(n) for n in numbers} == set(Mistake)
    _holds(floor.work(numbers), SAMPLE)


@pytest.mark.soak
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_internal_leaves_by_five_thousand_agents_mails(floor: Floor, part: int) -> None:
    """Each part is a language and more; together they are every mistake in every shape and language, seven times."""
    _holds(floor.work(list(range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS))), COUNT // PARTS)


def agent_mistake(number: int) -> Mistake:
    return tuple(Mistake)[number % len(Mistake)]


def test_every_shape_is_one_of_six() -> None:
    assert len(Shape) == 6
