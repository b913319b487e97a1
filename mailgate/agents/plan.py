"""What will happen with an agent's mail? All of it or nothing, with a transcript either way (SPEC section 11.3).

Order: each line by itself; then where the text goes; then whether the lines go together with each other and with the text;
then the statuses, the last of all. One line that is refused refuses the mail: nothing runs and nothing is sent.
"""

from dataclasses import dataclass

from mailgate.agents.authority import Authority, may
from mailgate.agents.block import MAX_COMMANDS, Block
from mailgate.agents.commands import COMMANDS, Command, Needs
from mailgate.agents.effects import Effect, Preview
from mailgate.agents.facts import AgentFacts, DeskFacts, Scene, TicketFacts
from mailgate.agents.judge import judge, needed, short_of
from mailgate.agents.judged import Judged, Transcript, transcript
from mailgate.agents.plain import plain
from mailgate.agents.quotation import without_introductions
from mailgate.agents.statuses import Led, lead
from mailgate.agents.together import together
from mailgate.model.decision import ReplyMeans
from mailgate.model.ticket import Status, TicketKind


@dataclass(frozen=True, slots=True)
class Plan:
    """What the mail asks for, allowed and complete; the effects in the order in which they are carried out."""

    effects: tuple[Effect, ...]
    public: bool | None  # whether the text goes to customers; None: there is no text
    text: str  # as written; `block.literal` makes it readable
    status: Status | None  # of the ticket after all; None without a ticket
    transcript: Transcript

    @property
    def preview(self) -> bool:
        """Nothing is carried out; the agent is shown the mail."""
        return any(isinstance(effect, Preview) for effect in self.effects)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing runs and nothing is sent; the text is held."""

    reason: str
    transcript: Transcript
    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """Nobody vouches for the mail: it is a note, and the plan waits for the agent's answer to a "confirm" mail."""

    plan: Plan


def plan(
    block: Block, desk: DeskFacts, ticket: TicketFacts | None, agent: AgentFacts
) -> Plan | Refusal | Confirm:
    """Judges an agent's mail."""
    scene = Scene(desk, ticket, agent)
    text = _text(block)
    public = _public(block, text, scene)
    judged = tuple(judge(line, scene) for line in block.lines)
    judged = together(judged, text=bool(text), public=public is True)
    led = lead(ticket, judged, answered=public is True) if ticket is not None else None
    judged = led.judged if led is not None else judged
    late = block.late if public else ()
    shown = transcript(judged, late)
    reason = _refused(block, scene, led, shown, public=public is True)
    if reason is not None:
        return Refusal(reason, shown, text)
    if public:
        text = without_introductions(text, desk.internal)
    made = Plan(_effects(judged, led), public, text, led.status if led is not None else None, shown)
    return made if _covered(judged, scene, public=public is True) else Confirm(made)


def _text(block: Block) -> str:
    """The text of the mail; `#note he is angry` is a note, too."""
    inline = next((line.argument for line in block.lines if line.command is Command.NOTE), "")
    below = block.text.strip() if plain(block.text).strip() else ""
    return "\n\n".join(part for part in (inline, below) if part)


def _public(block: Block, text: str, scene: Scene) -> bool | None:
    """Where the text goes; settled before anybody typed, unless a command says otherwise."""
    if not text and not block.has(Command.MACRO):
        return None
    if block.has(Command.NOTE, Command.ASK) or _internal(scene):
        return False
    if block.has(Command.PUBLIC, Command.MACRO):
        return True
    if scene.agent.held or block.has(Command.FOR):
        return False  # a remark on what was kept back; the mail that is forwarded
    sure = scene.agent.authority in (Authority.FULL, Authority.UNPROVEN)
    return scene.ticket is not None and sure and scene.agent.means is ReplyMeans.REPLY


def _internal(scene: Scene) -> bool:
    return scene.ticket is not None and scene.ticket.kind is TicketKind.INTERNAL


def _refused(block: Block, scene: Scene, led: Led | None, shown: Transcript, *, public: bool) -> str | None:
    if scene.agent.authority in (Authority.OUTSIDER, Authority.DISOWNED):
        return "nobody vouches that the mail is yours"
    if block.overflow:
        return f"it holds more than {MAX_COMMANDS} commands"
    if not shown.ok:
        return "a command is wrong: nothing was done and nothing was sent"
    if public and (short := short_of(Needs.FULL, scene)) is not None:
        return short
    return led.refused if led is not None else None


def _effects(judged: tuple[Judged, ...], led: Led | None) -> tuple[Effect, ...]:
    effects = tuple(effect for one in judged for effect in one.done.effects)
    return (*effects, led.effect) if led is not None and led.effect is not None else effects


def _covered(judged: tuple[Judged, ...], scene: Scene, *, public: bool) -> bool:
    """Whether the agent's word is enough as it is, without a confirmation."""
    needs = [needed(COMMANDS[one.command], scene) for one in judged if one.command is not None]
    return all(may(scene.agent.authority, n) for n in (*needs, *((Needs.FULL,) if public else ())))
