"""What an agent does by the command line is what their mail would have done: same rights, same events, same ledger."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailgate.cli.agent_mail import Wish
from mailgate.cli.house import House
from mailgate.cli.ticket_change import Outcome, change
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Fate
from mailgate.store import Store, journal, nodes
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, answer, mail
from tests.scenario.stage import KEY, Collected, FakeClock


class Beside(TestDesk):
    """A desk on either database whose agents also work at the command line."""

    __test__ = False

    def prompt(
        self, number: int, *commands: str, text: str = "", means: ReplyMeans = ReplyMeans.REPLY
    ) -> Outcome:
        """What Anna orders at the prompt."""
        house = House(self.settings, self.store, self.clock)
        return change(house, str(number), Wish(self.settings.agent[0], commands, text, means))

    def by_mail(
        self, number: int, *commands: str, text: str = "", means: ReplyMeans = ReplyMeans.REPLY
    ) -> int:
        """The same as a mail, in answer to what Anna was told of the ticket."""
        told = next(x for x in reversed(self.letters("notification")) if x.ticket_id == number)
        words = "\n".join(
            [*(f"#{c}" for c in commands), *(["#note"] if means is ReplyMeans.NOTE else []), text]
        )
        return self.post(answer(told.draft, words, sender=ANNA), auth_user="Anna Berg")


@pytest.fixture
def beside(store: Store, clock: FakeClock, sink: Collected, tmp_path: Path) -> Beside:
    """Two tickets that nobody answered, the same but for their numbers and one letter of an address."""
    made = Beside(store, clock, sink, tmp_path / "config")
    made.write(lambda tx: nodes.ensure_key(tx, lambda _: KEY, clock.now()))
    for name in ("kim", "kit"):
        made.post(mail(sender=f"Kim Holm <{name}@customer.test>"))
    return made


def alike(text: str) -> str:
    """What is told of either ticket, without what tells which."""
    return re.sub(r"EX-26-\d{6}-\w", "REF", text).replace("kit@", "kim@")


def timeline(desk: TestDesk, number: int) -> list[tuple[str, str, str]]:
    # Clocks know a message by its number in the ledger, which no two mails share.
    told = ({k: v for k, v in e.detail.items() if k != "clock"} for e in desk.events(number))
    return [
        (e.kind, alike(e.actor), alike(json.dumps(d, default=str)))
        for e, d in zip(desk.events(number), told, strict=True)
    ]


def fields(desk: TestDesk, number: int) -> tuple[object, ...]:
    t = desk.ticket(number)
    people = [(alike(p.address), p.role) for p in t.participants]
    return (
        t.status, t.priority, t.category, t.tags, t.team, t.assignee, t.unanswered_since, t.first_response_at,
        t.solved_at, t.postponed_until, t.due_at, t.taken_by, t.language, people,
    )  # fmt: skip


def sent(desk: TestDesk, number: int) -> list[tuple[str, str, str]]:
    letters = (x for x in desk.letters() if x.ticket_id == number)
    return [(x.kind, alike(x.recipient), alike(x.draft.text)) for x in letters]


@pytest.mark.parametrize(
    ("commands", "text", "means"),
    [
        (("prio high", "tag +printer", "cat Hardware"), "", ReplyMeans.REPLY),
        (("take",), "", ReplyMeans.REPLY),
        (("assign Bo Lund",), "", ReplyMeans.REPLY),
        (("assign billing",), "", ReplyMeans.REPLY),
        (("solve", "quiet"), "", ReplyMeans.REPLY),
        (("close",), "", ReplyMeans.REPLY),
        (("postpone 3 d",), "", ReplyMeans.REPLY),
        (("remind 2 d", "due 5 d"), "", ReplyMeans.REPLY),
        (("cc lee@customer.test",), "", ReplyMeans.REPLY),
        (("noreply",), "", ReplyMeans.REPLY),
        (("spam",), "", ReplyMeans.REPLY),
        ((), "We send somebody tomorrow.", ReplyMeans.REPLY),
        (("solve",), "We send somebody tomorrow.", ReplyMeans.REPLY),
        ((), "He sounded angry.", ReplyMeans.NOTE),
        (("ask billing",), "Did he pay for the printer?", ReplyMeans.REPLY),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_change_at_the_prompt_leaves_what_the_mail_leaves(
    beside: Beside, commands: tuple[str, ...], text: str, means: ReplyMeans
) -> None:
    entry = beside.by_mail(1, *commands, text=text, means=means)
    outcome = beside.prompt(2, *commands, text=text, means=means)
    assert outcome.done, outcome
    assert fields(beside, 2) == fields(beside, 1)
    assert timeline(beside, 2) == timeline(beside, 1)
    if (
        means is not ReplyMeans.NOTE
    ):  # whose word `#note` stands in the mail alone, and with it in the receipt
        assert sent(beside, 2) == sent(beside, 1)
    assert outcome.journal_id is not None
    assert beside.fate(outcome.journal_id) == beside.fate(entry) == outcome.fate


@pytest.mark.parametrize(
    ("commands", "text"),
    [
        (("prio hihg", "tag +x"), ""),
        (("wait",), ""),
        (("solve",), ""),
        (("merge EX-26-000077-X",), ""),
        (("undo",), ""),
        (("frobnicate",), ""),
        (("solve", "close"), ""),
        (("quiet",), "We send somebody."),
        ((), "We send somebody.\n#solve"),
        ((), "> only what somebody else wrote"),
    ],
)
def test_what_the_mail_is_refused_is_refused_at_the_prompt_and_leaves_no_trace(
    beside: Beside, commands: tuple[str, ...], text: str
) -> None:
    before = (fields(beside, 2), timeline(beside, 2), sent(beside, 2))
    assert beside.fate(beside.by_mail(1, *commands, text=text)) is Fate.HELD
    newest = beside.receive(mail())
    outcome = beside.prompt(2, *commands, text=text)
    assert (outcome.done, outcome.journal_id) == (False, None)
    assert outcome.why
    assert (fields(beside, 2), timeline(beside, 2), sent(beside, 2)) == before
    assert beside.read(lambda tx: journal.entry(tx, newest + 1)) is None


def test_the_transcript_is_that_of_the_mail(beside: Beside) -> None:
    beside.by_mail(1, "prio hihg", "tag +x")
    mailed = beside.letter("notice").draft.text
    lines = beside.prompt(2, "prio hihg", "tag +x").lines
    assert [(e.line, e.ok) for e in lines] == [("#prio hihg", False), ("#tag +x", True)]
    assert all(f"{'✓' if e.ok else '✗'} {e.line}" in mailed for e in lines)
    assert lines[0].reason in " ".join(mailed.split())


def test_no_daemon_finds_the_entry_waiting(beside: Beside) -> None:
    outcome = beside.prompt(1, "prio high")
    now = beside.clock.now()
    lease = now - now
    assert beside.write(lambda tx: journal.claim(tx, "daemon", now, lease, 10)) == []
    assert outcome.journal_id is not None
    assert beside.fate(outcome.journal_id) is Fate.COMMAND


def test_two_who_change_a_ticket_at_once_lose_nothing(beside: Beside) -> None:
    def order(tag: str) -> bool:
        store = Store(beside.store.url)
        try:
            house = House(beside.settings, store, beside.clock)
            return change(house, "1", Wish(beside.settings.agent[0], (f"tag +{tag}",))).done
        finally:
            store.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(order, "abcd"))
    assert sorted(beside.ticket(1).tags) == ["a", "b", "c", "d"]


def test_the_reply_token_travels_in_the_envelope_and_stands_nowhere_else(beside: Beside) -> None:
    number = beside.prompt(1, text="We send somebody.").journal_id
    assert number is not None
    raw = beside.read(lambda tx: journal.body(tx, number))
    entry = beside.read(lambda tx: journal.entry(tx, number))
    assert (b"+t" in raw, "support+t" in entry.envelope.rcpt_to[0]) == (False, True)
    assert (entry.envelope.source, entry.envelope.auth_user) == ("cli", "Anna Berg")


def test_a_mailbox_without_tokens_of_its_own_is_reached_all_the_same(beside: Beside) -> None:
    beside.configure(mailbox='tokens = "none"')
    assert beside.prompt(1, "prio high").done


def test_a_colleagues_claim_is_asked_about_and_settled_at_the_prompt(beside: Beside) -> None:
    beside.change(1, taken_by="Bo Lund", taken_until=beside.clock.now().replace(hour=9))
    kept = beside.prompt(1, text="We send somebody tomorrow.")
    assert (kept.done, kept.fate, kept.why) == (False, Fate.HELD, ("Bo Lund is on it",))
    assert beside.letters("reply") == []
    assert beside.prompt(1, "send").done
    assert "We send somebody tomorrow." in beside.letter("reply").draft.text
    assert not [m for m in beside.messages(1) if m.public and "#send" in m.new_text]


@pytest.mark.parametrize("word", ["note", "drop"])
def test_what_was_kept_back_can_stay_inside(beside: Beside, word: str) -> None:
    beside.change(1, taken_by="Bo Lund", taken_until=beside.clock.now().replace(hour=9))
    beside.prompt(1, text="We send somebody tomorrow.")
    assert beside.prompt(1, word).done
    assert beside.letters("reply") == []


def test_an_answer_is_taken_back_while_it_has_not_left(beside: Beside) -> None:
    assert beside.prompt(1, text="We send somebody.").leaves_at is not None
    assert beside.prompt(1, "undo").done
    beside.advance(60)
    beside.deliver()
    assert not [c for c in beside.courier.carried if b"We send somebody." in c.message]
    assert [x.state for x in beside.letters("reply")] == ["cancelled"]


def test_words_that_sound_like_an_absence_are_still_a_persons(beside: Beside) -> None:
    outcome = beside.prompt(
        1, text="Automatic reply: I am out of the office until Monday.", means=ReplyMeans.NOTE
    )
    assert outcome.fate is Fate.APPENDED
    assert beside.messages(1)[-1].kind == "note"


def test_a_merged_ticket_goes_on_in_the_other(beside: Beside) -> None:
    reference = beside.ticket(2).reference
    assert beside.prompt(1, f"merge {reference}").status == "merged"
    assert (beside.prompt(1, "prio high").reference, beside.ticket(2).priority) == (reference, "high")


def test_a_ticket_that_was_closed_long_ago_is_not_mistaken_for_a_new_one(beside: Beside) -> None:
    beside.close(1)
    beside.advance(days=181)
    outcome = beside.prompt(1, "open")
    assert (outcome.done, len(beside.tickets())) == (False, 2)
    assert "180 days" in outcome.why[0]
