"""Which caps hold for the automatic mail that one author can cause?

Facts
- An acknowledgement to somebody whom nobody vouches for is a mail that a stranger can send to a victim. It is counted
  against all that the address and its domain got; what a verified sender gets is counted against verified mail alone.
  Else three forged mails a day would take a customer's acknowledgements away.
- The domain of a provider of mail (Gmail, GMX) is no neighbour whom we could annoy: its verified users do not share one cap
  of twenty an hour. Those whom nobody vouches for do.
- "Never seen" means that we never exchanged mail in both directions: a forged address is known from its first mail on.
"""

from collections.abc import Sequence
from datetime import timedelta

from mailgate.config.schema import AgentTable, CapsTable
from mailgate.letters.caps import Cap
from mailgate.threading.freemail import FREEMAIL

HELD_CAP = "held_hour"  # notices to an agent: anybody can write an agent's address into From
HELD_LIMIT = 10
TICKET_CAP = "per_ticket_hour"
TICKET_DAY = "per_ticket_day"  # automatic mails to customers on one ticket
NOTICES_CAP = "notices_hour"  # notifications to an agent; more wait for the digest
MOST_TOLD = 8  # agents whose notices are counted; a larger team is told as a whole, or by its shared address
BREAKER = "new_addresses_minute"
ADDRESS, DOMAIN, BURST = "per_address_day", "per_domain_hour", "burst"
VERIFIED_ADDRESS, VERIFIED_DOMAIN, VERIFIED_BURST = (f"verified_{name}" for name in (ADDRESS, DOMAIN, BURST))
BURSTS = frozenset({BURST, VERIFIED_BURST})
SUBJECT_KINDS = {
    ADDRESS: "address", DOMAIN: "domain", BURST: "address", VERIFIED_ADDRESS: "address", VERIFIED_DOMAIN: "domain",
    VERIFIED_BURST: "address", BREAKER: "everybody", HELD_CAP: "agent", TICKET_CAP: "ticket", TICKET_DAY: "ticket",
    NOTICES_CAP: "agent",
}  # fmt: skip
_NEW_TICKET = ""  # the subject of a ticket's cap before the ticket has a number


def cap_on_ticket(table: CapsTable, ticket_id: int) -> Cap:
    """How many mails on one ticket may cause letters: people need fewer, and responders that mark nothing stop there."""
    return Cap(TICKET_CAP, str(ticket_id), table.per_ticket_hour, timedelta(hours=1))


def automatic_cap_on_ticket(table: CapsTable, ticket_id: int | None) -> Cap:
    """How many automatic mails the customers of one ticket may get in a day; None: of a ticket that opens."""
    subject = _NEW_TICKET if ticket_id is None else str(ticket_id)
    return Cap(TICKET_DAY, subject, table.per_ticket_day, timedelta(days=1))


def caps_on_agents(agents: Sequence[AgentTable]) -> tuple[Cap, ...]:
    """How much these agents may be told within an hour."""
    return tuple(Cap(NOTICES_CAP, a.name, a.notices_per_hour, timedelta(hours=1)) for a in agents[:MOST_TOLD])


def caps_on(table: CapsTable, author: str) -> tuple[Cap, ...]:
    """The caps whose subject is this author, their domain, or everybody."""
    if not author:
        return ()
    domain = author.rpartition("@")[2]
    day, hour, burst = timedelta(days=1), timedelta(hours=1), timedelta(seconds=table.burst)
    bursts = (Cap(BURST, author, 1, burst), Cap(VERIFIED_BURST, author, 1, burst)) if table.burst else ()
    return (
        Cap(ADDRESS, author, table.per_address_day, day),
        Cap(DOMAIN, domain, table.per_domain_hour, hour),
        Cap(VERIFIED_ADDRESS, author, table.per_address_day, day),
        *((Cap(VERIFIED_DOMAIN, domain, table.per_domain_hour, hour),) if domain not in FREEMAIL else ()),
        *bursts,
        Cap(BREAKER, "*", table.new_addresses_minute, timedelta(minutes=1)),
        Cap(HELD_CAP, author, HELD_LIMIT, timedelta(hours=1)),
        automatic_cap_on_ticket(table, None),
    )


def checked(*, verified: bool, stranger: bool) -> frozenset[str]:
    """The names of the caps that an acknowledgement must leave whole."""
    if verified:
        return frozenset({VERIFIED_ADDRESS, VERIFIED_DOMAIN, VERIFIED_BURST, TICKET_DAY})
    return frozenset({ADDRESS, DOMAIN, BURST, TICKET_DAY, *((BREAKER,) if stranger else ())})


def counted(*, verified: bool, stranger: bool, freemail: bool) -> frozenset[str]:
    """The names of the caps that it uses up: a verified sender's counts against strangers in the same name, too."""
    names = checked(verified=verified, stranger=stranger)
    if not verified:
        return names
    return names | {ADDRESS} | (frozenset() if freemail else {DOMAIN})


def unasked(*, verified: bool, freemail: bool) -> tuple[frozenset[str], frozenset[str]]:
    """As `checked` and `counted`, of a letter that no mail asked for: nobody writes a burst of those."""
    asked = checked(verified=verified, stranger=False)
    used = counted(verified=verified, stranger=False, freemail=freemail)
    return asked - BURSTS, used - BURSTS
