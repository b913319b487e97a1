"""A mail that carries an agent's address or token: commands, an answer to the customer, a note, or kept back.

What an agent's reply means was settled before anybody typed: by the token in the address that it answers, or by the mail of
ours whose Message-ID it names. All or nothing: where a command is wrong or the words raise a question, nothing runs, and the
agent is asked (SPEC section 11).
"""

from dataclasses import replace

from mailgate.agents import authority
from mailgate.agents.authority import Authority, Ruling
from mailgate.agents.commands import Command
from mailgate.agents.holds import refused
from mailgate.agents.plan import Confirm, Plan, Refusal, plan
from mailgate.agents.questions import Doubt, Question
from mailgate.config.schema import AgentTable
from mailgate.model.decision import Decision, NewEvent, ReplyMeans, ThreadVerdict
from mailgate.model.effects import Revoke
from mailgate.model.held import HeldKind
from mailgate.model.journal import Fate
from mailgate.model.mail import Made, Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import agent_kept, agent_letters, agent_opens, agent_release
from mailgate.pipeline.agent_acts import Act
from mailgate.pipeline.agent_bars import barred
from mailgate.pipeline.agent_facts import agent_facts, claim, desk_facts, ticket_facts
from mailgate.pipeline.agent_view import AgentView
from mailgate.pipeline.agent_words import Words, asked, members, note, present, readers
from mailgate.pipeline.canned import canned
from mailgate.pipeline.caps import HELD_CAP, TICKET_CAP
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context


def decide(mail: Mail, context: Context, thread: ThreadVerdict) -> Decision | None:
    """The decision on an agent's mail; None where it is handled as anybody's mail."""
    ticket = context.ticket(thread.ticket_id)
    if mail.automatic.kind is not Made.NONE and ticket is not None:
        return _like_a_machine(mail, context, thread, ticket)
    ruling = authority.rule(claim(mail, context, ticket, confirmed=_confirms(context)))
    if ticket is None:
        return agent_opens.decide(mail, context, thread, ruling)
    if ruling.authority is Authority.OUTSIDER:
        return _outsider(mail, context, thread, ticket, ruling)
    return _believed(mail, context, thread, ticket, ruling)


def _believed(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling
) -> Decision:
    """The mail is by an agent, as far as its address and its token say."""
    view = context.view
    assert view is not None  # only an outsider has no agent's address
    if ruling.authority is Authority.DISOWNED:
        return _disowned(mail, context, thread, ticket, ruling)
    if context.envelope.quiet:
        return _old(mail, context, thread, ticket, ruling)
    if view.held is not None and claim(mail, context, ticket).means is ReplyMeans.HELD:
        return agent_release.decide(mail, context, thread, ticket, ruling, view.held)
    return _planned(mail, context, thread, ticket, ruling, view)


def _confirms(context: Context) -> bool:
    """Whether the mail answers our "confirm" letter, which went to the agent's configured address alone."""
    kept = context.view.held if context.view else None  # by its token, or by the id of our question
    return (
        kept is not None
        and kept.kind is HeldKind.CONFIRM
        and (kept.expires_at is None or context.arrived_at <= kept.expires_at)
    )


def _planned(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling, view: AgentView
) -> Decision:
    agent = context.agent
    assert agent is not None  # only an outsider has no agent's address
    means = claim(mail, context, ticket).means
    who = agent_facts(agent, ruling.authority, means, held=False)
    made = plan(view.block, desk_facts(context, view), ticket_facts(ticket, context, view), who)
    proposed = made.plan if isinstance(made, Confirm) else made
    if isinstance(proposed, Plan):
        proposed = barred(proposed, view.block, ticket, context) or proposed
    found = _of_plan(mail, context, thread, ticket, ruling, view, proposed, confirm=isinstance(made, Confirm))
    return agent_kept.with_commands(found, proposed.transcript)


def _of_plan(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling, view: AgentView,
    proposed: Plan | Refusal, *, confirm: bool,
) -> Decision:  # fmt: skip
    """What the plan comes to: carried out, recorded, kept back with questions, or to be confirmed."""
    agent, means = context.agent, claim(mail, context, ticket).means
    assert agent is not None  # only an outsider has no agent's address
    who = agent_facts(agent, ruling.authority, means, held=False)
    if isinstance(proposed, Refusal):
        questions = (refused(proposed, who),)
        return agent_kept.asks(mail, context, thread, ticket, ruling, questions, proposed.transcript)
    if (observed := _observed(mail, ticket, proposed, ruling, view)) is not None:
        everybody = frozenset(p.address for p in ticket.participants)
        words = Words(view.block, proposed.text, there=everybody)
        return Act(mail, context, thread, ticket, agent, ruling).carry_out(observed, words)
    if (inside := _inside(proposed, view, ruling, means)) is not None:
        fate, why = inside
        tell = agent if fate is Fate.HELD else None
        return filed(mail, context, thread, ticket, fate, why, author=agent, tell=tell)
    answer = canned(context, ticket, agent, proposed)
    there = present(mail, members(ticket, proposed.effects))
    words = Words(view.block, proposed.text, answer.files, there=there, macro=answer.text)
    if found := _doubts(mail, context, ticket, agent, proposed, words):
        return agent_kept.asks(mail, context, thread, ticket, ruling, found, proposed.transcript)
    if confirm:
        return agent_kept.to_confirm(mail, context, thread, ticket, ruling)
    return Act(mail, context, thread, ticket, agent, ruling).carry_out(proposed, words)


def _observed(mail: Mail, ticket: TicketState, made: Plan, ruling: Ruling, view: AgentView) -> Plan | None:
    """The plan as an answer that was sent already: a proven agent wrote to the requester, with us in copy (SPEC 11.2)."""
    requester = {p.address for p in ticket.participants if p.role == "requester"}
    direct = ruling.authority is Authority.NOTE and present(mail, frozenset(requester))
    if not direct or made.public is not False or view.block.has(Command.NOTE, Command.ASK):
        return None
    return replace(made, public=True)


def _inside(made: Plan, view: AgentView, ruling: Ruling, means: ReplyMeans | None) -> tuple[Fate, str] | None:
    """Whether the mail just stays inside, and why: a note that is empty, or words that nobody says are for whom."""
    if not made.transcript.lines and made.public is None and means is not ReplyMeans.REPLY:
        return Fate.APPENDED, "a note without a word"
    if (
        ruling.authority is Authority.NOTE
        and made.public is False
        and not view.block.has(Command.NOTE, Command.ASK)
    ):
        return Fate.HELD, ruling.reason
    return None


def _doubts(
    mail: Mail, context: Context, ticket: TicketState, agent: AgentTable, made: Plan, words: Words
) -> tuple[Question, ...]:
    """What is asked before this plan is carried out."""
    if not made.transcript.lines and made.public is None:
        return (Question(Doubt.EMPTY, "it holds no text of its own"),)
    if not made.public or made.preview:
        return ()
    people = readers(ticket, made.effects)
    if not people | words.there:
        return (Question(Doubt.AUTHORITY, "it would reach nobody: no customer gets mail of this ticket"),)
    if people <= words.there:
        return ()  # it was sent already: it is recorded, and there is nothing left to ask
    if (cap := context.full(TICKET_CAP)) is not None:
        why = f"{cap.limit} mails on this ticket within an hour look like machines that answer each other"
        return (Question(Doubt.AUTHORITY, why),)
    return asked(mail, context, ticket, agent, words, members(ticket, made.effects))


def _outsider(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling
) -> Decision:
    """A stranger holds an agent's token: filed as a note, the agent is told, the token is worth nothing from now on.

    The agent loses nothing by it: an answer whose author is proven finds its ticket by our Message-ID as well.
    """
    found = filed(mail, context, thread, ticket, Fate.APPENDED, ruling.reason)
    agent = context.desk.settings.agent_named(ruling.tell) if ruling.tell else None
    if agent is None:
        return found
    sender = mail.from_.address if mail.from_ else "nobody"
    what = f"A mail with your reply token on {ticket.reference} came from {sender}, which is no address of yours."
    done = (
        "It was filed as a note, and all reply tokens that you were ever given are void.\n"
        "If the address is yours, ask your operator to add it."
    )
    letter = agent_letters.alert(agent, what, done, mail.new_text)
    event = NewEvent("revoked", "mailgate", {"agent": agent.name, "why": ruling.reason})
    return replace(
        found,
        effects=(*found.effects, Revoke(agent.name)),
        events=(*found.events, event),
        letters=(*found.letters, letter),
    )


def _disowned(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling
) -> Decision:
    """The mail is forged, or contradicts itself: held, and the agent hears of it at the configured address."""
    found = filed(mail, context, thread, ticket, Fate.HELD, ruling.reason)
    agent = context.agent
    if agent is None or context.full(HELD_CAP) is not None:
        return found
    what = f"A mail in your name came on {ticket.reference}: {ruling.reason}."
    letter = agent_letters.alert(agent, what, "Nothing was sent and nothing was changed.", mail.new_text)
    causes = Causes(ticket, context, "mailgate")
    causes.hit(HELD_CAP)
    return replace(found, letters=(*found.letters, letter), hits=tuple(causes.hits))


def _old(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling
) -> Decision:
    """Old mail stays quiet (SPEC section 4.3): what would be sent or done now was meant for another day."""
    author = context.agent if ruling.authority is not Authority.UNPROVEN else None
    why = "it is old: nothing of it is sent, and none of its commands is carried out"
    return filed(mail, context, thread, ticket, Fate.APPENDED, why, author=author)


def _like_a_machine(mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState) -> Decision:
    """What reads like an agent's responder stays inside, and the agent is told: it may have been a real answer.

    A responder that answers the notice, too, bears the token of a note and is told nothing more: two machines would
    go on for ever.
    """
    why = f"it reads like an automatic reply ({', '.join(mail.automatic.evidence)})"
    agent = context.agent
    tell = agent if claim(mail, context, ticket).means is ReplyMeans.REPLY else None
    vouched = context.authentication.verdict.value == "pass"
    return filed(mail, context, thread, ticket, Fate.HELD, why, author=agent if vouched else None, tell=tell)


def filed(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, fate: Fate, why: str, *,
    author: AgentTable | None = None, tell: AgentTable | None = None,
) -> Decision:  # fmt: skip
    """Kept on the ticket where only agents see it; nothing goes to the customer."""
    actor = f"agent:{author.name}" if author else f"contact:{mail.from_.key if mail.from_ else ''}"
    causes = Causes(ticket, context, actor)
    causes.events.append(
        NewEvent("held" if fate is Fate.HELD else "message", actor, {"kind": "note", "why": why})
    )
    if tell is not None and context.full(HELD_CAP) is None:
        remedy = agent_kept.SEND_AGAIN if author is None else ""
        causes.letters.append(agent_letters.kept_back(context, tell, mail, [why], asks=False, remedy=remedy))
        causes.hit(HELD_CAP)
    thread = replace(thread, verified=author is not None)
    return causes.decision(fate, (*thread.reasons, why), thread=thread, message=note(author))
