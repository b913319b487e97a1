"""Which caps hold for the automatic mail that one author can cause?"""

from datetime import timedelta

from mailgate.config.schema import CapsTable
from mailgate.letters.caps import Cap

HELD_CAP = "held_hour"  # notices to an agent: anybody can write an agent's address into From
HELD_LIMIT = 10


def caps_on(table: CapsTable, author: str) -> tuple[Cap, ...]:
    """The caps whose subject is this author, their domain, or everybody."""
    if not author:
        return ()
    domain = author.rpartition("@")[2]
    return (
        Cap("per_address_day", author, table.per_address_day, timedelta(days=1)),
        Cap("per_domain_hour", domain, table.per_domain_hour, timedelta(hours=1)),
        Cap("new_addresses_minute", "*", table.new_addresses_minute, timedelta(minutes=1)),
        Cap(HELD_CAP, author, HELD_LIMIT, timedelta(hours=1)),
    )
