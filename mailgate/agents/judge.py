"""What would one line do, on this ticket, by this agent? Its effects, or why it does nothing.

Whether the lines go together, and what the statuses allow, is asked afterwards of the whole block.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from mailgate.agents import fields, others, people
from mailgate.agents.aliases import nearest_word
from mailgate.agents.arguments import read_reference
from mailgate.agents.authority import Authority, may
from mailgate.agents.block import Line, read_line
from mailgate.agents.commands import COMMANDS, Command, Needs, Row, Scope, Takes
from mailgate.agents.effects import Drop, Effect, Preview, Quiet, Send, SetOn
from mailgate.agents.facts import Scene, TicketFacts
from mailgate.agents.judged import Found, Judged
from mailgate.agents.statuses import lead
from mailgate.agents.unclear import Unclear
from mailgate.model.ticket import TicketKind

Reader = Callable[[str, Scene], Found | Unclear]
MAX_TICKETS = 20  # in one #set

_C = Command
_READERS: Mapping[Command, Reader] = {
    _C.NOTE: fields.note, _C.PRIO: fields.priority, _C.CAT: fields.category, _C.TAG: fields.tags,
    _C.LANG: fields.language, _C.MACRO: fields.macro, _C.DUE: fields.due, _C.REMIND: fields.remind,
    _C.POSTPONE: fields.postpone, _C.SPAM: fields.spam, _C.NOREPLY: fields.noreply, _C.UNDO: fields.undo,
    _C.ASSIGN: people.assign, _C.TAKE: people.take, _C.ASK: people.ask, _C.ESCALATE: people.escalate,
    _C.CC: people.join, _C.UNCC: people.leave, _C.FOR: people.for_customer,
    _C.MERGE: others.merge, _C.LINK: others.link, _C.SPLIT: others.split, _C.STATUS: others.status,
    _C.WHY: others.why, _C.LIST: others.listing, _C.HELP: others.manual,
}  # fmt: skip
_PLAIN: Mapping[Command, tuple[Effect, ...]] = {
    _C.PUBLIC: (), _C.PREVIEW: (Preview(),), _C.QUIET: (Quiet(),), _C.SEND: (Send(),), _C.DROP: (Drop(),),
}  # fmt: skip


def judge(line: Line, scene: Scene) -> Judged:
    """One line by itself."""
    if line.command is None:
        return Judged(line, Unclear("there is no such command", line.nearest))
    row = COMMANDS[line.command]
    return Judged(line, _barred(line, row, scene) or _read(line.command, line.argument, scene))


def needed(row: Row, scene: Scene) -> Needs:
    """Whose word a command must be; about the ticket that one's own mail opens, any proven agent's is enough."""
    opens = scene.ticket is None and row.scope is Scope.EITHER and row.needs is Needs.FULL
    return Needs.PROVEN if opens else row.needs


def short_of(needs: Needs, scene: Scene) -> str | None:
    """Why the authority is not enough, even with a confirmation."""
    agent = scene.agent
    if may(agent.authority, needs) or (agent.authority is Authority.UNPROVEN and agent.confirm):
        return None
    if agent.authority is Authority.NOTE:
        return "it takes an answer to a mail of mine about the ticket"
    return "nobody vouches that the mail is yours"


def _barred(line: Line, row: Row, scene: Scene) -> Unclear | None:
    short = short_of(needed(row, scene), scene)
    if short is not None:
        return Unclear(short)
    if scene.ticket is None and row.scope is Scope.TICKET and not scene.agent.held:
        return Unclear("this mail is about no ticket")
    if row.takes is Takes.NOTHING and line.argument:
        return Unclear("nothing may follow; the text begins on the next line")
    internal = scene.ticket is not None and scene.ticket.kind is TicketKind.INTERNAL
    if internal and line.command in (_C.PUBLIC, _C.MACRO, _C.PREVIEW):
        return Unclear("the ticket is internal: no customer takes part in it")
    if line.command in (_C.SEND, _C.DROP) and not scene.agent.held:
        return Unclear("this mail answers no question of mine about a mail that I kept back")
    return None


def _read(command: Command, argument: str, scene: Scene) -> Found | Unclear:
    if command is Command.SET:
        return _on_others(argument, scene)
    if command in _PLAIN:
        return Found(_PLAIN[command])
    reader = _READERS.get(command)
    return reader(argument, scene) if reader else Found(happening=COMMANDS[command].happening)


def _on_others(argument: str, scene: Scene) -> Found | Unclear:
    """`#set REF REF prio high`: the command on each of the tickets, or on none."""
    words = argument.split()
    references = [w for w in words[: MAX_TICKETS + 1] if not isinstance(read_reference(w), Unclear)]
    rest = words[len(references) :]
    if not references or len(references) > MAX_TICKETS or words[: len(references)] != references:
        return Unclear(f"it takes 1 to {MAX_TICKETS} references, then one command: EX-26-000001-K prio high")
    inner = read_line("#" + " ".join(rest).lstrip("#")) if rest else None
    if inner is None or inner.command is None or not COMMANDS[inner.command].elsewhere:
        return Unclear(
            "a command that can be done elsewhere is missing", nearest_word(rest[0]) if rest else None
        )
    effects: list[Effect] = []
    for reference in references:
        ticket = others.other(reference, replace(scene, ticket=None))
        done = _elsewhere(inner, ticket, scene) if isinstance(ticket, TicketFacts) else ticket
        if isinstance(done, Unclear):
            return Unclear(f"{reference}: {done.reason}", done.nearest)
        effects.append(done)
    return Found(tuple(effects))


def _elsewhere(line: Line, ticket: TicketFacts, scene: Scene) -> SetOn | Unclear:
    judged = judge(line, replace(scene, ticket=ticket))
    led = lead(ticket, (judged,), answered=False)
    found = led.judged[0].found
    if isinstance(found, Unclear):
        return found
    status = (led.effect,) if led.effect is not None else ()
    return SetOn(ticket.reference, (*found.effects, *status))
