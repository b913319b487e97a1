"""Letters to agents about what an agent did: assigned, escalated, asked, split off, done, kept back, not believed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.agents.judged import Transcript
from mailgate.config.schema import AgentTable
from mailgate.letters.times import by
from mailgate.model.decision import (
    AckForm,
    Acknowledgement,
    Decision,
    Letter,
    LetterKind,
    NewEvent,
    NewMessage,
    NewParticipant,
    NewTicket,
    ReplyMeans,
    ThreadVerdict,
)
from mailgate.model.effects import TakeMessages
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import MessageKind, TicketKind, TicketState
from mailgate.pipeline import notices, notifications, readership
from mailgate.pipeline.agent_view import Newest
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.clockwork import begun, opening
from mailgate.pipeline.context import Context
from mailgate.sla.happening import CustomerWrote
from mailgate.store.agent_views import Said

WITHHELD = Acknowledgement(AckForm.WITHHELD, "agents are not acknowledged")
_MAX_SHOWN = 20_000

Shown = Mapping[str, object]


def assigned(causes: Causes, by_whom: AgentTable, agent: str | None, team: str | None) -> list[Letter]:
    """Tells whoever got the ticket; nobody is told of their own action."""
    context = causes.context
    if agent is not None:
        table = context.desk.settings.agent_named(agent)
        what = f"{by_whom.name} gave this ticket to you."
        return [_about(causes.ticket, context, table, what)] if table is not None else []
    if team is None:
        return []
    what = f"{by_whom.name} gave this ticket to {team}."
    return [
        notifications.notification(to, notifications.of_ticket(causes.ticket, context, what))
        for to in readership.told(context, team, None, besides=by_whom)
    ]


def escalated(causes: Causes, by_whom: AgentTable, lead: str) -> list[Letter]:
    """Tells the lead of the team."""
    table = causes.context.desk.settings.agent_named(lead)
    if table is None or table is by_whom:
        return []
    return [_about(causes.ticket, causes.context, table, f"{by_whom.name} asks you to look at this ticket.")]


def internal_ticket(context: Context, agent: AgentTable, subject: str, team: str) -> NewTicket:
    """A ticket among agents: same numbers, no customer, a team that answers."""
    mailbox = context.mailbox
    return NewTicket(
        subject=subject or "(no subject)",
        mailbox=mailbox.address,
        prefix=mailbox.prefix,
        year=context.arrived_at.year % 100 if mailbox.year else None,
        team=team,
        language=agent.language,
        zone=mailbox.zone,
        requester=Address(agent.addresses[0], agent.name),
        kind=TicketKind.INTERNAL,
        waits=False,
    )


def opened_inside(
    context: Context, agent: AgentTable, new: NewTicket, text: str, links: tuple[tuple[str, int], ...] = ()
) -> Decision:
    """The decision that opens an internal ticket and tells the team that is asked."""
    facts = {
        "what": f"{agent.name} asks {new.team}:", "text": text, "inside": True, "customer": "", "address": "",
        "verified": True, "attachments": [], "subject": notices.harmless(new.subject), "status": new.status.value,
        "priority": new.priority.value, "team": new.team, "assignee": None, "by": None, "remarks": [], "history": [],
        "former": [],
    }  # fmt: skip
    told = readership.told(context, new.team, new.assignee, besides=agent)
    letters = tuple(notifications.notification(to, facts, means=ReplyMeans.NOTE) for to in told)
    opened = _opening(
        context, new, NewMessage("in", MessageKind.NOTE, public=False, author=agent.name), links, letters,
        NewEvent("opened", f"agent:{agent.name}", {"subject": new.subject, "kind": new.kind.value}),
    )  # fmt: skip
    return begun(opened, opening(new, context))


def split_off(
    context: Context,
    agent: AgentTable,
    new: NewTicket,
    taken: TakeMessages,
    links: tuple[tuple[str, int], ...],
    newest: Newest,
) -> Decision:
    """The decision that opens a ticket with messages of another; its time runs from when they came."""
    wrote = [CustomerWrote(newest.at, n) for n in newest.numbers]
    opened = _opening(
        context, new, None, links, (),
        NewEvent("opened", f"agent:{agent.name}", {"subject": new.subject, "split": True}),
    )  # fmt: skip
    return replace(
        begun(opened, opening(new, context, wrote)),
        effects=(taken,),
        participants=(NewParticipant(new.requester, "requester", "wrote the message that was split off"),),
    )


def _opening(
    context: Context, new: NewTicket, message: NewMessage | None, links: tuple[tuple[str, int], ...],
    letters: tuple[Letter, ...], event: NewEvent,
) -> Decision:  # fmt: skip
    return Decision(
        fate=Fate.TICKET,
        reasons=(),
        thread=ThreadVerdict(None, None),
        authentication=context.authentication,
        acknowledgement=WITHHELD,
        new_ticket=new,
        message=message,
        links=links,
        events=(event,),
        letters=letters,
    )


def receipt(
    context: Context, agent: AgentTable, title: str, lines: Sequence[Shown] = (), *,
    leaves: datetime | None = None, newer: Said | None = None, sections: Sequence[Shown] = (), message_id: str = "",
) -> Letter:  # fmt: skip
    """Tells an agent what their commands did, or what they asked for."""
    facts = {
        "agent": agent.name,
        "title": title,
        "lines": list(lines),
        "leaves": by(leaves, context.now, context.mailbox.zone) if leaves else None,
        "newer": said(newer, context),
        "sections": list(sections),
    }
    return _to_agent(LetterKind.RECEIPT, agent, facts, message_id)


def kept_back(  # noqa: PLR0913 - what a letter says, each by its name
    context: Context, agent: AgentTable, mail: Mail, questions: Sequence[str], *, asks: bool,
    lines: Sequence[Shown] = (), newer: Said | None = None, remedy: str = "", ticket: bool = True,
) -> Letter:  # fmt: skip
    """Tells an agent, at the configured address and nowhere else, that a mail was kept back, and what can be done."""
    facts = {
        "agent": agent.name,
        "questions": list(questions),
        "ticket": ticket,
        "lines": list(lines),
        "asks": asks,
        "remedy": remedy,
        "newer": said(newer, context),
        "text": mail.new_text[
            :_MAX_SHOWN
        ],  # a stranger may have written it: never longer than a letter may be
    }
    letter = _to_agent(LetterKind.HELD, agent, facts, mail.message_id)
    return replace(letter, means=ReplyMeans.HELD) if asks else letter


def confirm(context: Context, agent: AgentTable, until: datetime, text: str) -> Letter:
    """Asks the agent, at the configured address, whether a mail is theirs; the answer is the third fact."""
    facts = {
        "agent": agent.name,
        "until": by(until, context.now, context.mailbox.zone),
        "text": text[:_MAX_SHOWN],
    }
    return replace(_to_agent(LetterKind.CONFIRM, agent, facts, ""), means=ReplyMeans.HELD)


def alert(agent: AgentTable, what: str, done: str, text: str) -> Letter:
    """Tells an agent of a mail in their name that was not believed."""
    facts = {"agent": agent.name, "what": what, "done": done, "text": text[:_MAX_SHOWN]}
    return _to_agent(LetterKind.ALERT, agent, facts, "")


def preview(agent: AgentTable, to: str, subject: str, text: str, files: Sequence[str]) -> Letter:
    """Shows an agent the mail that would have left."""
    facts = {
        "agent": agent.name,
        "to": to,
        "letter_subject": subject,
        "letter_text": text,
        "files": list(files),
    }
    return _to_agent(LetterKind.PREVIEW, agent, facts, "")


def noted(ticket: TicketState, context: Context, to: AgentTable, author: AgentTable, text: str) -> Letter:
    """Tells whoever has the ticket of a colleague's note; a plain answer stays inside, too."""
    facts = notifications.of_ticket(ticket, context, f"A note by {author.name}:")
    facts |= {"text": text[:_MAX_SHOWN], "inside": True}
    return notifications.notification((Address(to.addresses[0], to.name), to), facts, means=ReplyMeans.NOTE)


def transcript(found: Transcript) -> list[Shown]:
    """The lines of a transcript, as letters show them."""
    return [
        {
            "ok": e.ok,
            "text": e.line,
            "reason": f"{e.reason}; did you mean #{e.nearest}?" if e.nearest and not e.ok else e.reason,
        }
        for e in found.lines
    ]


def said(one: Said | None, context: Context) -> Shown | None:
    """What somebody said since, as letters quote it."""
    if one is None:
        return None
    text = one.text[:_MAX_SHOWN]
    return {
        "who": one.author,
        "at": by(one.at, context.now, context.mailbox.zone),
        "text": text,
        "lines": text.splitlines(),
    }


def _to_agent(kind: LetterKind, agent: AgentTable, facts: Shown, message_id: str) -> Letter:
    return Letter(
        kind=kind,
        to=Address(agent.addresses[0], agent.name),
        language=agent.language,
        facts=facts,
        means=ReplyMeans.NOTE,
        agent=agent.name,
        in_reply_to=message_id or None,
        automatic="auto-replied",
        null_sender=True,
    )


def _about(ticket: TicketState, context: Context, agent: AgentTable, what: str) -> Letter:
    to = (Address(agent.addresses[0], agent.name), agent)
    return notifications.notification(to, notifications.of_ticket(ticket, context, what))
