"""What is a ticket as JSON? The shape of `ticket show --json` (SPEC section 16.2).

Acknowledgements and notifications have no row among the messages: they are shown from the outbox, so that the list
holds everything that anybody got. Ids begin with `m` for messages and `o` for the outbox.
"""

from typing import Any

from mailgate.cli.mail_shape import addresses_shape
from mailgate.cli.outgoing_shape import delivery_shape
from mailgate.cli.output import rfc3339
from mailgate.model.ticket import MessageKind
from mailgate.store.views_outbox import OutgoingView
from mailgate.store.views_tickets import Row, TicketView

_KINDS = {"ack": MessageKind.ACK, "notification": MessageKind.NOTICE, "notice": MessageKind.NOTICE}


def ticket_shape(ticket: TicketView) -> dict[str, Any]:
    """The ticket with every key of the specification."""
    row = ticket.row
    return {
        **head_shape(ticket.reference, row),
        "participants": [
            {"address": p["address"], "name": p["name"], "role": p["role"]} for p in ticket.participants
        ],
        "timers": [_timer(t) for t in ticket.timers],
        "links": [{"kind": kind, "ref": other} for kind, other in ticket.links],
        "messages": messages_shape(ticket),
        "events": [_event(e) for e in ticket.events],
    }


def head_shape(reference: str, row: Row) -> dict[str, Any]:
    """The ticket's own fields."""
    return {
        "ref": reference,
        "subject": row["subject"],
        "status": row["status"],
        "priority": row["priority"],
        "category": row["category"],
        "tags": list(row["tags"]),
        "team": row["team"],
        "assignee": row["assignee"],
        "requester": {"address": row["requester_address"] or "", "name": row["requester_name"] or ""},
        "mailbox": row["mailbox"],
        "language": row["language"],
        "created_at": rfc3339(row["created_at"]),
        "first_response_at": rfc3339(row["first_response_at"]),
        "solved_at": rfc3339(row["solved_at"]),
        "policy": _policy(row),
    }


def messages_shape(ticket: TicketView) -> list[dict[str, Any]]:
    """All that was written, ours included, in order of time."""
    replies: dict[int, list[OutgoingView]] = {}
    letters = []
    for mail in ticket.outgoing:
        if mail.kind in _KINDS:
            letters.append((mail.created_at, _letter(mail)))
        elif mail.message_pk is not None:
            replies.setdefault(mail.message_pk, []).append(mail)
    written = [
        (m["arrived_at"], _message(m, ticket.attachments.get(m["id"], ()), replies.get(m["id"], ())))
        for m in ticket.messages
    ]
    return [shape for _, shape in sorted([*written, *letters], key=lambda pair: pair[0])]


def _policy(row: Row) -> str | None:
    policy: str | None = row["policy"]
    return policy


def _message(row: Row, files: tuple[Row, ...], sent: "list[OutgoingView] | tuple[()]") -> dict[str, Any]:
    return {
        "id": f"m{row['id']}",
        "direction": row["direction"],
        "kind": row["kind"],
        "public": row["public"],
        "verified": row["verified"],
        "message_id": row["message_id"],
        "from": (row["sender"] or [None])[0],
        "to": row["to"],
        "cc": row["cc"],
        "subject": row["subject"],
        "text": row["text"],
        "new_text": row["new_text"],
        "html": row["html"],
        "attachments": [_attachment(a) for a in files],
        "automatic": row["automatic"],
        "arrived_at": rfc3339(row["arrived_at"]),
        "delivery": [delivery_shape(r) for mail in sent for r in mail.recipients],
    }


def _letter(mail: OutgoingView) -> dict[str, Any]:
    draft = mail.draft
    return {
        "id": f"o{mail.id}",
        "direction": "out",
        "kind": _KINDS[mail.kind].value,
        "public": mail.kind == "ack",
        "verified": True,
        "message_id": mail.message_id,
        "from": addresses_shape((draft.from_,))[0],
        "to": addresses_shape(draft.to),
        "cc": addresses_shape(draft.cc),
        "subject": draft.subject,
        "text": draft.text,
        "new_text": draft.text,
        "html": draft.html,
        "attachments": [],
        "automatic": {"kind": draft.automatic or "none", "evidence": []},
        "arrived_at": rfc3339(mail.created_at),
        "delivery": [delivery_shape(r) for r in mail.recipients],
    }


def _attachment(a: Row) -> dict[str, Any]:
    return {
        "name": a["name"],
        "content_type": a["content_type"],
        "size": a["size"],
        "sha256": a["sha256"],
        "inline": a["disposition"] == "inline",
    }


def _timer(t: Row) -> dict[str, Any]:
    return {
        "kind": t["kind"],
        "state": t["state"],
        "started_at": rfc3339(t["started_at"]),
        "due_at": rfc3339(t["due_at"]),
        "used_s": t["used_s"],
        "target_s": t["target_s"],
        "breached_at": rfc3339(t["breached_at"]),
    }


def _event(e: Row) -> dict[str, Any]:
    return {
        "at": rfc3339(e["at"]),
        "actor": e["actor"],
        "kind": e["kind"],
        "cause": e["cause"],
        "detail": e["detail"],
    }
