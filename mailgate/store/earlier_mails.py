"""Which of our mails on a ticket has each customer got last? Their client knows it, and finds the conversation by it."""

import sqlalchemy as sa

from mailgate.store.schema_work import outbox, outbox_recipient
from mailgate.store.store import Tx

_LATEST = 200  # mails that are looked through


def last_to(tx: Tx, ticket_id: int) -> dict[str, str]:
    """The Message-ID of our newest mail on a ticket to each customer, by address in lower case."""
    found = (
        sa.select(outbox_recipient.c.address, outbox.c.message_id)
        .join(outbox, outbox.c.id == outbox_recipient.c.outbox_id)
        .where(outbox.c.ticket_id == ticket_id, outbox.c.kind.in_(("ack", "reply")))
        .where(outbox_recipient.c.state != "cancelled")
        .order_by(outbox.c.id.desc())
        .limit(_LATEST)
    )
    return {row.address.lower(): row.message_id for row in reversed(tx.execute(found).all())}
