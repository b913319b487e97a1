"""What would stored mail cause under other rules? The real decision, on what the store holds now, and nothing is done.

Theory of operation
- Each mail is gathered and decided as when it came; its own ticket is no evidence for itself.
- What one mail causes is what the next one finds: the fields that a ticket got, and the tickets that keys lead to, are
  kept beside the store, for each set of rules by itself.
- Who has how much to do is taken from the store as it is: a rehearsal gives nobody work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from mailgate.model.decision import AckForm, Decision, LetterKind
from mailgate.model.mail import Mail
from mailgate.model.ticket import AT_WORK, TicketState
from mailgate.pipeline.consult import leading
from mailgate.pipeline.context import Context
from mailgate.pipeline.decide import decide
from mailgate.pipeline.desk import Desk
from mailgate.pipeline.gather import belongs, gather
from mailgate.pipeline.rule_changes import after
from mailgate.pipeline.ruling import asked
from mailgate.store import Tx
from mailgate.store.lookups import AgentState
from mailgate.store.views_replay import Stored
from mailgate.threading.sealed import KeyRing

Said = Mapping[str, str]
Agents = Mapping[str, AgentState]
_FIELDS = ("status", "priority", "category", "team", "assignee", "tags", "language", "policy")


@dataclass
class Rehearsal:
    """One set of rules, and the tickets as they would stand under it so far."""

    desk: Desk
    ring: KeyRing
    applied: dict[str, int] = field(default_factory=dict)  # how often each rule
    _changes: dict[int, dict[str, object]] = field(default_factory=dict)
    _keys: dict[tuple[str, str], int] = field(default_factory=dict)
    _made: dict[int, TicketState] = field(default_factory=dict)

    def of(self, tx: Tx, mail: Mail, entry: Stored, agents: Agents) -> Said:
        """What this mail would cause."""
        claimed = replace(entry.claimed, ticket_id=None)
        context = gather(tx, mail, claimed, self.desk, self.ring, claimed.arrived_at, agents, entry.own)
        context = self._as_it_would_be(mail, context)
        decision = decide(mail, context)
        self._remember(mail, context, entry, decision)
        for event in decision.events:
            if event.kind == "rule":
                name = str(event.detail["rule"])
                self.applied[name] = self.applied.get(name, 0) + 1
        return said(decision, context)

    def _as_it_would_be(self, mail: Mail, context: Context) -> Context:
        """With the tickets as earlier mails would have left them."""
        there = {n: after(t, self._changes.get(n, {})) for n, t in context.found.tickets.items()}
        context = replace(context, keyed={}, found=replace(context.found, tickets=there))
        key = asked(mail, context, None).orders.join if belongs(mail, context) is None else None
        number = self._keys.get((mail.from_.key, key)) if key is not None and mail.from_ is not None else None
        ticket = self._made.get(number) if number is not None else None
        if ticket is None or key is None or ticket.status not in AT_WORK:
            return context
        return leading(context, key, ticket)

    def _remember(self, mail: Mail, context: Context, entry: Stored, decision: Decision) -> None:
        new = decision.new_ticket
        if new is None:
            number = decision.ticket_id
            if number is not None:
                self._changes.setdefault(number, {}).update(decision.changes)
                if number in self._made:
                    self._made[number] = after(self._made[number], decision.changes)
            return
        number = entry.opened or -entry.claimed.id
        fields = {name: _plain(getattr(new, name)) for name in _FIELDS}
        self._changes[number] = {**fields, **decision.changes}
        self._made[number] = after(_ticket(number, decision, context), self._changes[number])
        key = asked(mail, context, None).orders.join
        if key is not None and mail.from_ is not None:
            self._keys[mail.from_.key, key] = number


def _ticket(number: int, decision: Decision, context: Context) -> TicketState:
    new = decision.new_ticket
    assert new is not None  # asked only where one opens
    return TicketState(
        number, f"a ticket of mail {abs(number)}" if number < 0 else f"ticket {number}", new.subject, new.status, new.kind,
        new.priority, new.category, new.team, new.assignee, new.mailbox, new.language, new.zone, context.arrived_at,
    )  # fmt: skip


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else getattr(value, "value", value)


def said(decision: Decision, context: Context) -> Said:
    """A decision in the words that two of them are compared by."""
    ticket = context.ticket(decision.ticket_id)
    new = decision.new_ticket
    owner: object = new or (after(ticket, decision.changes) if ticket is not None else None)
    found = {name: _words(getattr(owner, name, None)) for name in _FIELDS} if owner is not None else {}
    found |= {
        "fate": decision.fate.value,
        "ticket": "a new one" if new is not None else (ticket.reference if ticket is not None else ""),
        "fields": _words(decision.changes.get("fields")),
        "requester": new.requester.address if new is not None else "",
        "acknowledgement": ""
        if decision.acknowledgement.form is AckForm.WITHHELD
        else decision.acknowledgement.form.value,
        "copies to": _letters(decision, LetterKind.FORWARD, lambda one: one.to.address),
        "letters": _letters(decision, LetterKind.OWN, lambda one: one.template),
        "rules": ", ".join(str(e.detail["rule"]) for e in decision.events if e.kind == "rule"),
    }
    return found


def _letters(decision: Decision, kind: LetterKind, word: Callable[..., str]) -> str:
    return ", ".join(word(one) for one in decision.letters if one.kind is kind)


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {one}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(getattr(value, "value", value))
