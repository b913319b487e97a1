"""What the store answered about a mail's evidence; plain values, so that resolving needs no store."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailgate.model.ticket import TicketState
from mailgate.threading.tokens import Purpose, Token

_MAX_MERGES = 50


@dataclass(frozen=True, slots=True)
class IdMatch:
    """A Message-ID named by the mail that leads to a ticket."""

    message_id: str
    ticket_id: int
    ours: bool  # minted by us: only readers of that mail can know it
    addresses: frozenset[str] = frozenset()  # who stood on the mail with this id, when it came in


@dataclass(frozen=True, slots=True)
class Quoted:
    """A ticket that an attached or quoted mail of ours names, and by what."""

    ticket_id: int
    what: str
    sure: bool = False  # by an id of ours; a reference must still be that of the ticket


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the evidence could lead to."""

    tokens: tuple[Token, ...] = ()  # genuine, not revoked
    ids: tuple[IdMatch, ...] = ()  # newest first
    numbers: tuple[int, ...] = ()  # tickets whose reference stands in the subject
    tickets: Mapping[int, TicketState] = field(default_factory=dict)
    quoted: tuple[Quoted, ...] = ()
    similar: tuple[int, ...] = ()  # open tickets of the sender's with the same subject, newest first
    held: Mapping[int, int] = field(default_factory=dict)  # a mail that was kept back -> its ticket

    def survivor(self, ticket_id: int) -> TicketState | None:
        """The ticket, or the one it was merged into; a cycle ends the search."""
        return survivor(self.tickets, ticket_id)

    def token_ticket(self, token: Token) -> int | None:
        """The ticket that a reply token speaks of; None for a bounce's."""
        if token.purpose is Purpose.AGENT_HELD:
            return self.held.get(token.ticket_id)
        return token.ticket_id if token.names_ticket else None


def survivor(tickets: Mapping[int, TicketState], ticket_id: int) -> TicketState | None:
    """The ticket, or the one it was merged into; a cycle ends the search."""
    seen: set[int] = set()
    while (ticket := tickets.get(ticket_id)) is not None and ticket.merged_into is not None:
        if ticket_id in seen or len(seen) > _MAX_MERGES:
            return None
        seen.add(ticket_id)
        ticket_id = ticket.merged_into
    return ticket
