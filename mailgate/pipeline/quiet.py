"""May an agent be told now? Not in their quiet hours, and not beyond their cap: then the next digest tells it."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from mailgate.config.schema import AgentTable
from mailgate.model.decision import CapHit, Decision, Letter, LetterKind
from mailgate.model.ticket import Priority
from mailgate.pipeline.caps import NOTICES_CAP
from mailgate.pipeline.context import Context


def deferred(decision: Decision, context: Context) -> Decision:
    """The decision with its notifications now or later, on every ticket that it is about."""
    further = tuple(deferred(other, context) for other in decision.further)
    later = [one for one in decision.letters if waits(one, context)]
    told = [one for one in decision.letters if one not in later]
    hits = tuple(
        CapHit(NOTICES_CAP, one.agent or "") for one in told if _counts(one) and _capped(one, context)
    )
    if not later and not hits and further == decision.further:
        return decision
    waiting = tuple((one.agent or "", str(one.facts.get("what", ""))) for one in later)
    return replace(
        decision, letters=tuple(told), hits=(*decision.hits, *hits), further=further,
        told_later=(*decision.told_later, *waiting),
    )  # fmt: skip


def quiet_now(agent: AgentTable, now: datetime, zone: str) -> bool:
    """Whether it is within the agent's quiet hours; a span may pass midnight, and its end is no longer quiet."""
    if agent.quiet is None:
        return False
    begin, end = (time.fromisoformat(part) for part in agent.quiet.split("-"))
    local = now.astimezone(ZoneInfo(zone)).time()
    return begin <= local < end if begin <= end else local >= begin or local < end


def waits(letter: Letter, context: Context) -> bool:
    """Whether this letter is left to the agent's next digest."""
    agent = context.desk.settings.agent_named(letter.agent) if letter.agent else None
    if agent is None or not _counts(letter) or letter.facts.get("priority") == Priority.URGENT.value:
        return False
    if not _digested(agent, context):
        return False  # nothing would tell it later (P9)
    return quiet_now(agent, context.now, context.mailbox.zone) or _full(letter, context)


def _digested(agent: AgentTable, context: Context) -> bool:
    """Whether a digest comes to the agent: that of the first of their teams."""
    team = next((t for t in context.desk.settings.team if t.name in agent.teams), None)
    return team is not None and team.digest is not None


def _counts(letter: Letter) -> bool:
    return letter.kind in (LetterKind.NOTIFICATION, LetterKind.REMINDERS) and letter.agent is not None


def _capped(letter: Letter, context: Context) -> bool:
    return any(c.name == NOTICES_CAP and c.subject == letter.agent for c in context.caps)


def _full(letter: Letter, context: Context) -> bool:
    caps = (c for c in context.caps if c.name == NOTICES_CAP and c.subject == letter.agent)
    return any(context.hits.get((c.name, c.subject), 0) >= c.limit for c in caps)
