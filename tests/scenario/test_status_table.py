"""Every cell of the status table by what really leads there: mails of customers, agents and machines, and time.

The table is `model/states.py`; nothing of it is repeated here but the way to each column and the mail of each row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from mailgate.model.journal import Fate
from mailgate.model.states import (
    TRANSITIONS,
    Circumstances,
    Column,
    Happening,
    Outcome,
    Refused,
    transition,
)
from mailgate.model.ticket import Status, TicketState
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, answer, mail

AT_ANNA = "anna@staff.example.net"
WORDS = 'words = ["status", "close", "reopen"]'
MACHINE = {"Auto-Submitted": "auto-replied"}


@dataclass(frozen=True)
class Story:
    """One customer's ticket, and the mails that its people answer."""

    desk: TestDesk
    number: int
    customer: str
    told: Letter  # what Anna answers
    ack: Letter  # what the customer answers

    @property
    def ticket(self) -> TicketState:
        return self.desk.ticket(self.number)

    def anna(self, text: str) -> int:
        return self.desk.post(answer(self.told.draft, text, sender=ANNA))

    def kim(self, text: str, **headers: str) -> int:
        raw = answer(self.ack.draft, text, sender=f"Kim <{self.customer}>", headers=headers)
        return self.desk.post(raw)

    def later(self, days: float = 0) -> int:
        self.desk.advance(days=days)
        self.desk.tick()
        return 0


Act = Callable[[Story], int]


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    desk.configure(mailbox=WORDS)
    return desk


def opened(desk: TestDesk, name: str) -> Story:
    """A new ticket of a customer whom nobody knows yet."""
    customer = f"kim@{name}.customer.test"
    number = desk.ticket_of(desk.post(mail(sender=f"Kim <{customer}>"))).id
    told = desk.letter("notification", to=AT_ANNA)
    return Story(desk, number, customer, told, desk.letter("ack", to=customer))


# How a ticket comes to each column; where nobody waits for an answer any more, `#wait` is possible.
WAYS: dict[Column, tuple[str, ...]] = {
    Column.NEW: (),
    Column.OPEN: ("#open",),
    Column.WAITING: ("Please switch it off.",),
    Column.POSTPONED: ("#postpone 2 d",),
    Column.SOLVED: ("#solve\n\nPlease switch it off.",),
    Column.CLOSED: ("#close",),
}


def merged(story: Story) -> int:
    other = opened(story.desk, f"other{story.number}")
    return story.anna(f"#merge {other.ticket.reference}")


def unspammed(story: Story) -> int:
    story.anna("#spam")
    assert story.ticket.status is Status.SPAM
    return story.anna("#spam off")


ACTS: dict[Happening, Act] = {
    Happening.CUSTOMER: lambda s: s.kim("And now it smells."),
    Happening.AUTOMATIC: lambda s: s.kim("I am away.", **MACHINE),
    Happening.ANSWER: lambda s: s.anna("Please pull the plug."),
    Happening.NOTE: lambda s: s.anna("#note\nHe is angry."),
    Happening.TAKE: lambda s: s.anna("#take"),
    Happening.OPEN: lambda s: s.anna("#open"),
    Happening.WAIT: lambda s: s.anna("#wait"),
    Happening.POSTPONE: lambda s: s.anna("#postpone 5 d"),
    Happening.WAKE: lambda s: s.later(days=7),
    Happening.SOLVE: lambda s: s.anna("#quiet\n#solve"),
    Happening.CLOSE: lambda s: s.anna("#close"),
    Happening.MERGE: merged,
    Happening.SPAM: lambda s: s.anna("#spam"),
    Happening.UNSPAM: unspammed,
    Happening.CUSTOMER_CLOSE: lambda s: s.kim("close"),
    Happening.CUSTOMER_REOPEN: lambda s: s.kim("reopen"),
}


def at(desk: TestDesk, column: Column, happening: Happening) -> Story:
    """A ticket in this column, before this happens to it."""
    story = opened(desk, f"{column.value}-{happening.name.lower().replace('_', '-')}")
    if happening is Happening.WAIT and column in (Column.NEW, Column.OPEN, Column.POSTPONED):
        story.anna("#noreply")
    for text in WAYS[column]:
        story.anna(text)
    assert story.ticket.status.value == column.value
    return story


def cells(happening: Happening) -> Iterator[tuple[Column, object]]:
    return zip(Column, TRANSITIONS[happening], strict=True)


def became(story: Story, act: Act, column: Column) -> object:
    """What the mail led to, in the words of the table."""
    before = len(story.desk.tickets())
    entry = act(story)
    now = story.ticket.status
    if entry and story.desk.fate(entry) is Fate.HELD:
        return Outcome.REFUSED if now.value == column.value else f"held, but {now.value}"
    follows = [("follows", story.number)]
    if len(story.desk.tickets()) > before and story.desk.links(story.desk.tickets()[-1].id) == follows:
        return Outcome.LINKED if now.value == column.value else f"linked, but {now.value}"
    return now


@pytest.mark.parametrize("happening", Happening, ids=lambda h: h.name.lower())
def test_each_cell_of_a_row_is_reached_by_mail(desk: TestDesk, happening: Happening) -> None:
    wrong = {}
    for column, cell in cells(happening):
        found = became(at(desk, column, happening), ACTS[happening], column)
        expected = Status(column.value) if cell is Outcome.SAME else cell
        if found != expected:
            wrong[column.value] = f"{found}, not {expected}"
    assert wrong == {}


@pytest.mark.parametrize(
    ("happening", "column"),
    [(h, c) for h in Happening for c, cell in cells(h) if cell is Outcome.REFUSED],
    ids=lambda x: x.name.lower(),
)
def test_a_refused_cell_says_why_and_changes_nothing(
    desk: TestDesk, happening: Happening, column: Column
) -> None:
    story = at(desk, column, happening)
    was = story.ticket
    ACTS[happening](story)
    assert story.ticket == was
    why = transition(was.status, happening, Circumstances())
    assert isinstance(why, Refused)
    text = desk.letter("notice", to=AT_ANNA).draft.text
    assert f"✗ #{happening.name.lower()}" in text
    assert why.reason in text


def test_wait_is_refused_while_the_customer_waits(desk: TestDesk) -> None:
    story = at(desk, Column.OPEN, Happening.OPEN)
    assert desk.fate(story.anna("#wait")) is Fate.HELD
    assert "a customer's message is still unanswered" in desk.letter("notice", to=AT_ANNA).draft.text
    assert story.ticket.status.value == "open"
    story.anna("#wait\n\nPlease switch it off.")
    assert story.ticket.status.value == "waiting", "judged after the text of the same mail"


def test_solving_without_an_answer_needs_quiet(desk: TestDesk) -> None:
    story = opened(desk, "quiet")
    assert desk.fate(story.anna("#solve")) is Fate.HELD
    assert "add #quiet" in desk.letter("notice", to=AT_ANNA).draft.text
    assert story.ticket.status.value == "new"
    story.anna("#solve\n\nPlease switch it off.")
    assert story.ticket.status.value == "solved"


def test_an_answer_leads_where_the_mailbox_says(desk: TestDesk) -> None:
    desk.configure(mailbox='after_answer = "open"')
    story = opened(desk, "after")
    story.anna("Please switch it off.")
    assert story.ticket.status is Status.OPEN


def test_a_postponed_ticket_may_sleep_on_when_the_customer_writes(desk: TestDesk) -> None:
    desk.configure(mailbox="wake_on_customer = false")
    story = at(desk, Column.POSTPONED, Happening.CUSTOMER)
    story.kim("And now?")
    assert story.ticket.status is Status.POSTPONED
    assert story.ticket.unanswered_since is not None


@pytest.mark.parametrize(
    ("happening", "expected"),
    [(Happening.CUSTOMER, Outcome.LINKED), (Happening.CUSTOMER_REOPEN, Outcome.LINKED), (Happening.OPEN, Status.OPEN),
     (Happening.WAIT, Outcome.REFUSED), (Happening.CLOSE, Status.CLOSED)],
    ids=lambda x: x.name.lower(),
)  # fmt: skip
def test_past_its_window_a_solved_ticket_is_as_a_closed_one(
    desk: TestDesk, happening: Happening, expected: object
) -> None:
    story = at(desk, Column.SOLVED, happening)
    desk.advance(days=15)
    assert became(story, ACTS[happening], Column.SOLVED) == expected


SPAM_REFUSES = ("#solve", "#close", "#open", "#wait", "#postpone 2 d", "#take", "Please switch it off.")


@pytest.mark.parametrize("text", SPAM_REFUSES, ids=lambda t: t.partition(" ")[0].strip("#").lower())
def test_spam_leads_only_back(desk: TestDesk, text: str) -> None:
    story = opened(desk, "spam")
    story.anna("#spam")
    assert desk.fate(story.anna(text)) is Fate.HELD
    assert "the ticket is spam" in desk.letter("notice", to=AT_ANNA).draft.text
    assert story.ticket.status is Status.SPAM


def test_what_comes_to_spam_is_recorded_and_told_to_nobody(desk: TestDesk) -> None:
    story = opened(desk, "spam")
    story.anna("#spam")
    before = len(desk.letters())
    assert desk.fate(story.kim("Buy!")) is Fate.RECORDED
    assert (story.ticket.status, len(desk.letters())) == (Status.SPAM, before)


def test_everything_that_comes_to_a_merged_ticket_happens_to_its_survivor(desk: TestDesk) -> None:
    story = opened(desk, "merged")
    merged(story)
    survivor = story.ticket.merged_into
    assert survivor is not None
    story.anna("#prio high\n#postpone 2 d")
    assert (story.ticket.status, desk.ticket(survivor).status) == (Status.MERGED, Status.POSTPONED)
    assert desk.ticket_of(story.kim("And now?")).id == survivor
    assert desk.ticket(survivor).status is Status.OPEN
