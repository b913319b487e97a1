"""From what an agent asked to what it causes: one small function for each command."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.agents import effects as asked
from mailgate.config.schema import AgentTable
from mailgate.model.decision import NewEvent, NewParticipant, NewTicket
from mailgate.model.effects import Leave, MergeInto, RemindAgent, TakeMessages
from mailgate.model.journal import Fate
from mailgate.model.mail import Address
from mailgate.model.states import Happening
from mailgate.model.ticket import Priority, Status, TicketState
from mailgate.pipeline import agent_letters
from mailgate.pipeline.agent_facts import other
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context
from mailgate.sla.happening import NeedsNoReply, SplitOff

CLAIM = timedelta(minutes=30)  # how long "I am on it" holds (SPEC section 11.7)
_URGENCY = list(Priority)


@dataclass
class CarryingOut:
    """Carries out the effects of one agent's commands on one ticket."""

    causes: Causes
    agent: AgentTable
    text: str = ""  # what stands below the commands

    @property
    def ticket(self) -> TicketState:
        return self.causes.ticket

    @property
    def context(self) -> Context:
        return self.causes.context

    def all(self, effects: tuple[asked.Effect, ...]) -> None:
        """In their order; the status is the last of them."""
        for effect in effects:
            self._one(effect)

    def _one(self, effect: asked.Effect) -> None:
        self._field(effect)
        self._elsewhere(effect)

    def _field(self, effect: asked.Effect) -> None:  # noqa: C901 - one case a command, each a line
        """What a command sets on the ticket."""
        causes = self.causes
        match effect:
            case asked.SetPriority(priority):
                causes.set("priority", priority.value)
            case asked.SetCategory(category):
                causes.set("category", category)
            case asked.AddTags(tags):
                self._tags(add=tags)
            case asked.RemoveTags(tags):
                self._tags(remove=tags)
            case asked.Assign(agent, team):
                self._assign(agent, team)
            case asked.Claim(agent):
                causes.set("taken_by", agent)
                causes.set("taken_until", self.context.now + CLAIM)
            case asked.NoReply():
                self._no_reply()
            case asked.Due(at):
                causes.set("due_at", at)
                causes.effects.append(RemindAgent(self.agent.name, at, deadline=True))
            case asked.Lang(language):
                causes.set("language", language)
            case asked.Escalate(lead):
                self._escalate(lead)
            case asked.SetStatus(happening, status, until):
                self._status(happening, status, until)
            case _:
                pass  # the others say what becomes of the mail itself, or of other tickets

    def _elsewhere(self, effect: asked.Effect) -> None:
        """What a command does to people and to other tickets."""
        match effect:
            case asked.Ask(team):
                self._ask(team)
            case asked.AddCc(people):
                self._join(people)
            case asked.RemoveCc(addresses):
                self._leave(addresses)
            case asked.MergeInto(reference):
                self._merge(reference)
            case asked.Split(subject):
                self._split(subject)
            case asked.Link(reference):
                self._link(reference)
            case asked.Remind(at, agent):
                self._remind(at, agent)
            case asked.SetOn(reference, effects):
                self._on_another(reference, effects)
            case _:
                pass

    def _remind(self, at: datetime, agent: str) -> None:
        self.causes.effects.append(RemindAgent(agent, at))
        detail = {"at": at.isoformat(), "agent": agent}
        self.causes.events.append(NewEvent("reminder", self.causes.actor, detail))

    def _tags(self, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        now = self.causes.changes.get("tags", list(self.ticket.tags))
        assert isinstance(now, list)
        self.causes.set("tags", [t for t in dict.fromkeys([*now, *add]) if t not in remove])

    def _assign(self, agent: str | None, team: str | None) -> None:
        causes = self.causes
        causes.set("assignee", agent)
        if team is not None:
            causes.set("team", team)
        if agent is not None:
            causes.happen(Happening.TAKE)
        if agent != self.agent.name:
            causes.letters += agent_letters.assigned(causes, self.agent, agent, team)

    def _ask(self, team: str) -> None:
        """The note goes to another team as a ticket of their own, linked to this one."""
        causes, ticket = self.causes, self.ticket
        new = agent_letters.internal_ticket(self.context, self.agent, ticket.subject, team)
        linked = (("relates", ticket.id),)
        causes.further.append(agent_letters.opened_inside(self.context, self.agent, new, self.text, linked))
        causes.events.append(NewEvent("asked", causes.actor, {"team": team}))

    def _join(self, people: tuple[Address, ...]) -> None:
        for who in people:
            if self.ticket.participant(who.key) is None:
                self.causes.participants.append(NewParticipant(who, "cc", f"added by {self.agent.name}"))
                self.causes.events.append(NewEvent("joined", self.causes.actor, {"address": who.key}))

    def _leave(self, addresses: tuple[str, ...]) -> None:
        for address in addresses:
            self.causes.effects.append(Leave(address))
            self.causes.events.append(NewEvent("left", self.causes.actor, {"address": address}))

    def _merge(self, reference: str) -> None:
        """The survivor takes messages, people and the longest wait; this ticket's number stays an alias."""
        causes, mine = self.causes, self.ticket
        survivor = other(self.context, reference)
        if survivor is None or survivor.id == mine.id:
            return
        causes.set("merged_into", survivor.id)
        causes.become(Status.MERGED)
        causes.effects.append(MergeInto(survivor.id))
        causes.links.append(("merged", survivor.id))
        causes.events.append(NewEvent("merged", causes.actor, {"into": survivor.reference}))
        there = Causes(survivor, self.context, causes.actor)
        there.events.append(NewEvent("merged", causes.actor, {"from": mine.reference}))
        waits = [t for t in (mine.unanswered_since, survivor.unanswered_since) if t is not None]
        if mine.unanswered_since is not None:
            there.happen(Happening.CUSTOMER)  # what nobody answered does not vanish in a solved ticket
        if waits and there.status not in (Status.SOLVED, Status.CLOSED):
            there.set("unanswered_since", min(waits))
        causes.absorbing.append(there)

    def _split(self, subject: str | None) -> None:
        """The customer's newest message opens a ticket, whose time runs from when it came."""
        view = self.context.view
        if view is None or view.newest is None:
            return
        author, at, box = view.newest.author, view.newest.at, self.context.box(self.ticket)
        new = NewTicket(
            subject=subject or self.ticket.subject, mailbox=self.ticket.mailbox, prefix=box.prefix,
            year=at.year % 100 if box.year else None, team=self.ticket.team or box.team, language=self.ticket.language,
            zone=self.ticket.zone, requester=author, priority=self.ticket.priority, category=self.ticket.category,
            created_at=at,
        )  # fmt: skip
        causes = self.causes
        causes.events.append(NewEvent("split", causes.actor, {"messages": list(view.newest.messages)}))
        if self.ticket.unanswered_since is not None and self.ticket.unanswered_since >= at:
            causes.set(
                "unanswered_since", None
            )  # it waits on the new ticket; nothing older is unanswered here
        causes.happened += [SplitOff(causes.context.arrived_at, n) for n in view.newest.numbers]
        taken, linked = TakeMessages(view.newest.messages), (("split", self.ticket.id),)
        causes.further.append(
            agent_letters.split_off(self.context, self.agent, new, taken, linked, view.newest)
        )

    def _link(self, reference: str) -> None:
        found = other(self.context, reference)
        if found is not None:
            self.causes.links.append(("relates", found.id))
            self.causes.events.append(NewEvent("linked", self.causes.actor, {"to": found.reference}))

    def _no_reply(self) -> None:
        self.causes.set("unanswered_since", None)
        self.causes.happened.append(NeedsNoReply(self.context.arrived_at))

    def _escalate(self, lead: str) -> None:
        causes = self.causes
        if _URGENCY.index(self.ticket.priority) < _URGENCY.index(Priority.HIGH):
            causes.set("priority", Priority.HIGH.value)
        causes.events.append(NewEvent("escalated", causes.actor, {"to": lead}))
        causes.letters += agent_letters.escalated(causes, self.agent, lead)

    def _status(self, happening: Happening, status: Status, until: datetime | None) -> None:
        if status is not self.causes.status:
            self.causes.become(status, until=until)
        elif happening is Happening.POSTPONE:
            self.causes.set("postponed_until", until)

    def _on_another(self, reference: str, effects: tuple[asked.Effect, ...]) -> None:
        found = other(self.context, reference)
        if found is None:
            return
        there = CarryingOut(Causes(found, self.context, self.causes.actor), self.agent)
        there.all(effects)
        self.causes.further.append(there.causes.decision(Fate.COMMAND))
