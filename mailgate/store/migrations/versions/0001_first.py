"""The first schema: ledger, tickets, timers, outbox.

Frozen: later changes are later migrations. The types are the store's own, whose form in the database never changes.
"""

import sqlalchemy as sa
from alembic import op

from mailgate.store.types import Id, Instant, Json

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates every table of the first release."""
    op.create_table(
        "agent_state",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_epoch", sa.Integer(), nullable=False),
        sa.Column("away_since", Instant, nullable=True),
        sa.Column("away_until", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agent_state"),
        sa.UniqueConstraint("name", name="uq_agent_state_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("fields", Json, nullable=False),
        sa.Column("first_seen_at", Instant, nullable=False),
        sa.Column("dkim_domain", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("two_way_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("address", name="uq_contact_address"),
    )
    op.create_table(
        "counter",
        sa.Column("cap", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("bucket", Instant, nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cap", "subject", "bucket", name="pk_counter"),
    )
    op.create_index("ix_counter_bucket", "counter", ["bucket"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("arrived_at", Instant, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("helo", sa.Text(), nullable=False),
        sa.Column("mail_from", sa.Text(), nullable=False),
        sa.Column("rcpt_to", Json, nullable=False),
        sa.Column("auth_user", sa.Text(), nullable=True),
        sa.Column("tls", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Instant, nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant, nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("fate", sa.Text(), nullable=True),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("reasons", Json, nullable=True),
        sa.Column("steps", Json, nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (fate IS NULL)", name=op.f("ck_journal_settled_has_fate")),
        sa.CheckConstraint(
            "fate IN ('ticket', 'appended', 'recorded', 'command', 'held', 'duplicate', 'transit', 'quarantined', 'spam', 'discarded')",
            name=op.f("ck_journal_fate_known"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'settled', 'quarantined')", name=op.f("ck_journal_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_message_id", "journal", ["message_id"], unique=False)
    op.create_index(
        "ix_journal_quarantined",
        "journal",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'quarantined'"),
        postgresql_where=sa.text("state = 'quarantined'"),
    )
    op.create_index("ix_journal_ticket_id", "journal", ["ticket_id"], unique=False)
    op.create_index(
        "ix_journal_waiting",
        "journal",
        ["quiet", "next_attempt_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "keyring",
        sa.Column("kid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("retired_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("kid", name="pk_keyring"),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fencing", sa.BigInteger(), nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "message_id",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("journal_id", Id, nullable=True),
        sa.Column("outbox_kind", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message_id"),
        sa.UniqueConstraint("message_id", "digest", name="uq_message_id_message_id_digest"),
    )
    op.create_table(
        "switch",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_switch"),
    )
    op.create_table(
        "raw",
        sa.Column("journal_id", Id, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_raw_journal_id"),
        sa.PrimaryKeyConstraint("journal_id", name="pk_raw"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("requester_id", Id, nullable=True),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("watching", Json, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("tags", Json, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("first_response_at", Instant, nullable=True),
        sa.Column("solved_at", Instant, nullable=True),
        sa.Column("closed_at", Instant, nullable=True),
        sa.Column("postponed_until", Instant, nullable=True),
        sa.Column("unanswered_since", Instant, nullable=True),
        sa.Column("last_message_id", sa.Text(), nullable=True),
        sa.Column("merged_into", Id, nullable=True),
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_ticket_merged_has_survivor")
        ),
        sa.CheckConstraint(
            "kind IN ('customer', 'internal', 'proactive')", name=op.f("ck_ticket_kind_known")
        ),
        sa.CheckConstraint(
            "priority IN ('low', 'normal', 'high', 'urgent')", name=op.f("ck_ticket_priority_known")
        ),
        sa.CheckConstraint(
            "status IN ('new', 'open', 'waiting', 'postponed', 'solved', 'closed', 'merged', 'spam')",
            name=op.f("ck_ticket_status_known"),
        ),
        sa.ForeignKeyConstraint(["requester_id"], ["contact.id"], name="fk_ticket_requester_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ticket_requester_id", "ticket", ["requester_id"], unique=False)
    op.create_index("ix_ticket_status_updated_at", "ticket", ["status", "updated_at"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_event_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_ticket_id", "event", ["ticket_id", "id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("journal_id", Id, nullable=True),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("sender", Json, nullable=False),
        sa.Column("to", Json, nullable=False),
        sa.Column("cc", Json, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("new_text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("automatic", Json, nullable=True),
        sa.Column("authentication", Json, nullable=True),
        sa.Column("arrived_at", Instant, nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_direction_known")),
        sa.CheckConstraint(
            "kind IN ('customer', 'agent', 'note', 'auto', 'bounce', 'ack', 'notice')",
            name=op.f("ck_message_kind_known"),
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_message_journal_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_message_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_ticket_id", "message", ["ticket_id", "id"], unique=False)
    op.create_index("uq_message_journal_id", "message", ["journal_id", "ticket_id"], unique=True)
    op.create_table(
        "participant",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("joined_at", Instant, nullable=False),
        sa.Column("dkim_domain", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('requester', 'cc')", name=op.f("ck_participant_role_known")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_participant_contact_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_participant_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.UniqueConstraint("ticket_id", "address", name="uq_participant_ticket_id_address"),
    )
    op.create_table(
        "promise",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("judged_at", Instant, nullable=True),
        sa.CheckConstraint("basis IN ('sla', 'estimate')", name=op.f("ck_promise_basis_known")),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'missed', 'void')", name=op.f("ck_promise_state_known")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_promise_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_ticket_id", "promise", ["ticket_id"], unique=False)
    op.create_index(
        "ix_promise_until",
        "promise",
        ["until"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "reference_alias",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_reference_alias_ticket_id"),
        sa.PrimaryKeyConstraint("reference", name="pk_reference_alias"),
    )
    op.create_table(
        "ticket_link",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("other_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.CheckConstraint(
            "kind IN ('follows', 'merged', 'split', 'relates', 'claims')",
            name=op.f("ck_ticket_link_kind_known"),
        ),
        sa.ForeignKeyConstraint(["other_id"], ["ticket.id"], name="fk_ticket_link_other_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_ticket_link_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_link"),
        sa.UniqueConstraint("ticket_id", "other_id", "kind", name="uq_ticket_link_ticket_id_other_id_kind"),
    )
    op.create_index("ix_ticket_link_other_id", "ticket_link", ["other_id"], unique=False)
    op.create_table(
        "timer",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("resumed_at", Instant, nullable=True),
        sa.Column("used_s", sa.Integer(), nullable=False),
        sa.Column("target_s", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("wake_at", Instant, nullable=True),
        sa.Column("satisfied_at", Instant, nullable=True),
        sa.Column("breached_at", Instant, nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('first_response', 'next_reply', 'update', 'resolution', 'total')",
            name=op.f("ck_timer_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'satisfied', 'cancelled')", name=op.f("ck_timer_state_known")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_timer_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.UniqueConstraint("ticket_id", "kind", "instance", name="uq_timer_ticket_id_kind_instance"),
    )
    op.create_index(
        "ix_timer_wake_at",
        "timer",
        ["wake_at"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("message_pk", Id, nullable=False),
        sa.Column("journal_id", Id, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_attachment_journal_id"),
        sa.ForeignKeyConstraint(["message_pk"], ["message.id"], name="fk_attachment_message_pk"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_message_pk", "attachment", ["message_pk"], unique=False)
    op.create_table(
        "firing",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("timer_id", Id, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["timer_id"], ["timer.id"], name="fk_firing_timer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_firing"),
        sa.UniqueConstraint("timer_id", "generation", "step", name="uq_firing_timer_id_generation_step"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("ticket_id", Id, nullable=True),
        sa.Column("message_pk", Id, nullable=True),
        sa.Column("journal_id", Id, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=True),
        sa.Column("recheck", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('ack', 'reply', 'notification', 'notice')", name=op.f("ck_outbox_kind_known")
        ),
        sa.CheckConstraint("recheck IN ('unanswered')", name=op.f("ck_outbox_recheck_known")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_outbox_journal_id"),
        sa.ForeignKeyConstraint(["message_pk"], ["message.id"], name="fk_outbox_message_pk"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_outbox_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_ticket_id", "outbox", ["ticket_id"], unique=False)
    op.create_table(
        "outbox_recipient",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("outbox_id", Id, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", Instant, nullable=True),
        sa.Column("next_attempt_at", Instant, nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant, nullable=True),
        sa.Column("smarthost", sa.Text(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'refused', 'expired', 'cancelled')",
            name=op.f("ck_outbox_recipient_state_known"),
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_recipient_outbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_recipient"),
        sa.UniqueConstraint("outbox_id", "address", name="uq_outbox_recipient_outbox_id_address"),
    )
    op.create_index(
        "ix_outbox_recipient_waiting",
        "outbox_recipient",
        ["next_attempt_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
