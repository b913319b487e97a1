"""Messages of a ticket, their attachments and ids, and the timeline around them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mailgate.model.decision import NewEvent, NewMessage
from mailgate.model.mail import Address, Mail
from mailgate.store import prepared
from mailgate.store.schema import attachment, event, message, message_id
from mailgate.store.statements import insert_id, insert_new
from mailgate.store.store import Tx

_ATTACHMENT = sa.insert(attachment)
_EVENT = sa.insert(event)
_ID_ROW: dict[str, Any] = {"ticket_id": None, "journal_id": None, "outbox_kind": None, "made_at": None}


def add_message(
    tx: Tx,
    ticket_id: int,
    journal_id: int,
    new: NewMessage,
    mail: Mail,
    evidence: Mapping[str, Any],
    at: datetime,
) -> int:
    """Files the mail as a message; `evidence` is the verdict on its author."""
    said = mail.new_text if new.new_text is None else new.new_text
    values = {
        "ticket_id": ticket_id, "journal_id": journal_id, "direction": new.direction, "kind": new.kind.value,
        "public": new.public, "verified": new.verified, "message_id": mail.message_id, "author": new.author,
        "sender": _people(mail.senders), "to": _people(mail.to), "cc": _people(mail.cc),
        "subject": mail.subject, "text": mail.text, "new_text": said, "html": mail.html,
        "automatic": {"kind": mail.automatic.kind.value, "evidence": list(mail.automatic.evidence)},
        "authentication": dict(evidence), "arrived_at": at,
    }  # fmt: skip
    return int(prepared.value(tx, insert_id(message), values))


def add_note(tx: Tx, ticket_id: int, text: str, author: str, now: datetime) -> None:
    """Files an internal note that no mail brought."""
    values: dict[str, Any] = {
        "ticket_id": ticket_id, "journal_id": None, "direction": "in", "kind": "note", "public": False, "verified": True,
        "message_id": "", "author": author, "sender": [], "to": [], "cc": [], "subject": "", "text": text,
        "new_text": text, "html": None, "automatic": None, "authentication": None, "arrived_at": now,
    }  # fmt: skip
    prepared.value(tx, insert_id(message), values)


def forget_stub(tx: Tx, journal_id: int) -> None:
    """Frees an entry's place on its stub ticket, so that the mail itself can take it; the stub's words stay."""
    stubs = sa.select(message.c.id).where(message.c.journal_id == journal_id)
    tx.execute(sa.delete(attachment).where(attachment.c.message_pk.in_(stubs)))
    tx.execute(sa.update(message).where(message.c.journal_id == journal_id).values(journal_id=None))


def add_attachments(tx: Tx, message_pk: int, journal_id: int, mail: Mail) -> None:
    """Names the mail's attachments; their bytes stay in the raw mail."""
    if mail.attachments:
        rows = [
            {
                "message_pk": message_pk, "journal_id": journal_id, "path": a.path, "name": a.name,
                "content_type": a.content_type, "size": a.size, "sha256": a.sha256, "disposition": a.disposition,
                "content_id": a.content_id,
            }
            for a in mail.attachments
        ]  # fmt: skip
        prepared.change_each(tx, _ATTACHMENT, rows)


def remember_ids(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Stores Message-IDs; one that is already known in this way stays as it is."""
    if rows:
        prepared.change_each(tx, insert_new(tx.dialect.name, message_id), [{**_ID_ROW, **r} for r in rows])


def forget_id(tx: Tx, mail: Mail) -> None:
    """Frees a mail's id from the copy that came first, so that later copies repeat the mail itself."""
    same = sa.and_(message_id.c.message_id == mail.message_id, message_id.c.digest == mail.digest)
    tx.execute(sa.delete(message_id).where(same))


def add_events(tx: Tx, ticket_id: int, events: Sequence[NewEvent], cause: str, now: datetime) -> None:
    """Appends to the timeline."""
    if events:
        rows = [
            {"ticket_id": ticket_id, "at": now, "actor": e.actor, "kind": e.kind, "cause": cause, "detail": dict(e.detail)}
            for e in events
        ]  # fmt: skip
        prepared.change_each(tx, _EVENT, rows)


def _people(addresses: Sequence[Address]) -> list[dict[str, str]]:
    return [{"address": a.address, "name": a.name} for a in addresses]
