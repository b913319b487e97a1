"""What a mail causes on one ticket, collected piece by piece until it is a decision."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    CapHit,
    Decision,
    Letter,
    NewEvent,
    NewMessage,
    NewParticipant,
    ThreadVerdict,
)
from mailgate.model.effects import Effect
from mailgate.model.journal import Fate
from mailgate.model.states import Happening, Refused, transition
from mailgate.model.ticket import Status, TicketState
from mailgate.pipeline.circumstances import circumstances
from mailgate.pipeline.clockwork import Wound, after
from mailgate.pipeline.context import Context
from mailgate.sla import happening as clock

_ENDS = {Status.SOLVED: "solved_at", Status.CLOSED: "closed_at"}


@dataclass
class Causes:
    """Changes, events and letters for one ticket, by one actor."""

    ticket: TicketState
    context: Context
    actor: str
    changes: dict[str, object] = field(default_factory=dict)
    before: dict[str, object] = field(default_factory=dict)  # what the fields were, for `#undo`
    events: list[NewEvent] = field(default_factory=list)
    participants: list[NewParticipant] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    happened: list[clock.Happening] = field(default_factory=list)  # what the ticket's deadlines must know
    times: dict[str, datetime | None] = field(default_factory=dict)  # for what happens by itself
    absorbing: list["Causes"] = field(default_factory=list)  # tickets into which this one was merged
    letters: list[Letter] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    further: list[Decision] = field(default_factory=list)
    withdraw: list[str] = field(default_factory=list)
    hits: list[CapHit] = field(default_factory=list)

    def hit(self, name: str) -> None:
        """Counts a letter against a cap."""
        self.hits += [CapHit(c.name, c.subject) for c in self.context.caps if c.name == name]

    @property
    def status(self) -> Status:
        return Status(str(self.changes.get("status", self.ticket.status.value)))

    def set(self, name: str, value: object) -> None:
        """Changes a field and remembers what it was."""
        was = getattr(self.ticket, name)
        plain = was.value if isinstance(was, Status) else was
        if self.changes.get(name, plain) == value:
            return
        self.before.setdefault(name, _stored(was))
        self.changes[name] = value

    def happen(self, happening: Happening, *, until: datetime | None = None, **given: Any) -> bool:
        """Leads the status where the table says; False where it refuses."""
        found = transition(self.status, happening, circumstances(self.ticket, self.context, **given))
        if not isinstance(found, Status):
            return isinstance(found, Refused) is False
        if found is not self.status:
            self.become(found, until=until)
        elif until is not None:
            self.set("postponed_until", until)
        return True

    def leads(self, happening: Happening) -> bool:
        """Whether the table knows a status for it, here and now."""
        return isinstance(
            transition(self.status, happening, circumstances(self.ticket, self.context)), Status
        )

    def become(self, status: Status, *, until: datetime | None = None) -> None:
        """Takes the ticket to a status, with what belongs to it."""
        was = self.status
        self.set("status", status.value)
        self.events.append(NewEvent("status", self.actor, {"from": was.value, "to": status.value}))
        now = self.context.arrived_at
        if was in _ENDS and status not in _ENDS:
            self.set(_ENDS[was], None)
        if status in _ENDS:
            self.set(_ENDS[status], now)
            self.set("unanswered_since", None)
        if was is Status.POSTPONED:
            self.set("postponed_until", None)
        if status is Status.POSTPONED:
            self.set("postponed_until", until)
        if status is Status.SPAM:
            self.set("before_spam", was.value)
        self.happened.append(clock.StatusChanged(now, status, self.context.entry_id or None))

    def wrote(self) -> None:
        """The customer's mail waits for an answer."""
        self.happened.append(clock.CustomerWrote(self.context.arrived_at, self.context.entry_id))

    def answered(self) -> None:
        """An answer left for the customer: the deadlines for one are met or missed by its instant."""
        self.times["heard_at"] = self.context.arrived_at
        self.happened.append(clock.Answered(self.context.arrived_at, self.context.entry_id))

    def wound(self) -> Wound | None:
        """What becomes of the ticket's clocks by all that was collected."""
        assignee = self.changes.get("assignee", self.ticket.assignee)
        if self.actor == f"agent:{assignee}":
            self.times["assignee_at"] = self.context.arrived_at
        return after(self.ticket, self.context, self.happened, self.changes, self.times)

    def decision(
        self,
        fate: Fate,
        reasons: tuple[str, ...] = (),
        *,
        thread: ThreadVerdict | None = None,
        message: NewMessage | None = None,
    ) -> Decision:
        """All that was collected, as one value."""
        wound = self.wound()
        if wound is not None:
            policy = wound.terms.policy.name if wound.terms.policy is not None else None
            self.set("policy", policy)
            self.events += wound.events
        self._absorbed(wound)
        return Decision(
            fate=fate,
            reasons=reasons,
            thread=thread or ThreadVerdict(None, self.ticket.id),
            authentication=self.context.authentication,
            acknowledgement=Acknowledgement(AckForm.WITHHELD, "agents are not acknowledged"),
            ticket_id=self.ticket.id,
            changes=self.changes,
            message=message,
            participants=tuple(self.participants),
            links=tuple(self.links),
            events=self.all_events(),
            timers=wound.timers if wound is not None else (),
            clocks=wound.write if wound is not None else None,
            letters=tuple(self.letters),
            hits=tuple(self.hits),
            withdraw=tuple(self.withdraw),
            effects=tuple(self.effects),
            further=tuple(self.further),
        )

    def _absorbed(self, wound: Wound | None) -> None:
        """The tickets that this one was merged into take over its waits, and all that happened to it."""
        kept = self.context.kept.get(self.ticket.id)
        mine = (
            *((kept.history or ()) if kept is not None else ()),
            *(wound.told if wound is not None else ()),
        )
        for there in self.absorbing:
            there.happened.append(clock.Absorbed(self.context.arrived_at, mine, self.ticket.id))
            self.further.append(there.decision(Fate.APPENDED))

    def all_events(self) -> tuple[NewEvent, ...]:
        """The timeline's lines, the changed fields last: what `#undo` goes back to stands there."""
        fields = {
            name: [_told(self.before[name]), _told(value)]
            for name, value in self.changes.items()
            if name in self.before
        }
        if not fields:
            return tuple(self.events)
        detail = {"fields": fields, "before": {n: _told(v) for n, v in self.before.items()}}
        return (*self.events, NewEvent("changed", self.actor, detail))


def _stored(value: object) -> object:
    """A field as the store takes it."""
    if isinstance(value, tuple):
        return list(value)
    return getattr(value, "value", value)


def _told(value: object) -> object:
    """A field as an event tells it."""
    return value.isoformat() if isinstance(value, datetime) else value


_INSTANTS = ("_at", "_since", "_until")


def stands(ticket: TicketState, name: str) -> object:
    """A field as it is now, as an event would tell it."""
    return _told(_stored(getattr(ticket, name)))


def instant(name: str, value: object) -> object:
    """A field as it was, from the words of its event."""
    return datetime.fromisoformat(value) if isinstance(value, str) and name.endswith(_INSTANTS) else value
