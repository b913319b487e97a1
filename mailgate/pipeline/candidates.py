"""Which tickets could a mail belong to? The store's answers to its evidence, as values for `threading.resolve`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from mailgate.model.authentication import Authentication
from mailgate.model.mail import Mail
from mailgate.model.reference import Reference
from mailgate.model.ticket import TicketState
from mailgate.store import Tx, held, lookups, threads
from mailgate.store.lookups import AgentState, KnownId
from mailgate.threading import message_ids
from mailgate.threading.evidence import Evidence
from mailgate.threading.found import Found, IdMatch, Quoted, survivor
from mailgate.threading.resolve import Sender
from mailgate.threading.sealed import KeyRing
from mailgate.threading.subject import bare
from mailgate.threading.tokens import TOKEN_DAYS, Purpose, Token

TOKEN_LIFE = timedelta(days=TOKEN_DAYS)
SAME_SUBJECT_LIFE = timedelta(days=7)
OUT, NAMED = "out", "named"


def candidates(  # noqa: PLR0913 - what was read before, each for one part of the answer
    tx: Tx, mail: Mail, pointers: Evidence, known: Sequence[KnownId], ring: KeyRing,
    agents: Iterable[AgentState], also: Collection[int], now: datetime, *, same_subject: bool = False,
) -> Found:  # fmt: skip
    """Everything that the evidence leads to; `also` are tickets that the ledger itself names."""
    ids = _id_matches(mail, pointers, known, ring)
    aliases = lookups.aliases(tx, pointers.names())
    genuine = _unrevoked(pointers.tokens, ring, agents)
    kept = _held(tx, genuine)
    quoted = _quoted(pointers, known, ring, aliases)
    numbers = [aliases.get(str(r), r.number) for r in pointers.references]
    numbers += [aliases[name] for name in pointers.former if name in aliases]
    wanted = {t.ticket_id for t in pointers.tokens if t.names_ticket} | set(kept.values())
    wanted |= {m.ticket_id for m in ids} | {q.ticket_id for q in quoted} | set(numbers) | set(also)
    similar = _similar(tx, mail, now) if same_subject and not wanted else ()
    tickets = with_survivors(tx, wanted | set(similar))
    return Found(
        tuple(t for t in genuine if _lives(t, tickets, now)),
        ids,
        tuple(n for n in dict.fromkeys(numbers) if _named(n, pointers.references, aliases, tickets)),
        tickets,
        tuple(q for q in quoted if q.sure or _named(q.ticket_id, pointers.quoted, aliases, tickets)),
        similar,
        kept,
    )


def sender(mail: Mail, authentication: Authentication, *, is_agent: bool) -> Sender:
    """Who seems to have written, as the ladder asks for it."""
    address = mail.from_.key if mail.from_ else ""
    addressed = frozenset(a.key for a in (*mail.to, *mail.cc))
    return Sender(address, authentication, is_agent=is_agent, addressed=addressed)


def with_survivors(tx: Tx, wanted: Collection[int]) -> dict[int, TicketState]:
    """The tickets, and those that they were merged into."""
    tickets = lookups.tickets(tx, wanted)
    while survivors := {t.merged_into for t in tickets.values() if t.merged_into} - set(tickets):
        more = lookups.tickets(tx, survivors)
        if not more:
            break
        tickets |= more
    return tickets


def _unrevoked(tokens: Iterable[Token], ring: KeyRing, agents: Iterable[AgentState]) -> tuple[Token, ...]:
    epochs = {a.id: a.token_epoch for a in agents}
    with_epoch = ((t, epochs.get(t.person, -1) if t.for_agent else 0) for t in tokens)
    return tuple(t for t, epoch in with_epoch if epoch >= 0 and t.genuine(ring, epoch))


def _held(tx: Tx, tokens: Iterable[Token]) -> dict[int, int]:
    """The tickets of mails that were kept back, for the answers to their questions."""
    asked = {t.ticket_id for t in tokens if t.purpose is Purpose.AGENT_HELD}
    return {n: kept.ticket_id for n in asked if (kept := held.of_number(tx, n)) is not None}


def _lives(token: Token, tickets: Mapping[int, TicketState], now: datetime) -> bool:
    """A token outlives its ticket, or the one that this was merged into, by half a year."""
    ticket = survivor(tickets, token.ticket_id) if token.names_ticket else None
    closed = ticket.closed_at if ticket is not None else None
    return closed is None or now <= closed + TOKEN_LIFE


def _named(
    number: int, references: Collection[Reference], aliases: Mapping[str, int], tickets: Mapping[int, TicketState]
) -> bool:  # fmt: skip
    """The whole reference must be right, its prefix and year too, unless it is an alias."""
    if number not in tickets:
        return False
    return number in aliases.values() or tickets[number].reference in {str(r) for r in references}


def _quoted(
    pointers: Evidence, known: Sequence[KnownId], ring: KeyRing, aliases: Mapping[str, int]
) -> tuple[Quoted, ...]:
    """Tickets named in attached and quoted mails: by an id of ours, which is sure, or by a reference."""
    sent = {k.message_id: k.ticket_id for k in known if k.digest == OUT}
    found = []
    for message_id in pointers.quoted_ids:
        number = message_ids.ticket_of(message_id, ring) or sent.get(message_id)
        if number is not None:
            found.append(Quoted(number, f"our mail {message_id}", sure=True))
    found += [Quoted(aliases.get(str(r), r.number), f"a mail that names {r}") for r in pointers.quoted]
    return tuple({q.ticket_id: q for q in reversed(found)}.values())[::-1]


def _similar(tx: Tx, mail: Mail, now: datetime) -> tuple[int, ...]:
    """Open tickets that the sender opened of late under the same subject (level 7)."""
    subject = bare(mail.subject).casefold()
    if mail.from_ is None or not subject:
        return ()
    recent = threads.open_tickets_of(tx, mail.from_.key, now - SAME_SUBJECT_LIFE)
    return tuple(number for number, other in recent if bare(other).casefold() == subject)


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
