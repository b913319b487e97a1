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
    TimerWrite,
)
from mailgate.model.effects import Effect
from mailgate.model.journal import Fate
from mailgate.model.states import Happening, Refused, transition
from mailgate.model.ticket import Status, TicketState
from mailgate.pipeline.circumstances import circumstances
from mailgate.pipeline.context import Context
from mailgate.store.lookups import TimerState

_RESPONSES = ("first_response", "next_reply", "update")
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
    timers: dict[tuple[str, int], TimerWrite] = field(default_factory=dict)
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
        if status in (*_ENDS, Status.SPAM, Status.MERGED):
            self.end_timers()
        if was is Status.SPAM:
            self.restart_timers()

    def end_timers(self) -> None:
        """Nobody waits any longer: what still runs is cancelled, unmet and unmissed."""
        for timer in self.context.timers.get(self.ticket.id, ()):
            if timer.state == "running" and (timer.kind, timer.instance) not in self.timers:
                self.write(timer, "cancelled")

    def restart_timers(self) -> None:
        """What was cancelled as spam runs on as from the original arrival (SPEC section 12.3)."""
        for timer in self.context.timers.get(self.ticket.id, ()):
            if timer.state == "cancelled" and self.ticket.first_response_at is None:
                self.write(timer, "running")

    def satisfy(self, at: datetime) -> None:
        """An answer came: the response timers are met or missed by its instant."""
        for timer in self.context.timers.get(self.ticket.id, ()):
            if timer.state == "running" and timer.kind in _RESPONSES:
                self.write(timer, "satisfied", at)

    def write(self, timer: TimerState, state: str, satisfied_at: datetime | None = None) -> None:
        """Sets a timer to another state, and says so in the timeline."""
        self.timers[timer.kind, timer.instance] = TimerWrite(
            timer.kind, timer.instance, state, timer.policy, timer.calendar, timer.started_at, timer.target_s,
            timer.due_at, used_s=timer.used_s, satisfied_at=satisfied_at, imported=timer.imported,
        )  # fmt: skip
        self.events.append(NewEvent("timer", "mailgate", {"kind": timer.kind, "state": state}))

    def decision(
        self,
        fate: Fate,
        reasons: tuple[str, ...] = (),
        *,
        thread: ThreadVerdict | None = None,
        message: NewMessage | None = None,
    ) -> Decision:
        """All that was collected, as one value."""
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
            timers=tuple(self.timers.values()),
            letters=tuple(self.letters),
            hits=tuple(self.hits),
            withdraw=tuple(self.withdraw),
            effects=tuple(self.effects),
            further=tuple(self.further),
        )

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
