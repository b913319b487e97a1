"""Which tickets could a mail belong to? The store's answers to its evidence, as values for `threading.resolve`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from mailgate.model.authentication import Authentication
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketState
from mailgate.store import Tx, lookups
from mailgate.store.lookups import AgentState, KnownId
from mailgate.threading import message_ids
from mailgate.threading.evidence import Evidence
from mailgate.threading.found import Found, IdMatch
from mailgate.threading.resolve import Sender
from mailgate.threading.sealed import KeyRing
from mailgate.threading.tokens import Purpose, Token

TOKEN_LIFE = timedelta(days=180)  # after the ticket was closed (SPEC section 7.2)
OUT, NAMED = "out", "named"


def candidates(
    tx: Tx, mail: Mail, pointers: Evidence, known: Sequence[KnownId], ring: KeyRing,
    agents: Iterable[AgentState], also: Collection[int], now: datetime,
) -> Found:  # fmt: skip
    """Everything that the evidence leads to; `also` are tickets that the ledger itself names."""
    ids = _id_matches(mail, pointers, known, ring)
    aliases = lookups.aliases(tx, [str(r) for r in pointers.references])
    numbers = [aliases.get(str(r), r.number) for r in pointers.references]
    wanted = {t.ticket_id for t in pointers.tokens if t.purpose is not Purpose.BOUNCE}
    tickets = _with_survivors(tx, wanted | {m.ticket_id for m in ids} | set(numbers) | set(also))
    named = {str(r) for r in pointers.references}
    # The whole reference must be right, its prefix and year too, unless it is an alias.
    sure = (n for n in numbers if n in tickets and (tickets[n].reference in named or n in aliases.values()))
    epochs = {a.id: a.token_epoch for a in agents}
    genuine = tuple(t for t in pointers.tokens if _valid(t, ring, epochs, tickets, now))
    return Found(genuine, ids, tuple(sure), tickets)


def sender(mail: Mail, authentication: Authentication, *, is_agent: bool) -> Sender:
    """Who seems to have written, as the ladder asks for it."""
    address = mail.from_.key if mail.from_ else ""
    addressed = frozenset(a.key for a in (*mail.to, *mail.cc))
    return Sender(address, authentication, is_agent=is_agent, addressed=addressed)


def _with_survivors(tx: Tx, wanted: Collection[int]) -> dict[int, TicketState]:
    """The tickets, and those that they were merged into."""
    tickets = lookups.tickets(tx, wanted)
    while survivors := {t.merged_into for t in tickets.values() if t.merged_into} - set(tickets):
        more = lookups.tickets(tx, survivors)
        if not more:
            break
        tickets |= more
    return tickets


def _valid(
    token: Token, ring: KeyRing, epochs: dict[int, int], tickets: dict[int, TicketState], now: datetime
) -> bool:
    epoch = epochs.get(token.person, -1) if token.for_agent else 0
    if epoch < 0 or not token.genuine(ring, epoch):
        return False
    ticket = tickets.get(token.ticket_id)
    closed = ticket.closed_at if ticket is not None and token.purpose is not Purpose.BOUNCE else None
    return closed is None or now <= closed + TOKEN_LIFE


def _match(known: KnownId, ticket_id: int) -> IdMatch:
    """Who only named an id has no say in whom it makes familiar."""
    addresses = frozenset[str]() if known.digest == NAMED else known.addresses
    return IdMatch(known.message_id, ticket_id, ours=known.digest == OUT, addresses=addresses)


def _id_matches(
    mail: Mail, pointers: Evidence, known: Sequence[KnownId], ring: KeyRing
) -> tuple[IdMatch, ...]:
    """Ids that lead to a ticket, newest first; last, the mail's own id where an earlier mail named it."""
    by_id: dict[str, list[KnownId]] = {}
    for one in known:
        by_id.setdefault(one.message_id, []).append(one)
    matches = []
    for message_id in pointers.ids:
        minted = message_ids.ticket_of(message_id, ring)
        if minted is not None:
            matches.append(IdMatch(message_id, minted, ours=True))
        matches += [_match(k, k.ticket_id) for k in by_id.get(message_id, ()) if k.ticket_id is not None]
    matches += [
        IdMatch(k.message_id, k.ticket_id, ours=False)
        for k in by_id.get(mail.message_id, ())
        if k.digest == NAMED and k.ticket_id is not None
    ]
    return tuple(matches)
