"""What do an agent's commands set on the ticket that the same mail opens? Told before anything is sent or timed."""

from dataclasses import replace
from typing import Any

from mailgate.agents import effects as asked
from mailgate.config.schema import AgentTable
from mailgate.model.decision import Decision, NewParticipant, NewTicket
from mailgate.model.effects import Effect, RemindAgent
from mailgate.model.journal import Fate
from mailgate.model.ticket import Status
from mailgate.pipeline.agent_facts import other
from mailgate.pipeline.carry_out import CLAIM, CarryingOut
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context


def shaped(new: NewTicket, effects: tuple[asked.Effect, ...]) -> NewTicket:
    """The ticket with the fields that they set: its policy and its readers follow from these."""
    for effect in effects:
        new = _set(new, effect)
    return new


def beside(
    opened: Decision, effects: tuple[asked.Effect, ...], agent: AgentTable, context: Context
) -> Decision:
    """The decision with what they do besides: people, links, reminders, and what happens to other tickets."""
    changes, links, reminders = dict(opened.changes), list(opened.links), list[Effect]()
    people: list[NewParticipant] = []
    for effect in effects:
        match effect:
            case asked.AddCc(added):
                people += [NewParticipant(who, "cc", f"added by {agent.name}") for who in added]
            case asked.Link(reference) if (found := other(context, reference)) is not None:
                links.append(("relates", found.id))
            case asked.Claim(name):
                changes |= {"taken_by": name, "taken_until": context.now + CLAIM}
            case asked.Due(at):
                changes["due_at"] = at
                reminders.append(RemindAgent(agent.name, at, deadline=True))
            case asked.Remind(at, who):
                reminders.append(RemindAgent(who, at))
            case _:
                pass
    return replace(
        opened, changes=changes, links=tuple(links), effects=(*opened.effects, *reminders),
        participants=(*opened.participants, *people), further=(*opened.further, *elsewhere(effects, agent, context)),
    )  # fmt: skip


def elsewhere(effects: tuple[asked.Effect, ...], agent: AgentTable, context: Context) -> tuple[Decision, ...]:
    """What `#set` does on other tickets."""
    further = []
    for effect in effects:
        found = other(context, effect.reference) if isinstance(effect, asked.SetOn) else None
        if found is not None and isinstance(effect, asked.SetOn):
            there = CarryingOut(Causes(found, context, f"agent:{agent.name}"), agent)
            there.all(effect.effects)
            further.append(there.causes.decision(Fate.COMMAND))
    return tuple(further)


def _set(new: NewTicket, effect: asked.Effect) -> NewTicket:
    """A field that a command sets, on a ticket that does not exist yet."""
    match effect:
        case asked.SetPriority(priority):
            return replace(new, priority=priority)
        case asked.SetCategory(category):
            return replace(new, category=category)
        case asked.AddTags(tags):
            return replace(new, tags=tuple(dict.fromkeys((*new.tags, *tags))))
        case asked.Assign(agent, team):
            given: dict[str, Any] = {"status": Status.OPEN} if agent and new.status is Status.NEW else {}
            return replace(new, assignee=agent, team=team or new.team, **given)
        case asked.Lang(language):
            return replace(new, language=language)
        case _:
            return new
