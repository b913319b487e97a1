"""How do people hear of deadlines? One mail for one ticket with all of it, one for several tickets together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.config.schema import AgentTable, MailboxTable
from mailgate.model.decision import CapHit, Letter, LetterKind, ReplyMeans
from mailgate.model.mail import Address
from mailgate.pipeline import notices, notifications, quiet
from mailgate.pipeline.binding import Binding, Person, outgoing
from mailgate.pipeline.caps import caps_on_agents
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.commit import NO_MAIL
from mailgate.pipeline.context import Context
from mailgate.pipeline.wakes import Wakes
from mailgate.pipeline.writing import bucket_of
from mailgate.sla.recipients import Bundle, Recipient
from mailgate.store import Tx, agents, counters, messages, outbox


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody is told of one deadline."""

    ticket: int  # its place among those of this tick
    text: str
    timer: int


def parted(
    bundles: Sequence[Bundle[Line]],
) -> tuple[list[Bundle[Line]], list[Bundle[Line]]]:
    """What somebody hears of one ticket, and of several."""
    alone = [b for b in bundles if len({line.ticket for line in b.about}) == 1]
    return alone, [b for b in bundles if b not in alone]


def count_in(tx: Tx, tickets: Sequence[Causes], bundles: Sequence[Bundle[Line]], now: datetime) -> None:
    """Each agent's cap, and how full it is, for the decision whether they are told now."""
    if not bundles:
        return
    settings = tickets[0].context.desk.settings
    named = [a for b in bundles if b.to.agent and (a := settings.agent_named(b.to.agent)) is not None]
    caps = tuple(cap for agent in named for cap in caps_on_agents((agent,)))
    hits = counters.hits(tx, [(c.name, c.subject, now - c.window - c.bucket) for c in caps])
    for causes in tickets:
        causes.context = replace(causes.context, caps=caps, hits=hits)


def _to(who: Recipient, context: Context) -> tuple[Address, AgentTable | None] | None:
    agent = context.desk.settings.agent_named(who.agent) if who.agent else None
    if who.agent:
        return (Address(agent.addresses[0], agent.name), agent) if agent is not None else None
    return Address(who.address), None


def letters_of(causes: Causes, bundle: Bundle[Line]) -> list[Letter]:
    """One ticket's deadlines, with all that an agent needs to act on it."""
    to = _to(bundle.to, causes.context)
    if to is None:
        return []
    what = " ".join(line.text for line in bundle.about)
    facts = notifications.of_ticket(causes.ticket, causes.context, what)
    facts |= {
        name: causes.changes[name] for name in ("priority", "team", "assignee") if name in causes.changes
    }
    letter = notifications.notification(to, facts, ReplyMeans.NOTE)
    return [replace(letter, timers=tuple(line.timer for line in bundle.about))]


def send_together(
    tx: Tx, tickets: Sequence[Causes], bundle: Bundle[Line], wakes: Wakes, now: datetime
) -> None:
    """Several tickets' deadlines in one mail."""
    first = tickets[bundle.about[0].ticket]
    context = first.context
    to = _to(bundle.to, context)
    if to is None:
        return
    letter = _together(to, tickets, bundle)
    if quiet.waits(letter, context):
        later = [(bundle.to.agent, tickets[line.ticket].ticket.id, line.text) for line in bundle.about]
        agents.tell_later(tx, later, now)
        return
    mailbox = context.mailbox
    mail = outgoing(letter, _person(bundle.to, context), _binding(mailbox, wakes, now))
    row = {"message_id": mail.message_id, "digest": "out", "outbox_kind": letter.means.value, "made_at": now}
    messages.remember_ids(tx, [row])
    outbox.put(tx, [mail], ticket_id=None, message_pk=None, journal_id=None, now=now)
    caps = [c for c in context.caps if c.subject == bundle.to.agent]
    counters.count(tx, [(CapHit(c.name, c.subject), bucket_of(c, now)) for c in caps])


def _together(
    to: tuple[Address, AgentTable | None], tickets: Sequence[Causes], bundle: Bundle[Line]
) -> Letter:
    address, agent = to
    items = [
        _item(tickets[place], bundle, place) for place in dict.fromkeys(line.ticket for line in bundle.about)
    ]
    return Letter(
        kind=LetterKind.REMINDERS,
        to=address,
        language=agent.language if agent else "en",
        facts={"agent": address.name, "title": f"Deadlines of {len(items)} tickets", "items": items,
               "what": f"Deadlines of {len(items)} tickets"},
        means=ReplyMeans.NOTE,
        agent=agent.name if agent else None,
        automatic="auto-generated",
        null_sender=True,
        timers=tuple(line.timer for line in bundle.about),
    )  # fmt: skip


def _item(causes: Causes, bundle: Bundle[Line], place: int) -> dict[str, object]:
    ticket = causes.ticket
    facts = notifications.of_ticket(ticket, causes.context, "")
    return {
        "reference": ticket.reference,
        "subject": notices.harmless(ticket.subject),
        "status": ticket.status.value,
        "priority": causes.changes.get("priority", ticket.priority.value),
        "customer": facts["customer"],
        "assignee": causes.changes.get("assignee", ticket.assignee),
        "lines": [line.text for line in bundle.about if line.ticket == place],
    }


def _person(who: Recipient, context: Context) -> Person | None:
    state = context.agents.get(who.agent) if who.agent else None
    return Person(state.id, state.token_epoch) if state is not None else None


def _binding(mailbox: MailboxTable, wakes: Wakes, now: datetime) -> Binding:
    return Binding(0, mailbox.name, mailbox, 0, NO_MAIL, now, wakes.current.book, wakes.mint)
