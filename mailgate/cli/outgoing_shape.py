"""What is a mail of the outbox as JSON, and how far is it in words?"""

from collections import Counter
from datetime import datetime
from typing import Any

from mailgate.cli.mail_shape import addresses_shape
from mailgate.cli.output import rfc3339
from mailgate.store.views_outbox import OutgoingView, RecipientView


def delivery_shape(recipient: RecipientView) -> dict[str, Any]:
    """How far a mail is for one recipient: `delivery[]` of SPEC section 16.2."""
    if (back := recipient.failure) is not None:
        words = " ".join(filter(None, (back.status, back.diagnostic or back.reason)))
        return {
            "address": recipient.address,
            "state": state_of(recipient),
            "at": rfc3339(back.at),
            "detail": words,
        }
    return {
        "address": recipient.address,
        "state": recipient.state,
        "at": rfc3339(recipient.settled_at or recipient.next_attempt_at),
        "detail": _detail(recipient),
    }


def outgoing_shape(mail: OutgoingView) -> dict[str, Any]:
    """One mail, with its recipients and without its text."""
    return {
        "id": mail.id,
        "kind": mail.kind,
        "ticket": mail.ticket,
        "journal_id": mail.journal_id,
        "message_id": mail.message_id,
        "from": addresses_shape((mail.draft.from_,))[0],
        "to": addresses_shape(mail.draft.to),
        "subject": mail.draft.subject,
        "created_at": rfc3339(mail.created_at),
        "expires_at": rfc3339(mail.expires_at),
        "recipients": [_recipient(r) for r in mail.recipients],
    }


def state_of(recipient: RecipientView) -> str:
    """The stored state; `bounced` or `delayed` where the next servers reported so afterwards."""
    names = {"failed": "bounced", "delayed": "delayed"}
    back = recipient.failure
    return names.get(back.action, recipient.state) if back is not None else recipient.state


def progress_of(mail: OutgoingView) -> str:
    """`sent 2, waiting 1`, or the state alone where there is one recipient."""
    states = Counter(state_of(r) for r in mail.recipients)
    if len(mail.recipients) == 1:
        return state_of(mail.recipients[0])
    return ", ".join(f"{state} {count}" for state, count in states.items())


def next_try(mail: OutgoingView) -> datetime | None:
    """When somebody is tried next."""
    return min((r.next_attempt_at for r in mail.recipients if r.next_attempt_at), default=None)


def _recipient(r: RecipientView) -> dict[str, Any]:
    return {
        "address": r.address,
        "state": r.state,
        "attempts": r.attempts,
        "next_attempt_at": rfc3339(r.next_attempt_at),
        "settled_at": rfc3339(r.settled_at),
        "code": r.code,
        "detail": r.detail,
        "released_at": rfc3339(r.released_at),
        "reports": [
            {"at": rfc3339(b.at), "journal_id": b.journal_id, "action": b.action, "status": b.status,
             "permanent": b.permanent, "reason": b.reason, "diagnostic": b.diagnostic} for b in r.reports
        ],
    }  # fmt: skip


def _detail(r: RecipientView) -> str:
    """The last answer; its code first, unless the words begin with it."""
    words = r.detail or ""
    return f"{r.code} {words}".strip() if r.code and not words.startswith(str(r.code)) else words
