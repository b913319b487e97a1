"""A mail that carries an agent's address or token: an answer to the customer, a note, or kept back.

What an agent's reply means was settled before anybody typed: by the token in the address that it answers, or by the mail of
ours whose Message-ID it names. Only an answer whose author is proven goes out.
"""

from dataclasses import replace
from datetime import timedelta

from mailgate.agents.authority import Authority, Claim, rule
from mailgate.agents.reply import KeptBack, Sendable, words
from mailgate.config.schema import AgentTable
from mailgate.model.authentication import Verdict
from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    CapHit,
    Decision,
    Letter,
    NewEvent,
    NewMessage,
    ReplyMeans,
    ThreadVerdict,
    TimerWrite,
)
from mailgate.model.journal import Fate
from mailgate.model.mail import Attachment, Made, Mail
from mailgate.model.states import Circumstances, Happening, transition
from mailgate.model.ticket import MessageKind, Status, TicketState
from mailgate.pipeline import notices
from mailgate.pipeline.caps import HELD_CAP, TICKET_CAP
from mailgate.pipeline.context import Context
from mailgate.sla.policy import TimerKind
from mailgate.threading.tokens import Purpose

_SEND_AGAIN = "Log in to your mail server when you send, and send it again."
_WITHHELD = Acknowledgement(AckForm.WITHHELD, "agents are not acknowledged")


def decide(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision | None:
    """The decision on an agent's mail; None where it points to no ticket and is handled as anybody's mail."""
    ticket = context.ticket(thread.ticket_id)
    if ticket is None:
        return None
    if mail.automatic.kind is not Made.NONE:
        return _like_a_machine(mail, context, thread, ticket)
    claim = _claim(mail, context, ticket)
    ruling = rule(claim)
    if ruling.authority is Authority.OUTSIDER:
        return _filed(mail, context, thread, ticket, Fate.APPENDED, ruling.reason)
    agent = context.agent
    assert agent is not None  # only an outsider has no agent's address
    if ruling.authority is Authority.FULL:
        return _with_authority(mail, context, thread, ticket, agent)
    author = agent.name if ruling.authority is Authority.NOTE else None
    # A note stays inside in any case, and a responder would answer what we tell of it for ever (P6).
    idle = ruling.authority is Authority.UNPROVEN and claim.means is ReplyMeans.NOTE
    tell = None if idle else agent
    return _filed(mail, context, thread, ticket, Fate.HELD, ruling.reason, author=author, tell=tell)


def _like_a_machine(mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState) -> Decision:
    """What reads like an agent's responder stays inside, and the agent is told: it may have been a real answer.

    A responder that answers the notice, too, bears the token of a note and is told nothing more: two machines would
    go on for ever.
    """
    why = f"it reads like an automatic reply ({', '.join(mail.automatic.evidence)})"
    agent = context.agent
    tell = agent if _claim(mail, context, ticket).means is ReplyMeans.REPLY else None
    vouched = context.authentication.verdict is Verdict.PASS
    author = agent.name if agent is not None and vouched else None
    return _filed(mail, context, thread, ticket, Fate.HELD, why, author=author, tell=tell)


def _claim(mail: Mail, context: Context, ticket: TicketState) -> Claim:
    token, agent = context.token, context.agent
    owner = None
    means: ReplyMeans | None = None
    if token is not None and token.for_agent:
        owner = next((a.name for a in context.agents.values() if a.id == token.person), None)
        means = ReplyMeans.REPLY if token.purpose is Purpose.AGENT_REPLY else ReplyMeans.NOTE
    else:
        means = _answered(context, ticket)
    elsewhere = agent is not None and any(a.key not in agent.addresses for a in mail.reply_to)
    return Claim(
        agent.name if agent else None, owner, means, context.authentication, reply_to_differs=elsewhere
    )


def _answered(context: Context, ticket: TicketState) -> ReplyMeans | None:
    """What answering the newest mail of this ticket that it names means; None where that went to customers."""
    newest = next((m for m in context.found.ids if m.ours and m.message_id in context.means), None)
    survivor = context.found.survivor(newest.ticket_id) if newest is not None else None
    if newest is None or survivor is None or survivor.id != ticket.id:
        return None
    means = context.means[newest.message_id]
    return means if means is not ReplyMeans.CUSTOMER else None


def _with_authority(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, agent: AgentTable
) -> Decision:
    means = _claim(mail, context, ticket).means
    if means is ReplyMeans.NOTE:
        return _filed(
            mail, context, thread, ticket, Fate.APPENDED, f"a note by {agent.name}", author=agent.name
        )
    if (cap := context.full(TICKET_CAP)) is not None:
        why = f"{cap.limit} mails on this ticket within an hour look like machines that answer each other"
        return _filed(mail, context, thread, ticket, Fate.HELD, why, author=agent.name, tell=agent)
    found = words(mail.new_text)
    if isinstance(found, Sendable) and any(_is_mail(a) for a in mail.attachments):
        # It may be our notification, with its token and all that it says to agents alone (P4).
        found = KeptBack("a mail is attached to it, which may be for agents alone")
    if isinstance(found, KeptBack):
        return _filed(mail, context, thread, ticket, Fate.HELD, found.reason, author=agent.name, tell=agent)
    return _answer(mail, context, thread, ticket, agent, found.text)


def _is_mail(attachment: Attachment) -> bool:
    """A whole mail, by its type or by the name that clients give it."""
    whole = attachment.content_type in ("message/rfc822", "message/global")
    return whole or attachment.name.lower().endswith((".eml", ".msg"))


def _answer(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, agent: AgentTable, text: str
) -> Decision:
    leaves = context.now + timedelta(seconds=context.desk.settings.outbound.undo_window)
    present = {a.key for a in (*mail.to, *mail.cc)} & {p.address for p in ticket.participants}
    letters: tuple[Letter, ...] = () if present else notices.reply(context, ticket, text, agent, leaves)
    reaches = bool(present or letters)
    after = Status(context.mailbox.after_answer)
    status = transition(ticket.status, Happening.ANSWER, Circumstances(after_answer=after))
    status = status if isinstance(status, Status) and reaches else ticket.status
    arrived = context.arrived_at
    changes: dict[str, object] = {"assignee": ticket.assignee or agent.name}
    events = [
        NewEvent(
            "message", f"agent:{agent.name}", {"kind": "agent", "public": True, "observed": bool(present)}
        )
    ]
    timers: tuple[TimerWrite, ...] = ()
    if reaches:
        changes |= {"unanswered_since": None, "first_response_at": ticket.first_response_at or arrived}
        timers = _satisfied(context, ticket)
        events += [NewEvent("timer", "mailgate", {"kind": t.kind, "state": t.state}) for t in timers]
    if status is not ticket.status:
        changes |= {"status": status.value}
        events.append(
            NewEvent("status", f"agent:{agent.name}", {"from": ticket.status.value, "to": status.value})
        )
    return Decision(
        fate=Fate.APPENDED,
        reasons=(
            *thread.reasons,
            f"an answer by {agent.name}, vouched for by {context.authentication.method}",
        ),
        thread=thread,
        authentication=context.authentication,
        acknowledgement=_WITHHELD,
        ticket_id=ticket.id,
        changes=changes,
        message=NewMessage("out", MessageKind.AGENT, public=True, author=agent.name),
        events=tuple(events),
        timers=timers,
        letters=letters,
        withdraw=("ack",) if reaches else (),
    )


def _satisfied(context: Context, ticket: TicketState) -> tuple[TimerWrite, ...]:
    """The first-response timer, met or missed by the instant at which the agent's mail arrived."""
    at = context.arrived_at.replace(microsecond=0)
    running = (
        t for t in context.timers.get(ticket.id, ())
        if t.state == "running" and t.kind == TimerKind.FIRST_RESPONSE.value
    )  # fmt: skip
    return tuple(
        TimerWrite(
            t.kind, t.instance, "satisfied", t.policy, t.calendar, t.started_at, t.target_s, t.due_at,
            satisfied_at=at, imported=t.imported,
        )
        for t in running
    )  # fmt: skip


def _filed(
    mail: Mail,
    context: Context,
    thread: ThreadVerdict,
    ticket: TicketState,
    fate: Fate,
    why: str,
    *,
    author: str | None = None,
    tell: AgentTable | None = None,
) -> Decision:
    """Kept on the ticket where only agents see it; nothing goes to the customer."""
    room = context.full(HELD_CAP) is None
    remedy = _SEND_AGAIN if author is None else ""
    letters = notices.held(mail, tell, why, remedy) if tell and room else ()
    actor = f"agent:{author}" if author else f"contact:{mail.from_.key if mail.from_ else ''}"
    event = NewEvent("held" if fate is Fate.HELD else "message", actor, {"kind": "note", "why": why})
    return Decision(
        fate=fate,
        reasons=(*thread.reasons, why),
        thread=replace(thread, verified=author is not None),
        authentication=context.authentication,
        acknowledgement=_WITHHELD,
        ticket_id=ticket.id,
        message=NewMessage("in", MessageKind.NOTE, public=False, verified=author is not None, author=author),
        events=(event,),
        letters=letters,
        hits=tuple(CapHit(c.name, c.subject) for c in context.caps if c.name == HELD_CAP and letters),
    )
