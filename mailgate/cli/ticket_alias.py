"""`mailgate ticket alias`: by which other numbers is a ticket known, since the system before this one?"""

from typing import Annotated

import typer

from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, facts
from mailgate.cli.which import ticket_number
from mailgate.errors import NotFound
from mailgate.failpoints import Unit
from mailgate.model import former, reference
from mailgate.model.decision import NewEvent
from mailgate.pipeline.desk import build
from mailgate.store import Tx, lookups, messages, threads, views_tickets

_ACTOR = "operator"


def alias(
    ticket: Annotated[str, typer.Argument(metavar="REF", help="As in EX-26-000042-K.")],
    name: Annotated[list[str], typer.Argument(metavar="NAME...", help="As in [Ticket#2019101110000042].")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Give a ticket the numbers that it had in a former system, so that mail with them still finds it.

    A number must have a form that [[former]] in mailgate.toml names. It keeps its first ticket.
    """
    with house(config) as place:
        names = [_name(place, text) for text in name]
        found = place.store.write_now(Unit.OPERATOR, lambda tx: _give(tx, place, ticket, names))
    if as_json:
        emit({"ref": found, "aliases": names})
    else:
        facts([("Ticket", found), ("Also", ", ".join(names))])


def _name(place: House, text: str) -> str:
    """The number as it is looked up; NotFound says how to make it known."""
    read = former.names(build(place.settings).formats, text)
    checked = [str(r) for r in reference.find(text)]
    if len({*read, *checked}) != 1:
        problem = f"{text} is no number that mail is searched for"
        raise NotFound(f'{problem}: add [[former]] with form = "[Ticket#{{number}}]" to mailgate.toml')
    return [*read, *checked][0]


def _give(tx: Tx, place: House, ticket: str, names: list[str]) -> str:
    number = ticket_number(tx, ticket)
    [(found, _)] = views_tickets.heads(tx, [number])
    before = lookups.aliases(tx, names)
    taken = next((n for n in names if before.get(n, number) != number), None)
    if taken is not None:
        [(other, _)] = views_tickets.heads(tx, [before[taken]])
        raise NotFound(f"{taken} is a number of {other} already, and stays that")
    new = [n for n in dict.fromkeys(names) if n not in before]
    threads.add_aliases(tx, [(n, number) for n in new], _ACTOR)
    events = [NewEvent("alias", _ACTOR, {"number": n}) for n in new]
    messages.add_events(tx, number, events, _ACTOR, place.clock.now())
    return str(found)
