"""What do the commands do that name people: agents, teams, customers?"""

from mailgate.agents.arguments import read_address, read_addresses_in, read_who
from mailgate.agents.effects import AddCc, Ask, Assign, Claim, Escalate, For, RemoveCc
from mailgate.agents.facts import Scene
from mailgate.agents.judged import Found
from mailgate.agents.unclear import Unclear, pick
from mailgate.model.mail import Address
from mailgate.model.states import Happening


def assign(argument: str, scene: Scene) -> Found | Unclear:
    """To an agent, a team or nobody."""
    if not argument:
        return Unclear("a name is missing: me, an agent, a team or none")
    found = read_who(argument, scene.agent.name, scene.desk.agents, scene.desk.teams)
    if isinstance(found, Unclear):
        return found
    agent, team = found
    return Found((Assign(agent, team),), agent or team or "nobody", Happening.TAKE if agent else None)


def take(_argument: str, scene: Scene) -> Found | Unclear:
    """To the agent who asks, with a soft claim."""
    me = scene.agent.name
    return Found((Assign(me), Claim(me)), happening=Happening.TAKE)


def ask(argument: str, scene: Scene) -> Found | Unclear:
    """A question to a team."""
    found = pick(argument, scene.desk.teams, "team")
    return found if isinstance(found, Unclear) else Found((Ask(found),), found)


def escalate(_argument: str, scene: Scene) -> Found | Unclear:
    """To the lead of the ticket's team."""
    lead = scene.ticket.lead if scene.ticket is not None else None
    return Found((Escalate(lead),), lead) if lead else Unclear("the team of this ticket has no lead")


def join(argument: str, scene: Scene) -> Found | Unclear:
    """Customers who take part from now on; who takes part already stays as they are."""
    found = read_addresses_in(argument)
    if isinstance(found, Unclear):
        return found
    wrong = _inside(found, scene)
    if wrong is not None:
        return wrong
    there = scene.ticket.participants if scene.ticket is not None else frozenset[str]()
    new = tuple(a for a in found if a.key not in there)
    return Found((AddCc(new),), ", ".join(a.key for a in new)) if new else Found(remark="takes part already")


def leave(argument: str, scene: Scene) -> Found | Unclear:
    """Customers who take part no longer."""
    found = read_addresses_in(argument)
    if isinstance(found, Unclear):
        return found
    assert scene.ticket is not None  # the scope of the command says so
    for address in found:
        if address.key == scene.ticket.requester:
            return Unclear(f"{address.key} is the requester: the ticket is theirs")
        if address.key not in scene.ticket.participants:
            return Unclear(f"{address.key} takes no part in this ticket")
    return Found((RemoveCc(tuple(a.key for a in found)),))


def for_customer(argument: str, scene: Scene) -> Found | Unclear:
    """The customer whose ticket it is."""
    found = read_address(argument)
    if isinstance(found, Unclear):
        return found
    wrong = _inside((found,), scene)
    return wrong if wrong is not None else Found((For(found.address, found.name),), found.key)


def _inside(people: tuple[Address, ...], scene: Scene) -> Unclear | None:
    """Agents and mailboxes of ours are no customers: their addresses would be shown to customers (P4)."""
    inside = next((a for a in people if scene.desk.internal(a.key)), None)
    if inside is None:
        return None
    return Unclear(f"{inside.key} is one of ours, not a customer's: use #assign or #ask for colleagues")
