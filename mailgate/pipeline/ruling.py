"""What do the rules say of this mail? The facts that they ask about, and their answer; pure, whoever asks.

`gather` asks first, to know what else must be read; `decide` gets the same answer to the same question, and
`mailgate rules explain` the reasons.
"""

from dataclasses import dataclass, field, replace

from mailgate.model.decision import AckForm, Acknowledgement, NewEvent, ThreadVerdict
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline.context import Context
from mailgate.rules.condition import clauses
from mailgate.rules.evaluate import evaluate
from mailgate.rules.facts import Facts, TicketFacts
from mailgate.rules.orders import Orders
from mailgate.rules.outcome import Applied, Outcome
from mailgate.rules.rule import Rules
from mailgate.sla.calendar import is_open

# What these order is meant for machines' mail; anything else that applies to it may do so by chance.
_FOR_MACHINES = frozenset({"join", "requester", "status"})
_UNVOUCHED = "nobody vouches for the sender: only tags and notes"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer of the rules; no rule applies to a mail that they were not asked about."""

    outcome: Outcome = field(default_factory=Outcome)
    rules: Rules = field(default_factory=Rules)
    held_back: str = ""  # why most of it is not done

    @property
    def orders(self) -> Orders:
        """What is to be done."""
        wanted = self.outcome.orders
        if not self.held_back:
            return wanted
        return Orders(tags_added=wanted.tags_added, tags_removed=wanted.tags_removed, notes=wanted.notes)

    @property
    def ends(self) -> bool:
        """Whether it gives the mail its fate."""
        return self.orders.fate is not None

    @property
    def names_machines(self) -> bool:
        """Whether a rule that applied was written for mail of machines."""
        names = set(self.outcome.names)
        return any(
            any(action.kind.name in _FOR_MACHINES for action in rule.then)
            or any(clause.asked.name == "automatic" for clause in clauses(rule.when))
            for rule in self.rules.rules
            if rule.name in names
        )

    def by(self, action: str) -> str:
        """The last applied rule that did this, by its first word."""
        did = (a.rule for a in self.outcome.applied if any(d.split()[0] == action for d in a.actions))
        return next(iter(list(did)[::-1]), "")

    def requester(self) -> Address | None:
        """Who is answered in the place of From."""
        return Address(self.orders.requester) if self.orders.requester else None

    def events(self) -> list[NewEvent]:
        """One line of the timeline for each applied rule."""
        return [self._event(applied) for applied in self.outcome.applied]

    def _event(self, applied: Applied) -> NewEvent:
        detail: dict[str, object] = {"rule": applied.rule, "did": list(applied.actions)}
        if applied.skipped:
            detail["skipped"] = list(applied.skipped)
        if self.held_back:
            detail["held_back"] = self.held_back
        return NewEvent("rule", f"rule:{applied.rule}", detail)

    def acknowledgement(self, found: Acknowledgement) -> Acknowledgement:
        """The acknowledgement, unless a rule forbids it."""
        if self.orders.acknowledge or found.form is AckForm.WITHHELD:
            return found
        return Acknowledgement(AckForm.WITHHELD, f"the rule {self.by('acknowledge')!r} says so")

    def reasons(self) -> tuple[str, ...]:
        """For the ledger: which rules applied, and why the mail ended where it did."""
        names = tuple(f"rule {name!r}" for name in self.outcome.names)
        return (*names, self.orders.fate_reason) if self.ends else names


def asked(mail: Mail, context: Context, ticket: TicketState | None, *, trusted: bool = True) -> Ruling:
    """The answer for a mail that opens a ticket (None), or belongs to this one.

    Where nobody vouches for the sender (`trusted`), a rule changes nothing of a ticket that is there: anybody could let it.
    """
    rules = in_force(context)
    if not rules.rules or "unreadable" in mail.limits:  # a stand-in says nothing that was written
        return Ruling()
    facts = facts_of(mail, context, ticket)
    known = next((outcome for asked, outcome in context.answers if asked == facts), None)
    outcome = known if known is not None else evaluate(rules, facts)
    ends = outcome.orders.fate is not None
    return Ruling(outcome, rules, "" if trusted or ends or not outcome.applied else _UNVOUCHED)


def in_force(context: Context) -> Rules:
    """The rules; without those that quarantine, for a mail that an operator has let out."""
    rules = context.desk.rules
    if not context.released:
        return rules
    kept = (r for r in rules.rules if all(a.kind.ends is not Fate.QUARANTINED for a in r.then))
    return Rules(tuple(kept))


def facts_of(mail: Mail, context: Context, ticket: TicketState | None) -> Facts:
    """All that the rules may ask about."""
    desk, author = context.desk, mail.from_.key if mail.from_ else ""
    organisation = desk.settings.organisation_of(author) if author else None
    takes_part = ticket is not None and ticket.participant(author) is not None
    new = ticket is None or ticket.id == context.replayed
    known = context.contact is not None if context.sender_known is None else context.sender_known
    facts = Facts(
        mail=mail,
        envelope=context.envelope,
        mailbox=context.mailbox.address,
        now=context.now,
        size=context.size,
        new=new,
        ticket=_ticket(context, ticket),
        authentication=context.authentication.verdict,
        sender_known=takes_part or known,
        sender_groups=(organisation.group,) if organisation is not None and organisation.group else (),
        created_at=ticket.created_at if ticket is not None and not new else None,
        last_customer_at=context.last_wrote.get(ticket.id) if ticket is not None else None,
    )
    return _timed(facts, context) if desk.rules.timed else facts


def _ticket(context: Context, ticket: TicketState | None) -> TicketFacts:
    if ticket is None:
        return TicketFacts(team=context.mailbox.team)
    return TicketFacts(
        ticket.status, ticket.priority, ticket.category, ticket.team, ticket.assignee, ticket.tags, ticket.fields
    )  # fmt: skip


def _timed(facts: Facts, context: Context) -> Facts:
    """With the calendars, and which of them are open."""
    desk, mailbox = context.desk, context.mailbox
    names = {team.name: desk.calendar_name(team.name, mailbox) for team in desk.settings.team}
    now_open = (name for name, calendar in desk.calendars.items() if is_open(calendar, context.arrived_at))
    return replace(
        facts,
        calendar=desk.calendar_name(None, mailbox),
        calendars=names,
        open_calendars=frozenset(now_open),
    )


def joined(mail: Mail, context: Context, ruling: Ruling, thread: ThreadVerdict) -> ThreadVerdict | None:
    """Where a correlation key leads; None where no ticket of this sender has it, or the mail shows its way by itself."""
    key = ruling.orders.join
    number = context.keyed.get(key) if key is not None else None
    if number is None or context.ticket(number) is None or mail.from_ is None:
        return None
    why = f"the rule {ruling.by('join')!r} joins it by the key {key!r}"
    # The operator trusts this address; whether it is the address that wrote, only a verdict says.
    vouched = context.authentication.verdict.value == "pass"
    return ThreadVerdict(None, number, (*thread.reasons, why), verified=vouched)
