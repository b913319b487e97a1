"""What must be read because of what the rules say? The rules are asked once, and the store for what their answer needs.

Theory of operation
- A key leads to an open ticket of the same sender; the rules are then asked again, for a mail that belongs to it.
- A requester who is not the sender is looked up in the sender's place, with the caps on what they may get.
- Who has how much to do is read only where somebody may get a ticket now.
"""

from dataclasses import replace

from mailgate.letters.caps import Cap
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import placing
from mailgate.pipeline.caps import (
    NOTICES_CAP,
    TICKET_DAY,
    automatic_cap_on_ticket,
    cap_on_ticket,
    caps_on,
    caps_on_agents,
)
from mailgate.pipeline.context import Context
from mailgate.pipeline.ruling import Ruling, asked, facts_of, in_force
from mailgate.pipeline.staff import Staff
from mailgate.rules.condition import clauses
from mailgate.rules.orders import Orders, Strategy
from mailgate.store import Tx, assignments, correlations, counters, history, lookups


def consulted(tx: Tx, mail: Mail, context: Context, ticket: TicketState | None) -> Context:
    """The context with what the rules and the assignment ask; `ticket` is where the mail leads by itself."""
    if context.duplicate is not None:
        return context
    if in_force(context).rules:
        context = _ruled(tx, mail, context, ticket)
        ticket = next((t for n in context.keyed.values() if (t := context.ticket(n)) is not None), ticket)
    ruling = asked(mail, context, ticket)
    if ticket is not None and _touches(ruling.orders):
        context = replace(context, by_hand=history.by_hand(tx, ticket.id))
    context = _with_caps(tx, context, _caps_on_told(context, ruling.orders))
    return _staffed(tx, mail, context, ticket, ruling)


def _touches(orders: Orders) -> bool:
    """Whether the rules would change what an agent may have set by hand."""
    wanted = (orders.category, orders.team, orders.assign, orders.priority, orders.policy, orders.language)
    return any(one is not None for one in wanted)


def _caps_on_told(context: Context, orders: Orders) -> tuple[Cap, ...]:
    """The caps on those who are told because of the rules, where they were not read before."""
    settings = context.desk.settings
    names = (
        *orders.watch,
        *([orders.assign.agent] if orders.assign is not None and orders.assign.agent else ()),
    )
    people = [*(settings.agents_in(orders.team) if orders.team else ()), *map(settings.agent_named, names)]
    known = {c.subject for c in context.caps if c.name == NOTICES_CAP}
    return caps_on_agents([one for one in people if one is not None and one.name not in known])


def _ruled(tx: Tx, mail: Mail, context: Context, ticket: TicketState | None) -> Context:
    if ticket is not None and _asks_since(context):
        wrote = assignments.last_wrote(tx, ticket.id)
        context = replace(context, last_wrote={ticket.id: wrote} if wrote is not None else {})
    context = _remembered(mail, context, ticket)
    opens = ticket is None or context.replayed == ticket.id
    orders = asked(mail, context, ticket).orders
    if orders.join is not None and opens and mail.from_ is not None:
        context = _keyed(tx, mail, context, orders.join)
    if orders.requester is not None and opens:
        context = _for_requester(tx, context, orders.requester)
    elif orders.letters and not any(c.name == "per_address_day" for c in context.caps):
        author = mail.from_.key if mail.from_ else ""
        context = _with_caps(tx, context, caps_on(context.desk.settings.caps, author))
    return context


def _remembered(mail: Mail, context: Context, ticket: TicketState | None) -> Context:
    """With the answer, so that the same question costs nothing when it is asked again."""
    facts, ruling = facts_of(mail, context, ticket), asked(mail, context, ticket)
    return replace(context, answers=(*context.answers, (facts, ruling.outcome)))


def _asks_since(context: Context) -> bool:
    rules = context.desk.rules.rules
    return any(c.asked.name == "since.customer" for rule in rules for c in clauses(rule.when))


def _keyed(tx: Tx, mail: Mail, context: Context, key: str) -> Context:
    assert mail.from_ is not None  # asked before
    number = correlations.open_ticket(tx, mail.from_.key, key)
    if number is None:
        return context
    timers = {**context.timers, **lookups.timers(tx, [number])}
    table = context.desk.settings.caps
    context = _with_caps(tx, context, (cap_on_ticket(table, number), automatic_cap_on_ticket(table, number)))
    (found,) = lookups.tickets(tx, [number]).values()
    return _remembered(mail, leading(replace(context, timers=timers), key, found), found)


def leading(context: Context, key: str, ticket: TicketState) -> Context:
    """The context in which a correlation key leads to this ticket."""
    there = {**context.found.tickets, ticket.id: ticket}
    return replace(context, keyed={key: ticket.id}, found=replace(context.found, tickets=there))


def _for_requester(tx: Tx, context: Context, requester: str) -> Context:
    known = context.contact is not None
    contact = lookups.contacts(tx, [requester]).get(requester)
    theirs = {c.name for c in caps_on(context.desk.settings.caps, "a@b")} - {TICKET_DAY}
    others = tuple(c for c in context.caps if c.name not in theirs and c.key != (TICKET_DAY, ""))
    more = caps_on(context.desk.settings.caps, requester)
    return _with_caps(tx, replace(context, contact=contact, caps=others, sender_known=known), more)


def _with_caps(tx: Tx, context: Context, more: tuple[Cap, ...]) -> Context:
    if not more:
        return context
    hits = counters.hits(tx, [(c.name, c.subject, context.now - c.window - c.bucket) for c in more])
    return replace(context, caps=(*context.caps, *more), hits={**context.hits, **hits})


def _staffed(tx: Tx, mail: Mail, context: Context, ticket: TicketState | None, ruling: Ruling) -> Context:
    """With everybody's load, where a ticket may be given to somebody."""
    wanted = _wanted(context, ticket, ruling)
    if wanted is None or context.envelope.quiet:
        return context
    sticky = wanted is Strategy.STICKY
    author = ruling.orders.requester or (mail.from_.key if mail.from_ else "")
    served = assignments.served_by(tx, author) if sticky and author else None
    return replace(context, staff=Staff(assignments.loads(tx), assignments.turns(tx), served))


def _wanted(context: Context, ticket: TicketState | None, ruling: Ruling) -> Strategy | str | None:
    """The strategy, or another reason for which agents must be known; None where nobody can get the ticket."""
    found = ruling.outcome.orders
    if found.assign is not None:
        return found.assign.strategy or found.assign.agent
    if ticket is not None and ticket.assignee is not None and placing.is_away(ticket.assignee, context):
        return ticket.assignee
    team = found.team or (context.mailbox.team if ticket is None or found.team else None)
    of_team = placing.of_team(team, context) if team is not None else None
    return of_team.strategy if of_team is not None and not placing.is_manual(of_team) else None
