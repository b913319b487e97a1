"""One read of the store for one mail: candidates, contact, counters, history. The same few statements for every mail."""

from collections.abc import Mapping
from datetime import datetime

from mailgate.agents.block import named_references, read_block
from mailgate.config.schema import AgentTable, MailboxTable, Settings
from mailgate.mail.authentication import authenticate
from mailgate.model.authentication import Authentication
from mailgate.model.decision import ReplyMeans
from mailgate.model.held import HeldMail
from mailgate.model.journal import Envelope
from mailgate.model.mail import Mail
from mailgate.model.reference import Reference, find
from mailgate.model.states import Happening, NewLinked, transition
from mailgate.model.ticket import AT_WORK, TicketState
from mailgate.pipeline import promising
from mailgate.pipeline.agent_view import AgentView, Look
from mailgate.pipeline.candidates import OUT, candidates, sender
from mailgate.pipeline.caps import automatic_cap_on_ticket, cap_on_ticket, caps_on, caps_on_agents
from mailgate.pipeline.circumstances import circumstances
from mailgate.pipeline.consult import consulted
from mailgate.pipeline.context import Context, Duplicate, Earlier
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.following import followed
from mailgate.pipeline.kept_clocks import Archives
from mailgate.pipeline.proof import proved
from mailgate.store import Tx, agent_views, counters, held, history, lookups
from mailgate.store.agent_views import Former
from mailgate.store.journal import Claimed
from mailgate.store.lookups import AgentState, ContactState, KnownId
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
    own: Authentication | None = None,
) -> Context:
    """Reads all that `decide` needs; changes nothing. `agents` were read in the same transaction.

    `own` is what our check of the sender found, before the transaction: none of its waiting happens in here.
    """
    envelope, author = entry.envelope, mail.from_.key if mail.from_ else ""
    mailbox, watching = addressed(mail, envelope, desk.settings)
    pointers = evidence.collect(mail, envelope, desk.formats)
    agent = desk.agent_of(author) if author else None
    named = named_references(read_block(mail.new_text, mail.subject)) if agent is not None else ()
    original = mail.bounce.original_message_id if mail.bounce else None
    known = lookups.known_ids(
        tx, {mail.message_id, *pointers.ids, *pointers.quoted_ids, *([original] if original else [])}
    )
    duplicate = _duplicate(mail, known, entry.id)
    also = {i for i in (entry.ticket_id, duplicate.ticket_id if duplicate else None) if i is not None}
    commanded = _commanded(tx, named)
    also |= set(commanded.values())
    report = proved(tx, mail, pointers, known, ring)
    also |= {report.ticket_id} if report is not None and report.ticket_id is not None else set()
    hint = mailbox.same_subject == "hint" and agent is None
    found = candidates(tx, mail, pointers, known, ring, agents.values(), also, now, same_subject=hint)
    authentication = authenticate(mail, envelope, desk.trusted, desk.submitter(envelope.auth_user), own)
    who = sender(mail, authentication, is_agent=agent is not None)
    ticket = found.tickets.get(resolve(found, who).ticket_id or 0)
    found, followers = followed(tx, found, ticket, author if agent is None else "")
    # Where the mail goes to a ticket that takes it as it is, nothing can open, and the author's caps do not matter. Asked
    # of the ladder itself: a ticket that is only named, by a forged token or a guessed number, frees nobody of the caps.
    at_work = ticket is not None and ticket.status in AT_WORK and entry.ticket_id is None
    stranger = bool(author) and (agent is not None or not at_work)
    contact = lookups.contacts(tx, [author]).get(author) if stranger else None
    caps = caps_on(desk.settings.caps, author) if stranger else ()
    on = (ticket.id, *followers[:1]) if ticket is not None else ()
    caps += tuple(cap_on_ticket(desk.settings.caps, number) for number in on)
    caps += tuple(automatic_cap_on_ticket(desk.settings.caps, number) for number in on)
    caps += caps_on_agents(_told(desk.settings, ticket, mailbox))
    context = Context(
        desk=desk,
        now=now,
        arrived_at=entry.arrived_at,
        envelope=envelope,
        mailbox=mailbox,
        watching=watching,
        authentication=authentication,
        agent=agent,
        contact=contact,
        duplicate=duplicate,
        replayed=entry.ticket_id,
        found=found,
        token=next((t for t in found.tokens if t.purpose is not Purpose.BOUNCE), None),
        means={k.message_id: ReplyMeans(k.means) for k in known if k.means},
        agents=agents,
        reported=report.ticket_id if report is not None else _reported(tx, found, known, original),
        report=report,
        caps=caps,
        hits=counters.hits(tx, [(c.name, c.subject, now - c.window - c.bucket) for c in caps]),
        timers=lookups.timers(tx, found.tickets),
        entry_id=entry.id,
        # An agent may merge, split and take back: all of that reaches into the histories.
        kept=Archives(tx, desk).kept(found.tickets.values(), entry.arrived_at, whole=agent is not None),
        notes=_notes(tx, [ticket.id, *followers[:1]] if ticket is not None else []),
        followers=followers,
        waiting=promising.waiting(tx, desk, mailbox.team, now) if stranger else {},
        former=_former(tx, contact, ticket),
        view=_view(tx, mail, agent, now, commanded, ticket, found, known),
        history={
            i: tuple(Earlier(*e) for e in past) for i, past in history.recent(tx, found.tickets).items()
        },
        size=entry.size,
        released=entry.released,
    )
    return consulted(tx, mail, context, belongs(mail, context))


def belongs(mail: Mail, context: Context) -> TicketState | None:
    """The ticket that the mail comes to, as far as that is known before anybody decides; None where one opens."""
    replayed = context.ticket(context.replayed)
    if replayed is not None:
        return replayed
    who = sender(mail, context.authentication, is_agent=context.agent is not None)
    ticket = context.ticket(resolve(context.found, who).ticket_id)
    if ticket is None or isinstance(
        transition(ticket.status, Happening.CUSTOMER, circumstances(ticket, context)), NewLinked
    ):
        return None
    return ticket


def _commanded(tx: Tx, named: tuple[Reference, ...]) -> dict[str, int]:
    """The tickets that an agent's commands name; those of former systems and merged ones by their alias."""
    aliases = lookups.aliases(tx, [str(r) for r in named]) if named else {}
    return {str(r): aliases.get(str(r), r.number) for r in named}


def _view(
    tx: Tx, mail: Mail, agent: AgentTable | None, now: datetime, commanded: Mapping[str, int],
    ticket: TicketState | None, found: Found, known: list[KnownId],
) -> AgentView | None:  # fmt: skip
    """What only an agent's mail asks; None for everybody else's."""
    if agent is None:
        return None
    look = Look(tx, mail, agent, now)
    block = look.block((f"[{ticket.reference}] {ticket.subject}",) if ticket is not None else ())
    kept = _kept(tx, agent, found, known)
    # The whole reference must be right: a number alone is not one.
    right = {
        name: n for name, n in commanded.items()
        if (t := found.tickets.get(n)) is not None and (name == t.reference or t.id != _number_in(name))
    }  # fmt: skip
    return look.all(block, right, ticket, kept)


def _kept(tx: Tx, agent: AgentTable, found: Found, known: list[KnownId]) -> HeldMail | None:
    """The kept-back mail whose question is answered: by its token, else by the id of our question.

    Both stand in the same letter, which went to the agent alone; the id is all there is where the mailbox makes no reply
    addresses, or where the client answered the mailbox itself.
    """
    number = next((t.ticket_id for t in found.tokens if t.purpose is Purpose.AGENT_HELD), None)
    if number is not None:
        return _of(agent, held.of_number(tx, number))
    means = {k.message_id: k for k in known if k.means}
    newest = next((means[m.message_id] for m in found.ids if m.ours and m.message_id in means), None)
    if found.tokens or newest is None or newest.means != ReplyMeans.HELD or newest.journal_id is None:
        return None
    return _of(agent, held.of_entry(tx, newest.journal_id))


def _of(agent: AgentTable, asked: HeldMail | None) -> HeldMail | None:
    """A colleague to whom the question was forwarded answers in nobody else's name."""
    return asked if asked is not None and asked.agent == agent.name else None


def _number_in(name: str) -> int | None:
    return next((r.number for r in find(name)), None)


def _told(settings: Settings, ticket: TicketState | None, mailbox: MailboxTable) -> tuple[AgentTable, ...]:
    """The agents who may be told of this mail."""
    assignee = settings.agent_named(ticket.assignee) if ticket is not None and ticket.assignee else None
    return (
        (assignee,) if assignee is not None else settings.agents_in(ticket.team if ticket else mailbox.team)
    )


def _notes(tx: Tx, tickets: list[int]) -> dict[int, tuple[Earlier, ...]]:
    """What agents wrote to each other on the ticket that the mail goes to."""
    return {number: tuple(Earlier(*n) for n in history.notes(tx, number)) for number in tickets}


def _former(tx: Tx, contact: ContactState | None, ticket: TicketState | None) -> tuple[Former, ...]:
    """The customer's other tickets, for those who read the notification."""
    requester = (
        next((p.contact_id for p in ticket.participants if p.role == "requester"), None) if ticket else None
    )
    who = requester if requester is not None else (contact.id if contact else None)
    return tuple(agent_views.former(tx, who, ticket.id if ticket else 0)) if who is not None else ()


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
