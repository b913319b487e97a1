"""What do the commands do that name other tickets, or ask for a mail back?"""

from mailgate.agents.aliases import command_named, nearest_word
from mailgate.agents.arguments import read_listing, read_reference
from mailgate.agents.effects import Link, MergeInto, Show, Shown, Split
from mailgate.agents.facts import Scene, TicketFacts
from mailgate.agents.judged import Found
from mailgate.agents.unclear import Unclear
from mailgate.model.states import Happening
from mailgate.model.ticket import Status

_SUBJECT = 200


def other(argument: str, scene: Scene) -> TicketFacts | Unclear:
    """The other ticket that a reference names."""
    reference = read_reference(argument)
    if isinstance(reference, Unclear):
        return reference
    found = scene.desk.tickets.get(reference)
    if found is None:
        return Unclear(f"there is no ticket {reference}")
    if scene.ticket is not None and found.reference == scene.ticket.reference:
        return Unclear(f"{found.reference} is this ticket itself")
    return found


def merge(argument: str, scene: Scene) -> Found | Unclear:
    """This ticket into the other."""
    found = other(argument, scene)
    if isinstance(found, Unclear):
        return found
    if found.status in (Status.SPAM, Status.MERGED):
        return Unclear(f"{found.reference} is {found.status.value}")
    return Found((MergeInto(found.reference),), found.reference, Happening.MERGE)


def link(argument: str, scene: Scene) -> Found | Unclear:
    """This ticket and the other, shown with each other."""
    found = other(argument, scene)
    return found if isinstance(found, Unclear) else Found((Link(found.reference),), found.reference)


def split(argument: str, scene: Scene) -> Found | Unclear:
    """The customer's newest message out of this ticket."""
    if scene.ticket is not None and scene.ticket.customer_messages < 2:
        return Unclear("it holds only one message by customers: nothing would be left")
    return Found((Split(argument[:_SUBJECT] or None),))


def status(argument: str, scene: Scene) -> Found | Unclear:
    """A mail about this ticket, or about the one that is named."""
    return _about(Shown.STATUS, argument, scene)


def why(argument: str, scene: Scene) -> Found | Unclear:
    """A mail with the reasons of a ticket."""
    return _about(Shown.WHY, argument, scene)


def listing(argument: str, _scene: Scene) -> Found | Unclear:
    """A mail with a list of tickets."""
    found = read_listing(argument)
    return found if isinstance(found, Unclear) else Found((Show(Shown.LIST, found),), found)


def manual(argument: str, _scene: Scene) -> Found | Unclear:
    """A mail with the commands, or with one of them."""
    if not argument:
        return Found((Show(Shown.HELP),))
    word = argument.lstrip("#").strip()
    command = command_named(word)
    if command is None:
        return Unclear(f'there is no command "{word[:40]}"', nearest_word(word))
    return Found((Show(Shown.HELP, command.value),))


def _about(shown: Shown, argument: str, scene: Scene) -> Found | Unclear:
    if argument:
        reference = read_reference(argument)
        if isinstance(reference, Unclear):
            return reference
        found = scene.desk.tickets.get(reference)
        if found is not None:
            return Found((Show(shown, found.reference),), found.reference)
        return Unclear(f"there is no ticket {reference}")
    if scene.ticket is None:
        return Unclear("which ticket? Name it by its reference")
    return Found((Show(shown, scene.ticket.reference),))
