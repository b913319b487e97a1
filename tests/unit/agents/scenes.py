"""A small desk on a Tuesday morning, for the tests of commands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailgate.agents.authority import Authority
from mailgate.agents.block import read_block
from mailgate.agents.facts import AgentFacts, DeskFacts, TicketFacts
from mailgate.agents.plan import Confirm, Plan, Refusal, plan
from mailgate.model.decision import ReplyMeans
from mailgate.model.reference import Reference
from mailgate.model.states import Circumstances
from mailgate.model.ticket import Status

ZONE = "Europe/Copenhagen"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
ANNA, BO, BOA = "Anna Berg", "Bo Lund", "Bo Aagaard"
KIM = "kim@example.org"
THIS, THAT, JUNK = (str(Reference("EX", 26, number)) for number in (1, 2, 3))
FRESH, PLAIN = str(Reference("EX", 26, 4)), "#4711"


def opening(day: date) -> datetime | None:
    """Eight o'clock, Monday to Friday."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(8), tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def internal(address: str) -> bool:
    return address.endswith("@example.com")


UNANSWERED = Circumstances(unanswered=True)
TICKET = TicketFacts(
    THIS, Status.OPEN, UNANSWERED, lead=BO, requester=KIM, participants=frozenset({KIM, "pat@example.org"}),
    customer_messages=2, undoable=True,
)  # fmt: skip
TICKETS: Mapping[str, TicketFacts] = {
    THIS: TICKET,
    THAT: TicketFacts(THAT, Status.WAITING),
    JUNK: TicketFacts(JUNK, Status.SPAM),
    FRESH: TicketFacts(FRESH, Status.NEW, Circumstances(unanswered=True, ever_answered=False)),
    PLAIN: TicketFacts(PLAIN, Status.OPEN),
}
DESK = DeskFacts(
    NOW, ZONE, opening, internal, agents=(ANNA, BO, BOA), teams=("support", "billing"),
    categories=("printer", "invoice"), macros=("thanks", "reset-password"), languages=("en", "da", "de"), tickets=TICKETS,
)  # fmt: skip
AGENT = AgentFacts(ANNA, Authority.FULL, ReplyMeans.REPLY)
NOTER = replace(AGENT, means=ReplyMeans.NOTE)
HOLDER = replace(NOTER, held=True)
UNPROVEN = replace(AGENT, authority=Authority.UNPROVEN)
TOKENLESS = replace(AGENT, authority=Authority.NOTE, means=None)


def planned(
    text: str, agent: AgentFacts = AGENT, ticket: TicketFacts | None = TICKET, desk: DeskFacts = DESK
) -> Plan | Refusal | Confirm:
    """What an agent's new text leads to."""
    return plan(read_block(text), desk, ticket, agent)


def accepted(
    text: str, agent: AgentFacts = AGENT, ticket: TicketFacts | None = TICKET, desk: DeskFacts = DESK
) -> Plan:
    """The same where nothing may be wrong."""
    found = planned(text, agent, ticket, desk)
    assert isinstance(found, Plan), found
    return found
