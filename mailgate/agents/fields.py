"""What do the commands do that set a field of the ticket, or say how this mail is handled?"""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailgate.agents import arguments
from mailgate.agents.dates import read_until
from mailgate.agents.effects import (
    AddTags,
    Due,
    Effect,
    KeepAsNote,
    Lang,
    Macro,
    NoReply,
    Remind,
    RemoveTags,
    SetCategory,
    SetPriority,
    Undo,
)
from mailgate.agents.facts import Scene
from mailgate.agents.judged import Found
from mailgate.agents.unclear import Unclear, pick
from mailgate.model.states import Happening


def note(_argument: str, scene: Scene) -> Found | Unclear:
    """Internal is always free; in an answer about a mail that was kept back, that mail becomes a note."""
    return Found((KeepAsNote(),) if scene.agent.held else ())


def priority(argument: str, _scene: Scene) -> Found | Unclear:
    """Sets the priority."""
    found = arguments.read_priority(argument)
    return found if isinstance(found, Unclear) else Found((SetPriority(found),))


def category(argument: str, scene: Scene) -> Found | Unclear:
    """Sets the category, or takes it away."""
    found = arguments.read_category(argument, scene.desk.categories)
    return found if isinstance(found, Unclear) else Found((SetCategory(found),), found or "none")


def tags(argument: str, _scene: Scene) -> Found | Unclear:
    """Adds and removes tags."""
    found = arguments.read_tags(argument)
    if isinstance(found, Unclear):
        return found
    add, remove = found
    effects: list[Effect] = [AddTags(add)] if add else []
    return Found((*effects, RemoveTags(remove)) if remove else tuple(effects))


def language(argument: str, scene: Scene) -> Found | Unclear:
    """Sets the language of our letters."""
    found = arguments.read_language(argument, scene.desk.languages)
    return found if isinstance(found, Unclear) else Found((Lang(found),), found)


def macro(argument: str, scene: Scene) -> Found | Unclear:
    """Puts a canned answer before the text."""
    found = pick(argument, scene.desk.macros, "macro")
    return found if isinstance(found, Unclear) else Found((Macro(found),), found)


def due(argument: str, scene: Scene) -> Found | Unclear:
    """Sets a deadline."""
    at = _until(argument, scene)
    return at if isinstance(at, Unclear) else Found((Due(at),), shown(at, scene))


def remind(argument: str, scene: Scene) -> Found | Unclear:
    """Reminds the agent who asks."""
    at = _until(argument, scene)
    return at if isinstance(at, Unclear) else Found((Remind(at, scene.agent.name),), shown(at, scene))


def postpone(argument: str, scene: Scene) -> Found | Unclear:
    """Lets the ticket sleep, until a time or until the customer writes."""
    if not argument:
        return Found(remark="until the customer writes", happening=Happening.POSTPONE)
    at = _until(argument, scene)
    return at if isinstance(at, Unclear) else Found((), shown(at, scene), Happening.POSTPONE, at)


def spam(argument: str, _scene: Scene) -> Found | Unclear:
    """Calls the ticket spam, or takes it back."""
    off = arguments.read_off(argument)
    if isinstance(off, Unclear):
        return off
    return Found(happening=Happening.UNSPAM if off else Happening.SPAM)


def noreply(_argument: str, scene: Scene) -> Found | Unclear:
    """Says that the unanswered messages need no answer."""
    if scene.ticket is not None and not scene.ticket.circumstances.unanswered:
        return Unclear("no message by a customer is unanswered")
    return Found((NoReply(),))


def undo(_argument: str, scene: Scene) -> Found | Unclear:
    """Takes back what the agent did last."""
    undoable = scene.ticket is not None and scene.ticket.undoable
    return Found((Undo(),)) if undoable else Unclear("there is nothing of yours to take back")


def shown(at: datetime, scene: Scene) -> str:
    """An instant as the transcript shows it, in the agent's zone."""
    local = at.astimezone(ZoneInfo(scene.desk.zone))
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def _until(argument: str, scene: Scene) -> datetime | Unclear:
    return read_until(argument, scene.desk.now, scene.desk.zone, scene.desk.opening)
