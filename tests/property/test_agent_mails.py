"""The leak test without a desk: five thousand agents' mails through reading, plan and questions (P4)."""

from collections import Counter

import pytest

from mailgate.agents.block import literal, read_block
from mailgate.agents.holds import Draft, questions
from mailgate.agents.plan import Plan, plan
from mailgate.agents.reply import Sendable, words
from mailgate.agents.seals import SEAL_MARK
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.mail.quotes import split_text
from tests.property.agent_mails import CLEAN, OUTCOMES, AgentMail, Mistake, Outcome, Shape, Told, agent_mails
from tests.unit.agents.scenes import AGENT, DESK, NOTER, TICKET, internal

COUNT = 5_040  # seven times every mistake in every shape and language
CUSTOMER = ("My printer burns since yesterday morning.", "Which of the two cables is it?")


def told(number: int) -> Told:
    note = (
        f"canary{number}note the customer has not paid since March.",
        f"She threatens to sue, canary{number}note.",
    )
    notification = "\n".join(
        (
            "Your reply to this mail goes to Kim.", "", SEPARATOR_MARK, "", "The customer wrote:", "", *CUSTOMER, "",
            SEAL_MARK, *note, SEAL_MARK, "", "Ticket    EX-26-000001-W, open, priority normal",
            "Customer  Kim (kim@example.org)", "Team      support, Anna Berg", "Answer by today at 15:00 CET",
        )
    )  # fmt: skip
    return Told(
        notification, "[EX-26-000001-W] Printer", "Kim via Support", "support+t1@example.com", CUSTOMER, note,
        f"canary{number}@example.com",
    )  # fmt: skip


def sent(mail: AgentMail) -> tuple[Outcome, str]:
    """What becomes of a mail, and what of it would reach the customer."""
    here = told(mail.number)
    new = split_text(mail.body, mail.subject).new
    agent = AGENT if mail.means is AGENT.means else NOTER
    found = plan(read_block(new, mail.subject, (here.subject,)), DESK, TICKET, agent)
    if not isinstance(found, Plan):
        return Outcome.HELD, ""
    if not found.public:
        return (Outcome.DONE if found.public is None else Outcome.NOTE), ""
    draft = Draft(
        agent.name, found.text, internal, notes=("\n".join(here.note_lines),), published=("\n".join(CUSTOMER),),
        outsiders=mail.cc,
    )  # fmt: skip
    if questions(draft):
        return Outcome.HELD, ""
    assert words(found.text) == Sendable(literal(found.text).strip())
    return Outcome.SENT, literal(found.text)


@pytest.fixture(scope="module")
def results() -> list[tuple[AgentMail, Outcome, str]]:
    return [(mail, *sent(mail)) for mail in agent_mails(COUNT, told)]


def test_every_mistake_comes_in_every_shape_and_language(
    results: list[tuple[AgentMail, Outcome, str]],
) -> None:
    kinds = Counter((mail.mistake, mail.shape, mail.language) for mail, _, _ in results)
    assert len(kinds) == len(Mistake) * len(Shape) * 6
    assert set(OUTCOMES) == set(Mistake)
    assert len(results) >= 5_000


def test_no_canary_reaches_a_customer(results: list[tuple[AgentMail, Outcome, str]]) -> None:
    leaks = [
        (mail.number, mail.mistake) for mail, _, text in results for canary in mail.canaries if canary in text
    ]
    assert leaks == []


def test_the_canaries_are_there_to_be_found(results: list[tuple[AgentMail, Outcome, str]]) -> None:
    without = (Mistake.INLINE, Mistake.DRESSED)
    assert [
        m.number
        for m, _, _ in results
        if m.mistake not in without and not any(c in m.body for c in m.canaries)
    ] == []


@pytest.mark.parametrize("mistake", [m for m in Mistake if m not in CLEAN])
def test_every_mistake_is_held_or_done_as_the_table_says(
    mistake: Mistake, results: list[tuple[AgentMail, Outcome, str]]
) -> None:
    wrong = [
        (m.number, m.shape, m.language, found)
        for m, found, _ in results
        if m.mistake is mistake and found is not m.outcome
    ]
    assert wrong == []


def test_clean_mails_arrive_whole(results: list[tuple[AgentMail, Outcome, str]]) -> None:
    clean = [(mail, found, text) for mail, found, text in results if mail.mistake in CLEAN]
    lost = [
        (mail.number, mail.mistake, mail.shape, mail.language, found)
        for mail, found, text in clean
        if found is not Outcome.SENT or not set(mail.must_arrive) <= set(text.splitlines())
    ]
    assert len(lost) <= 0.02 * len(clean), lost[:5]
