"""An agent's mail that waits for an answer: with which questions, and what is remembered of it until then.

Facts
- The answer comes as another mail: what the first one answered, and who stood on it, is kept with the questions.
- What was never meant for customers is not offered to them: neither `#send` nor a confirmation makes an answer of a note.
"""

from collections.abc import Mapping
from dataclasses import replace

from mailgate.agents.authority import CONFIRM_LIFE, Authority, Ruling
from mailgate.agents.commands import Command
from mailgate.agents.judged import Transcript
from mailgate.agents.questions import Question, sendable
from mailgate.config.schema import AgentTable
from mailgate.model.decision import CommandLine, Decision, NewEvent, ReplyMeans, ThreadVerdict
from mailgate.model.effects import KeepBack
from mailgate.model.held import HeldKind, HeldMail
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketKind, TicketState
from mailgate.pipeline import agent_letters
from mailgate.pipeline.agent_facts import claim
from mailgate.pipeline.agent_words import newer_answer, note, present
from mailgate.pipeline.caps import HELD_CAP
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context

SEND_AGAIN = "Log in to your mail server when you send, and send it again."


def asks(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling,
    questions: tuple[Question, ...], shown: Transcript,
) -> Decision:  # fmt: skip
    """Kept back with its questions; the answer's token names it. What no answer can release is only filed and told."""
    agent = _agent(context)
    proven = ruling.authority is not Authority.UNPROVEN
    causes = Causes(ticket, context, f"agent:{agent.name}" if proven else f"contact:{agent.addresses[0]}")
    causes.events.append(NewEvent("held", causes.actor, {"questions": [q.doubt.value for q in questions]}))
    public = _for_customers(mail, context, ticket)
    waits = public and sendable(questions)
    if public:
        about = _circumstances(mail, context, ticket)
        plain = tuple({"doubt": q.doubt.value, "detail": q.detail, **about} for q in questions)
        # Where no answer can release it, it waits for none: else each morning's list would name it.
        until = None if waits else context.now
        causes.effects.append(KeepBack(HeldKind.QUESTION, agent.name, plain, until))
    if context.full(HELD_CAP) is None:
        causes.letters.append(
            agent_letters.kept_back(
                context, agent, mail, [q.detail.partition("\n")[0].rstrip(":") for q in questions], asks=waits,
                lines=agent_letters.transcript(shown), newer=newer_answer(context),
                remedy="" if proven else SEND_AGAIN,
            )
        )  # fmt: skip
        causes.hit(HELD_CAP)
    why = "; ".join(q.doubt.value for q in questions)
    reasons = (*thread.reasons, ruling.reason, f"kept back: {why}")
    thread = replace(thread, verified=proven)
    return causes.decision(Fate.HELD, reasons, thread=thread, message=note(agent if proven else None))


def to_confirm(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling
) -> Decision:
    """A note until the agent says that the mail is theirs (SPEC section 11.4)."""
    agent = _agent(context)
    causes = Causes(ticket, context, f"contact:{agent.addresses[0]}")
    until = context.now + CONFIRM_LIFE
    causes.events.append(NewEvent("held", causes.actor, {"why": ruling.reason}))
    about = {"doubt": "authority", "detail": ruling.reason, **_circumstances(mail, context, ticket)}
    causes.effects.append(KeepBack(HeldKind.CONFIRM, agent.name, (about,), until))
    if context.full(HELD_CAP) is None:
        causes.letters.append(agent_letters.confirm(context, agent, until, mail.new_text))
        causes.hit(HELD_CAP)
    reasons = (*thread.reasons, ruling.reason)
    return causes.decision(Fate.HELD, reasons, thread=replace(thread, verified=False), message=note(None))


def with_commands(found: Decision, shown: Transcript) -> Decision:
    """The decision with what becomes of each command, besides those that it names already."""
    lines = tuple(CommandLine(e.line, e.ok, e.reason, e.nearest) for e in shown.lines)
    return replace(found, commands=(*lines, *found.commands))


def means_of(kept: HeldMail) -> ReplyMeans:
    """What a plain reply meant when the mail was written."""
    found = (q["means"] for q in kept.questions if "means" in q)
    return ReplyMeans(next(found, ReplyMeans.REPLY.value))


def there_of(kept: HeldMail) -> frozenset[str]:
    """The customers to whom the agent had sent it directly."""
    return frozenset(a for q in kept.questions for a in q.get("there", "").split())


def _circumstances(mail: Mail, context: Context, ticket: TicketState) -> Mapping[str, str]:
    means = claim(mail, context, ticket).means or ReplyMeans.NOTE
    people = frozenset(p.address for p in ticket.participants)
    return {"means": means.value, "there": " ".join(sorted(present(mail, people)))}


def _for_customers(mail: Mail, context: Context, ticket: TicketState) -> bool:
    """Whether the text was meant for customers, as far as one can tell."""
    view = context.view
    if view is None or ticket.kind is TicketKind.INTERNAL or view.block.has(Command.NOTE, Command.ASK):
        return False
    public = claim(mail, context, ticket).means is ReplyMeans.REPLY
    return public or view.block.has(Command.PUBLIC, Command.MACRO)


def _agent(context: Context) -> AgentTable:
    assert context.agent is not None  # whoever plans is an agent
    return context.agent
