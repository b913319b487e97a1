"""Which caps hold for the automatic mail that one author can cause?"""

from collections.abc import Sequence
from datetime import timedelta

from mailgate.config.schema import AgentTable, CapsTable
from mailgate.letters.caps import Cap

HELD_CAP = "held_hour"  # notices to an agent: anybody can write an agent's address into From
HELD_LIMIT = 10
TICKET_CAP = "per_ticket_hour"
NOTICES_CAP = "notices_hour"  # notifications to an agent; more wait for the digest
MOST_TOLD = 8  # agents whose notices are counted; a larger team is told as a whole, or by its shared address
BREAKER = "new_addresses_minute"
ACKNOWLEDGED = frozenset({"per_address_day", "per_domain_hour", BREAKER})  # the caps on acknowledgements
SUBJECT_KINDS = {
    "per_address_day": "address", "per_domain_hour": "domain", BREAKER: "everybody", HELD_CAP: "agent",
    TICKET_CAP: "ticket", NOTICES_CAP: "agent",
}  # fmt: skip


def cap_on_ticket(table: CapsTable, ticket_id: int) -> Cap:
    """How many mails on one ticket may cause letters: people need fewer, and responders that mark nothing stop there."""
    return Cap(TICKET_CAP, str(ticket_id), table.per_ticket_hour, timedelta(hours=1))


def caps_on_agents(agents: Sequence[AgentTable]) -> tuple[Cap, ...]:
    """How much these agents may be told within an hour."""
    return tuple(Cap(NOTICES_CAP, a.name, a.notices_per_hour, timedelta(hours=1)) for a in agents[:MOST_TOLD])


def caps_on(table: CapsTable, author: str) -> tuple[Cap, ...]:
    """The caps whose subject is this author, their domain, or everybody."""
    if not author:
        return ()
    domain = author.rpartition("@")[2]
    return (
        Cap("per_address_day", author, table.per_address_day, timedelta(days=1)),
        Cap("per_domain_hour", domain, table.per_domain_hour, timedelta(hours=1)),
        Cap(BREAKER, "*", table.new_addresses_minute, timedelta(minutes=1)),
        Cap(HELD_CAP, author, HELD_LIMIT, timedelta(hours=1)),
    )
