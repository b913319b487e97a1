"""`mailgate contact`: a customer, looked at; and their address forgiven what came back from it."""

from datetime import datetime
from typing import Annotated, Any

import typer

from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json, Limit
from mailgate.cli.output import emit, facts, moment, rfc3339, table
from mailgate.config.schema import Settings
from mailgate.errors import NotFound
from mailgate.failpoints import Unit
from mailgate.letters.caps import Cap
from mailgate.model.address_score import ScorePolicy
from mailgate.model.duration import format_duration
from mailgate.pipeline.caps import caps_on
from mailgate.store import Tx, counters, scores, views_people
from mailgate.store.scores import ScoreView
from mailgate.store.views_people import ContactTicket, ContactView

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Customers.")
Counted = list[tuple[Cap, int]]


@app.callback()
def _group() -> None:
    """Customers."""


@app.command()
def show(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Case does not matter.")],
    limit: Limit = 20,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show a customer with their newest tickets and how much automatic mail they got."""
    with house(config) as place:
        contact, tickets, caps = place.store.read_now(lambda tx: _found(tx, place, address, limit or None))
        score = place.store.read_now(lambda tx: scores.of(tx, contact.address))
        shape = contact_shape(contact, tickets, caps, place.settings)
        shape["bounces"] = score_shape(score, place.clock.now(), place.settings.bounces.policy)
    if as_json:
        emit(shape)
    else:
        _readable(shape, contact, caps)


@app.command()
def unmute(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Case does not matter.")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Forget what came back from an address: it gets automatic mail again."""
    with house(config) as place:
        wanted = address.strip()
        forgiven = place.store.write_now(Unit.OPERATOR, lambda tx: scores.forgive(tx, wanted))
    if not forgiven:
        raise NotFound(f"nothing stands against {wanted}")
    if as_json:
        emit({"address": wanted.lower(), "forgiven": True})
    else:
        print(f"{wanted} gets automatic mail again.")


def score_shape(found: ScoreView | None, now: datetime, policy: ScorePolicy) -> dict[str, Any] | None:
    """What stands against an address now, or null."""
    if found is None:
        return None
    score = found.score
    return {
        "score": round(score.value_at(now, policy), 2),
        "dead_at": policy.dead,
        "hard": score.hard,
        "soft": score.soft,
        "last_at": rfc3339(score.at),
        "reason": found.reason,
        "muted_until": rfc3339(score.muted_until) if score.muted(now) else None,
    }


def contact_shape(
    contact: ContactView, tickets: list[ContactTicket], caps: Counted, settings: Settings
) -> dict[str, Any]:
    """The shape of `contact show --json`, but for what came back."""
    organisation = settings.organisation_of(contact.address)
    return {
        "address": contact.address,
        "name": contact.name,
        "organisation": contact.organisation or (organisation.name if organisation else None),
        "group": organisation.group if organisation else None,
        "phone": contact.phone,
        "language": contact.language,
        "zone": contact.zone,
        "fields": dict(contact.fields),
        "first_seen_at": rfc3339(contact.first_seen_at),
        "two_way_at": rfc3339(contact.two_way_at),
        "tickets": [
            {"ref": t.reference, "subject": t.subject, "status": t.status, "role": t.role,
             "created_at": rfc3339(t.created_at)} for t in tickets
        ],
        "caps": [
            {"cap": cap.name, "subject": cap.subject, "window_s": int(cap.window.total_seconds()), "used": used,
             "limit": cap.limit, "reached": used >= cap.limit} for cap, used in caps
        ],
    }  # fmt: skip


def _found(
    tx: Tx, place: House, address: str, limit: int | None
) -> tuple[ContactView, list[ContactTicket], Counted]:
    contact = views_people.contact_of(tx, address.strip())
    if contact is None:
        agent = place.settings.agent_of(address.strip())
        hint = f"; it is an address of {agent.name}, see `mailgate agent list`" if agent is not None else ""
        raise NotFound(f"no customer is known by {address}{hint}")
    caps, now = caps_on(place.settings.caps, contact.address), place.clock.now()
    hits = counters.hits(tx, [(c.name, c.subject, now - c.window - c.bucket) for c in caps])
    used = [(cap, hits.get(cap.key, 0)) for cap in caps]
    return contact, views_people.tickets_of(tx, contact.id, limit), used


def _readable(shape: dict[str, Any], contact: ContactView, caps: Counted) -> None:
    group = f" ({shape['group']})" if shape["group"] else ""
    facts(
        [
            ("Address", contact.address),
            ("Name", contact.name),
            ("Organisation", f"{shape['organisation']}{group}" if shape["organisation"] else None),
            ("Phone", contact.phone),
            ("Language", contact.language),
            ("Zone", contact.zone),
            *((name.capitalize(), value) for name, value in contact.fields.items()),
            ("First seen", contact.first_seen_at),
            ("Two-way", moment(contact.two_way_at) if contact.two_way_at else "not yet"),
            ("Came back", _bounces(shape["bounces"])),
            *((f"Cap {cap.name}", _cap(cap, used)) for cap, used in caps if used),
        ]
    )  # fmt: skip
    print()
    rows = [(t["ref"], t["status"], t["role"], t["created_at"][:10], t["subject"]) for t in shape["tickets"]]
    table(("Reference", "Status", "Role", "Created", "Subject"), rows, empty="They have no ticket.")


def _bounces(shape: dict[str, Any] | None) -> str | None:
    if shape is None:
        return None
    muted = f": no automatic mail until {shape['muted_until'][:10]}" if shape["muted_until"] else ""
    hits = f"{shape['hard']} hard, {shape['soft']} soft, last {shape['reason']}"
    return f"{hits} (score {shape['score']} of {shape['dead_at']}){muted}"


def _cap(cap: Cap, used: int) -> str:
    reached = ": reached" if used >= cap.limit else ""
    return f"{used} of {cap.limit} in {format_duration(int(cap.window.total_seconds()))}{reached}"
