"""One read of the store for one mail: candidates, contact, counters, history. The same few statements for every mail."""

from collections.abc import Mapping
from datetime import datetime

from mailgate.config.schema import MailboxTable, Settings
from mailgate.mail.authentication import authenticate
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.model.ticket import AT_WORK
from mailgate.pipeline.candidates import OUT, candidates, sender
from mailgate.pipeline.caps import cap_on_ticket, caps_on
from mailgate.pipeline.context import Context, Duplicate, Earlier
from mailgate.pipeline.desk import Desk
from mailgate.store import Tx, counters, history, lookups
from mailgate.store.journal import Claimed
from mailgate.store.lookups import AgentState, KnownId
from mailgate.threading import evidence, tokens
from mailgate.threading.found import Found
from mailgate.threading.resolve import resolve
from mailgate.threading.sealed import KeyRing
from mailgate.threading.tokens import Purpose


def gather(
    tx: Tx,
    mail: Mail,
    entry: Claimed,
    desk: Desk,
    ring: KeyRing,
    now: datetime,
    agents: Mapping[str, AgentState],
) -> Context:
    """Reads all that `decide` needs; changes nothing. `agents` were read in the same transaction."""
    envelope, author = entry.envelope, mail.from_.key if mail.from_ else ""
    mailbox, watching = addressed(mail, envelope, desk.settings)
    pointers = evidence.collect(mail, envelope)
    original = mail.bounce.original_message_id if mail.bounce else None
    known = lookups.known_ids(tx, {mail.message_id, *pointers.ids, *([original] if original else [])})
    duplicate = _duplicate(mail, known, entry.id)
    also = {i for i in (entry.ticket_id, duplicate.ticket_id if duplicate else None) if i is not None}
    found = candidates(tx, mail, pointers, known, ring, agents.values(), also, now)
    agent = desk.agent_of(author) if author else None
    authentication = authenticate(mail, envelope, desk.trusted, desk.submitter(envelope.auth_user))
    who = sender(mail, authentication, is_agent=agent is not None)
    ticket = found.tickets.get(resolve(found, who).ticket_id or 0)
    # Where the mail goes to a ticket that takes it as it is, nothing can open, and the author's caps do not matter. Asked
    # of the ladder itself: a ticket that is only named, by a forged token or a guessed number, frees nobody of the caps.
    at_work = ticket is not None and ticket.status in AT_WORK and entry.ticket_id is None
    stranger = bool(author) and (agent is not None or not at_work)
    caps = caps_on(desk.settings.caps, author) if stranger else ()
    caps += (cap_on_ticket(desk.settings.caps, ticket.id),) if ticket is not None else ()
    return Context(
        desk=desk,
        now=now,
        arrived_at=entry.arrived_at,
        envelope=envelope,
        mailbox=mailbox,
        watching=watching,
        authentication=authentication,
        agent=agent,
        contact=lookups.contacts(tx, [author]).get(author) if stranger else None,
        duplicate=duplicate,
        replayed=entry.ticket_id,
        found=found,
        token=next((t for t in found.tokens if t.purpose is not Purpose.BOUNCE), None),
        means={k.message_id: ReplyMeans(k.means) for k in known if k.means},
        agents=agents,
        reported=_reported(tx, found, known, original),
        caps=caps,
        hits=counters.hits(tx, [(c.name, c.subject, now - c.window - c.bucket) for c in caps]),
        timers=lookups.timers(tx, found.tickets),
        history={
            i: tuple(Earlier(*e) for e in past) for i, past in history.recent(tx, found.tickets).items()
        },
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
    return next((Duplicate(k.journal_id, k.ticket_id, k.verified) for k in same), None)


def _reported(tx: Tx, found: Found, known: list[KnownId], original: str | None) -> int | None:
    """The ticket of our own mail that a report names, by its bounce address or by its Message-ID."""
    outbox = [t.ticket_id for t in found.tokens if t.purpose is Purpose.BOUNCE]
    if outbox and (ticket := lookups.ticket_of_outbox(tx, outbox[0])) is not None:
        return ticket
    return next((k.ticket_id for k in known if k.message_id == original and k.digest == OUT), None)
