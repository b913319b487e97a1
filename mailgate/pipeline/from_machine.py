"""Mail that no person wrote: reports, receipts, vacation notices, and what comes back from ourselves.

Such a mail changes no status and no timer and is answered by nobody. Only header evidence may keep a mail from opening a
ticket; a verdict "by words" is a guess, and a guess may not cost a customer an answer.
"""

from collections.abc import Mapping
from dataclasses import replace

from mailgate.agents.away import away_until
from mailgate.model.authentication import Verdict
from mailgate.model.decision import AckForm, Acknowledgement, Decision, NewEvent, NewMessage, ThreadVerdict
from mailgate.model.effects import GoAway
from mailgate.model.journal import Fate
from mailgate.model.mail import Made, Mail
from mailgate.model.ticket import MessageKind
from mailgate.pipeline import returned
from mailgate.pipeline.context import Context
from mailgate.threading.tokens import Purpose

MAX_HOPS = 8

# Kinds that never open a ticket when they belong to none (SPEC section 6.3).
_SILENT = frozenset(
    {Made.BOUNCE, Made.DELAY, Made.RECEIPT, Made.VACATION, Made.AUTO_REPLY, Made.REACTION, Made.CHALLENGE}
)
_AWAY = frozenset({Made.VACATION, Made.AUTO_REPLY})
_REPORTS = frozenset({Made.BOUNCE, Made.DELAY, Made.RECEIPT})


def decide(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision | None:
    """The decision on a machine's mail; None for a person's, or a machine's that shall open a ticket."""
    if mail.hops >= MAX_HOPS:
        return _recorded(mail, context, thread, f"it has passed {mail.hops} mailgates: a loop")
    if _of_ours(mail, context) and mail.hops:
        return _recorded(mail, context, thread, "it is mail of our own that came back")
    if mail.automatic.kind is Made.NONE or mail.automatic.by_words:
        return None
    return _by_header(mail, context, thread)


def may_be_ruled(mail: Mail, context: Context, decision: Decision) -> bool:
    """Whether rules are asked about a machine's mail: not what came back from us, reports on our mail, or an agent's own."""
    came_back = mail.hops >= MAX_HOPS or _of_ours(mail, context)
    return not came_back and decision.fate is Fate.RECORDED and context.agent is None


def _by_header(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision | None:
    """What a header says a machine made."""
    if mail.automatic.kind in _REPORTS and _reported(context, thread):
        return _report(mail, context, thread)
    agent, vouched = context.agent, context.authentication.verdict is Verdict.PASS
    if agent is not None and vouched and mail.automatic.kind in _AWAY:
        return _away(mail, context, thread, agent.name)
    if mail.automatic.kind in _SILENT or (
        mail.automatic.kind is Made.CALENDAR and thread.ticket_id is not None
    ):
        return _recorded(mail, context, thread, f"a machine made it: {', '.join(mail.automatic.evidence)}")
    return None


def _away(mail: Mail, context: Context, thread: ThreadVerdict, agent: str) -> Decision:
    """An agent's own vacation notice marks the agent away until the day it names, and goes nowhere (SPEC section 6.3)."""
    until = away_until(mail.new_text, context.arrived_at, context.mailbox.zone)
    state = context.agents.get(agent)
    known = until is None or (
        state is not None and state.away_until is not None and state.away_until >= until
    )
    why = f"{agent}'s vacation notice" + (f", away until {until:%Y-%m-%d}" if until is not None else "")
    found = _recorded(mail, context, thread, why)
    return found if known or until is None else replace(found, effects=(GoAway(agent, until),))


def _of_ours(mail: Mail, context: Context) -> bool:
    return any(context.desk.settings.mailbox_of(a.address) is not None for a in mail.senders)


def _reported(context: Context, thread: ThreadVerdict) -> bool:
    """Whether a report speaks of a mail that we sent."""
    by_address = any(t.purpose is Purpose.BOUNCE for t in context.found.tokens)
    return by_address or context.reported is not None or thread.level in (1, 2)


def _report(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision:
    found = returned.consequences(mail, context)
    outbox = [t.ticket_id for t in context.found.tokens if t.purpose is Purpose.BOUNCE]
    outbox = [context.report.outbox_id] if context.report is not None else outbox
    detail: dict[str, object] = {
        "kind": mail.automatic.kind.value,
        "outbox": outbox,
        "counted": found.counted,
    }
    if mail.bounce is not None:
        detail["recipients"] = [
            {
                "address": r.address,
                "action": r.action,
                "status": r.status,
                "reason": r.reason,
                "permanent": r.permanent,
            }
            for r in mail.bounce.recipients
        ]
    event = NewEvent("report", "mail", detail)
    decision = _decision(Fate.TRANSIT, "a report on a mail that we sent", context, thread, event, None)
    why = f"counts against the address: {found.counted}"
    return replace(decision, reasons=(*decision.reasons, why), effects=found.effects, letters=found.letters)


def _recorded(mail: Mail, context: Context, thread: ThreadVerdict, why: str) -> Decision:
    """Noted on its ticket, where it has one; outsiders' automatic mail belongs to nothing."""
    detail: Mapping[str, object] = {"kind": mail.automatic.kind.value, "subject": mail.subject, "why": why}
    message = NewMessage("in", MessageKind.AUTO, public=False, verified=thread.verified)
    return _decision(Fate.RECORDED, why, context, thread, NewEvent("automatic", "mail", detail), message)


def _decision(
    fate: Fate, why: str, context: Context, thread: ThreadVerdict, event: NewEvent, message: NewMessage | None
) -> Decision:
    there = context.found.survivor(context.reported) if context.reported is not None else None
    ticket_id = there.id if there is not None else context.reported or thread.ticket_id
    has_ticket = ticket_id is not None
    return Decision(
        fate=fate,
        reasons=(why, *thread.reasons),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=Acknowledgement(AckForm.WITHHELD, why),
        ticket_id=ticket_id,
        events=(event,) if has_ticket else (),
        message=message if has_ticket else None,
    )
