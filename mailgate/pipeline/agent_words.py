"""An agent's words on their way to the customer: what is asked about them, and what they cause when they leave."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailgate.agents.block import Block, literal
from mailgate.agents.effects import AddCc, Effect, RemoveCc
from mailgate.agents.holds import Draft, Newer, outsiders, questions
from mailgate.agents.questions import Doubt, Question
from mailgate.config.schema import AgentTable
from mailgate.model.decision import NewEvent, NewMessage
from mailgate.model.effects import Leave
from mailgate.model.mail import Attachment, Mail
from mailgate.model.outgoing import DraftAttachment
from mailgate.model.states import Happening
from mailgate.model.ticket import MessageKind, TicketState
from mailgate.pipeline import notices
from mailgate.pipeline.agent_view import AgentView
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context
from mailgate.store.agent_views import Said


@dataclass(frozen=True, slots=True)
class Words:
    """What an agent wrote: in this mail, or in one that was kept back and is released now."""

    block: Block
    text: str  # below the commands
    files: tuple[DraftAttachment, ...] = ()  # of the canned answer, and of the mail that was kept back
    message_pk: int | None = None  # its message
    macro: str = ""  # a canned answer, put before the text
    there: frozenset[str] = frozenset()  # who has it already, from the agent directly

    @property
    def released(self) -> bool:
        return self.message_pk is not None


def is_mail(attachment: Attachment) -> bool:
    """A whole mail, by its type or by the name that clients give it."""
    whole = attachment.content_type in ("message/rfc822", "message/global")
    return whole or attachment.name.lower().endswith((".eml", ".msg"))


def newer_answer(context: Context) -> Said | None:
    """Another agent's answer that this agent had not seen."""
    return next((s for s in reversed(_since(context)) if s.by_agent and s.public), None)


def newer_message(context: Context) -> Said | None:
    """A customer's message that the agent had not seen."""
    return next((s for s in reversed(_since(context)) if not s.by_agent), None)


def _since(context: Context) -> tuple[Said, ...]:
    return context.view.since if context.view else ()


def present(mail: Mail, people: frozenset[str]) -> frozenset[str]:
    """Those of them who stand on the agent's mail: they have it already."""
    return frozenset(a.key for a in (*mail.to, *mail.cc)) & people


def members(ticket: TicketState, effects: tuple[Effect, ...]) -> frozenset[str]:
    """Who takes part once the commands of the mail are done."""
    gone = {a for e in effects if isinstance(e, RemoveCc) for a in e.addresses}
    added = {a.key for e in effects if isinstance(e, AddCc) for a in e.people}
    return frozenset(({p.address for p in ticket.participants} - gone) | added)


def readers(ticket: TicketState, effects: tuple[Effect, ...]) -> frozenset[str]:
    """Those of them who get an answer."""
    mute = {p.address for p in ticket.participants if p.muted or "@" not in p.address}
    return members(ticket, effects) - mute


def asked(
    mail: Mail, context: Context, ticket: TicketState, agent: AgentTable, words: Words, people: frozenset[str]
) -> tuple[Question, ...]:
    """What is asked before these words go to the customer (SPEC section 11.5)."""
    view, settings = context.view or AgentView(Block()), context.desk.settings

    def inside(address: str) -> bool:
        return notices.is_ours(address, settings) or settings.agent_of(address) is not None

    draft = Draft(
        author=agent.name,
        text=words.text,
        internal=inside,
        notes=view.notes,
        published=view.published,
        newer=tuple(Newer(s.author, s.at, s.text) for s in view.since if s.by_agent and s.public),
        solved_by=view.solved_by,
        outsiders=outsiders([a.address for a in (*mail.to, *mail.cc)], people, inside),
        mail_attached=any(is_mail(a) for a in mail.attachments),
        macro=bool(words.macro),
    )
    found = questions(draft)
    if ticket.taken_by not in (None, agent.name) and ticket.taken_until and ticket.taken_until > context.now:
        found = (*found, Question(Doubt.COLLISION, f"{ticket.taken_by} is on it"))
    return found


def answer(causes: Causes, agent: AgentTable, words: Words) -> datetime | None:
    """Sends the words: letters, status, timers, what is true of the ticket afterwards. Gives when they leave."""
    context, ticket = causes.context, _without_leavers(causes)
    leaves = context.now + timedelta(seconds=context.desk.settings.outbound.undo_window)
    added = [p.address for p in causes.participants]
    letters = tuple(
        replace(one, attachments=not words.released, files=words.files)
        for one in notices.reply(context, ticket, sent_text(words), agent, leaves, added=added)
        if one.to.key not in words.there
    )
    observed = {"kind": "agent", "public": True, "observed": not letters, "message": words.message_pk}
    causes.events.append(NewEvent("message", causes.actor, observed))
    if ticket.assignee is None:
        causes.set("assignee", agent.name)
    if words.there or letters:
        answered(causes)
    causes.letters += letters
    return leaves if letters else None


def _without_leavers(causes: Causes) -> TicketState:
    """The ticket without those whom the same mail lets go."""
    gone = {e.address for e in causes.effects if isinstance(e, Leave)}
    staying = tuple(p for p in causes.ticket.participants if p.address not in gone)
    return replace(causes.ticket, participants=staying)


def answered(causes: Causes) -> None:
    """What is true of the ticket once the customer has an answer."""
    at = causes.context.arrived_at
    causes.set("unanswered_since", None)
    if causes.ticket.first_response_at is None:
        causes.set("first_response_at", at)
    causes.answered()
    causes.happen(Happening.ANSWER)
    causes.withdraw.append("ack")


def sent_text(words: Words) -> str:
    """What the customer reads: the canned answer and the agent's words, without commands."""
    return "\n\n".join(part for part in (words.macro.strip(), literal(words.text).strip()) if part)


def public_message(agent: AgentTable, text: str) -> NewMessage:
    """The mail as the agent's public answer; later letters quote the text, and never the commands above it (P4)."""
    return NewMessage("out", MessageKind.AGENT, public=True, author=agent.name, new_text=text)


def note(agent: AgentTable | None, text: str | None = None) -> NewMessage:
    """The mail as a note; nobody's, where nobody vouches for it. `text` is what it says besides its commands."""
    name = agent.name if agent else None
    return NewMessage(
        "in", MessageKind.NOTE, public=False, verified=name is not None, author=name, new_text=text
    )
