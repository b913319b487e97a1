"""One read of the store for one mail: candidates, contact, counters, history. The same few statements for every mail."""

from datetime import datetime, timedelta

from mailgate.config.schema import MailboxTable, Settings
from mailgate.mail.authentication import authenticate
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline.caps import caps_on
from mailgate.pipeline.context import Context, Duplicate, Earlier
from mailgate.pipeline.desk import Desk
from mailgate.store import Tx, counters, history, lookups
from mailgate.store.journal import Claimed
from mailgate.store.lookups import AgentState, KnownId
from mailgate.threading import evidence, message_ids, tokens
from mailgate.threading.evidence import Evidence
from mailgate.threading.found import Found, IdMatch
from mailgate.threading.sealed import KeyRing
from mailgate.threading.tokens import Purpose, Token

TOKEN_LIFE = timedelta(days=180)  # after the ticket was closed (SPEC section 7.2)
_NAMED = "named"
_OUT = "out"


def gather(tx: Tx, mail: Mail, entry: Claimed, desk: Desk, ring: KeyRing, now: datetime) -> Context:
    """Reads all that `decide` needs; changes nothing."""
    envelope = entry.envelope
    mailbox, watching = addressed(mail, envelope, desk.settings)
    pointers = evidence.collect(mail, envelope)
    original = mail.bounce.original_message_id if mail.bounce else None
    known = lookups.known_ids(tx, {mail.message_id, *pointers.ids, *([original] if original else [])})
    author = mail.from_.key if mail.from_ else ""
    agents = lookups.agents(tx)
    duplicate = _duplicate(mail, known, entry.id)
    also = {i for i in (entry.ticket_id, duplicate.ticket_id if duplicate else None) if i is not None}
    found, token = _found(tx, mail, also, pointers, known, ring, agents, now)
    caps = caps_on(desk.settings.caps, author)
    history_of = history.recent(tx, list(found.tickets)) if found.tickets else {}
    return Context(
        desk=desk,
        now=now,
        arrived_at=entry.arrived_at,
        envelope=envelope,
        mailbox=mailbox,
        watching=watching,
        authentication=authenticate(mail, envelope, desk.trusted, desk.submitter(envelope.auth_user)),
        agent=desk.agent_of(author) if author else None,
        contact=lookups.contacts(tx, [author]).get(author) if author else None,
        duplicate=duplicate,
        replayed=entry.ticket_id,
        found=found,
        token=token,
        means={k.message_id: ReplyMeans(k.means) for k in known if k.means},
        agents=agents,
        reported=_reported(tx, found, known, original),
        caps=caps,
        hits=counters.hits(tx, [(c.name, c.subject, now - c.window - c.bucket) for c in caps]),
        timers=lookups.timers(tx, found.tickets),
        history={i: tuple(Earlier(*e) for e in messages) for i, messages in history_of.items()},
    )


def addressed(mail: Mail, envelope: Envelope, settings: Settings) -> tuple[MailboxTable, tuple[str, ...]]:
    """The primary mailbox and the others that watch (SPEC section 4.6)."""
    arrived = [m for a in (*envelope.rcpt_to, *mail.delivered_to) if (m := _ours(a, settings))]
    named = [m for a in (*mail.to, *mail.cc) if (m := _ours(a.address, settings))]
    meant = arrived or named
    primary = next((m for m in named if m in meant), meant[0] if meant else settings.mailbox[0])
    others = dict.fromkeys(m.address for m in (*meant, *named) if m != primary)
    return primary, tuple(others)


def _ours(address: str, settings: Settings) -> MailboxTable | None:
    bare, token = tokens.split(address)
    if token is not None and bare.startswith("@"):
        return next((m for m in settings.mailbox if m.tokens == bare), None)
    return settings.mailbox_of(bare)


def _duplicate(mail: Mail, known: list[KnownId], entry_id: int) -> Duplicate | None:
    """The same id and the same stable digest; the same id alone is another mail (SPEC section 4.4)."""
    same = (
        k for k in known
        if k.message_id == mail.message_id and k.digest == mail.digest and k.journal_id != entry_id
    )  # fmt: skip
    return next((Duplicate(k.journal_id, k.ticket_id) for k in same), None)


def _found(
    tx: Tx,
    mail: Mail,
    also: set[int],
    pointers: Evidence,
    known: list[KnownId],
    ring: KeyRing,
    agents: dict[str, AgentState],
    now: datetime,
) -> tuple[Found, Token | None]:
    ids = _id_matches(mail, pointers, known, ring)
    aliases = lookups.aliases(tx, [str(r) for r in pointers.references])
    numbers = tuple(aliases.get(str(r), r.number) for r in pointers.references)
    wanted = {t.ticket_id for t in pointers.tokens if t.purpose is not Purpose.BOUNCE}
    wanted |= {m.ticket_id for m in ids} | set(numbers) | also
    tickets = lookups.tickets(tx, wanted)
    while survivors := {t.merged_into for t in tickets.values() if t.merged_into} - set(tickets):
        more = lookups.tickets(tx, survivors)
        if not more:
            break
        tickets |= more
    named = {str(r) for r in pointers.references}
    numbers = tuple(
        n for n in numbers if n in tickets and (tickets[n].reference in named or n in aliases.values())
    )
    epochs = {a.id: a.token_epoch for a in agents.values()}
    genuine = tuple(t for t in pointers.tokens if _valid(t, ring, epochs, tickets, now))
    reply = next((t for t in genuine if t.purpose is not Purpose.BOUNCE), None)
    return Found(genuine, ids, numbers, tickets), reply


def _reported(tx: Tx, found: Found, known: list[KnownId], original: str | None) -> int | None:
    """The ticket of our own mail that a report names, by its bounce address or by its Message-ID."""
    outbox = [t.ticket_id for t in found.tokens if t.purpose is Purpose.BOUNCE]
    if outbox and (ticket := lookups.ticket_of_outbox(tx, outbox[0])) is not None:
        return ticket
    return next((k.ticket_id for k in known if k.message_id == original and k.digest == _OUT), None)


def _valid(
    token: Token, ring: KeyRing, epochs: dict[int, int], tickets: dict[int, TicketState], now: datetime
) -> bool:
    epoch = epochs.get(token.person, -1) if token.for_agent else 0
    if epoch < 0 or not token.genuine(ring, epoch):
        return False
    ticket = tickets.get(token.ticket_id)
    closed = ticket.closed_at if ticket is not None and token.purpose is not Purpose.BOUNCE else None
    return closed is None or now <= closed + TOKEN_LIFE


def _id_matches(mail: Mail, pointers: Evidence, known: list[KnownId], ring: KeyRing) -> tuple[IdMatch, ...]:
    """Ids that lead to a ticket, newest first; last, the mail's own id where an earlier mail named it."""
    by_id: dict[str, list[KnownId]] = {}
    for one in known:
        by_id.setdefault(one.message_id, []).append(one)
    matches = []
    for message_id in pointers.ids:
        minted = message_ids.ticket_of(message_id, ring)
        if minted is not None:
            matches.append(IdMatch(message_id, minted, ours=True))
        matches += [
            IdMatch(message_id, k.ticket_id, ours=k.digest == _OUT, addresses=k.addresses)
            for k in by_id.get(message_id, ())
            if k.ticket_id is not None
        ]
    matches += [
        IdMatch(k.message_id, k.ticket_id, ours=False)
        for k in by_id.get(mail.message_id, ())
        if k.digest == _NAMED and k.ticket_id is not None
    ]
    return tuple(matches)
