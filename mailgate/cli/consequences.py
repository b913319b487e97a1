"""What does a mail cause besides its ticket's fields? Commands, effects, people, and other tickets, as JSON and as lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mailgate.cli.drafts import NUMBER, Preview
from mailgate.cli.output import rfc3339, wrapped
from mailgate.model.decision import Decision, NewMessage
from mailgate.model.effects import Effect, KeepBack
from mailgate.operations.printable import printable
from mailgate.pipeline.context import Context

_LONGEST = 500  # characters of one line


@dataclass(frozen=True)
class Further:
    """What the same mail causes on another ticket, with the mails that would leave."""

    decision: Decision
    previews: Sequence[Preview]


def consequences(decision: Decision, context: Context) -> dict[str, Any]:
    """The keys that `explain` adds for any decision: what is said, who joins, what an agent's commands do."""
    return {
        "message": _message(decision.message) if decision.message else None,
        "participants": [
            {"address": p.address.address, "role": p.role, "why": p.why} for p in decision.participants
        ],
        "links": [{"kind": kind, "ref": _reference(context, other)} for kind, other in decision.links],
        "commands": [
            {"line": c.line, "ok": c.ok, "reason": c.reason, "nearest": c.nearest} for c in decision.commands
        ],
        "effects": [effect_shape(e) for e in decision.effects],
        "held": next((_held(e) for e in decision.effects if isinstance(e, KeepBack)), None),
        "withdraws": list(decision.withdraw),
        "told_later": [{"agent": agent, "what": what} for agent, what in decision.told_later],
        "counted": [{"cap": hit.cap, "subject": hit.subject} for hit in decision.hits],
    }  # fmt: skip


def further_shape(one: Further, context: Context) -> dict[str, Any]:
    """What happens on another ticket; its reference, or NUMBER where it would be opened."""
    decision = one.decision
    return {
        "ticket": NUMBER if decision.new_ticket else _reference(context, decision.ticket_id),
        "opens": decision.new_ticket is not None,
        "fields": fields_shape(decision),
        "due": due_shape(decision),
        "events": [{"kind": e.kind, "actor": e.actor, "detail": plain(e.detail)} for e in decision.events],
        "outgoing": [p.as_json() for p in one.previews],
        **consequences(decision, context),
    }


def fields_shape(decision: Decision) -> dict[str, Any]:
    """The fields of a ticket that would be opened, and those that are set on it or on another."""
    new, changes = decision.new_ticket, {name: plain(value) for name, value in decision.changes.items()}
    if new is None:
        return changes
    return {
        "subject": new.subject, "status": new.status.value, "priority": new.priority.value, "category": new.category,
        "tags": list(new.tags), "mailbox": new.mailbox, "language": new.language, "requester": new.requester.address,
        **changes,
    }  # fmt: skip


def due_shape(decision: Decision) -> list[dict[str, Any]]:
    """The timers as they would stand."""
    return [
        {
            "kind": t.kind, "state": t.state, "policy": t.policy, "calendar": t.calendar, "target_s": t.target_s or 0,
            "due_at": rfc3339(t.due_at),
        }
        for t in decision.timers
    ]  # fmt: skip


def effect_shape(effect: Effect) -> dict[str, Any]:
    """One effect by the name of its kind, with what it says."""
    said = asdict(effect)
    if isinstance(effect, KeepBack):
        said = {"agent": effect.agent, "kind": effect.kind.value}  # the rest stands under "held"
    return {"effect": _words(type(effect).__name__), **plain(said)}


def _message(new: NewMessage) -> dict[str, Any]:
    return {"kind": new.kind.value, "public": new.public, "verified": new.verified, "author": new.author}


def _held(effect: KeepBack) -> dict[str, Any]:
    asked = [{"doubt": q["doubt"], "detail": q["detail"]} for q in effect.questions]
    return {
        "kind": effect.kind.value, "agent": effect.agent, "until": rfc3339(effect.expires_at), "questions": asked,
    }  # fmt: skip


def _words(name: str) -> str:
    """`RemindAgent` as `remind agent`."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _reference(context: Context, ticket_id: int | None) -> str:
    ticket = context.ticket(ticket_id)
    return ticket.reference if ticket is not None else str(ticket_id or NUMBER)


def print_consequences(shape: Mapping[str, Any]) -> None:
    """For people; what there is none of is left out."""
    for heading, lines in _sections(shape):
        if lines:
            print(f"\n{heading}")
            for line in lines:
                print(*wrapped(printable(line, _LONGEST), "  "), sep="\n")


def _sections(shape: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield from _of_ticket(shape)
    for other in shape["further"]:
        name = printable(other["ticket"])
        sets = [f"sets {k}: {v}" for k, v in other["fields"].items() if v not in (None, [], {})]
        yield (f"A new ticket, {name}" if other["opens"] else f"On {name}", sets)
        yield from ((f"{name}: {heading}", lines) for heading, lines in _of_ticket(other))


def _of_ticket(shape: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    held = shape["held"]
    yield (
        "Commands" + (", not carried out" if shape.get("fate") == "held" else ""),
        [f"{'✓' if c['ok'] else '✗'} {c['line']}{_reason(c)}" for c in shape["commands"]],
    )
    if held is not None:
        until = f" until {held['until']}" if held["until"] else ""
        yield f"Kept back for {held['agent']}{until}", [q["detail"] for q in held["questions"]]
    yield "Joins", [f"{p['address']} as {p['role']}: {p['why']}" for p in shape["participants"]]
    yield "Links", [f"{link['kind']} {link['ref']}" for link in shape["links"]]
    yield "Does", [_line(e) for e in shape["effects"] if e["effect"] != "keep back"]
    yield "Told with the next digest", [f"{t['agent']}: {t['what']}" for t in shape["told_later"]]


def _reason(command: Mapping[str, Any]) -> str:
    meant = f"; did you mean #{command['nearest']}?" if command["nearest"] and not command["ok"] else ""
    return f" ({command['reason']}{meant})" if command["reason"] or meant else ""


def _line(effect: Mapping[str, Any]) -> str:
    said = ", ".join(f"{name} {value}" for name, value in effect.items() if name != "effect")
    return f"{effect['effect']}: {said}" if said else str(effect["effect"])


def plain(value: Any) -> Any:
    """The value as JSON knows it: instants as RFC 3339, enums by their values."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value
