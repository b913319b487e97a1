"""What is still to be done: timers, promises, outgoing mail, counters, leases."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint

from mailgate.store.schema import constant, metadata, one_of, own_id, partial_index
from mailgate.store.types import Id, Instant, Json

timer = Table(
    "timer",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("instance", sa.Integer, nullable=False),
    Column("generation", sa.Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("resumed_at", Instant),
    Column("used_s", sa.Integer, nullable=False),
    Column("target_s", sa.Integer, nullable=False),
    Column("due_at", Instant),
    Column("wake_at", Instant),  # when the next step, or the breach itself, wants attention
    Column("satisfied_at", Instant),
    Column("breached_at", Instant),
    Column("imported", sa.Boolean, nullable=False),
    Column("allowed_s", sa.Integer),  # the target, or more where a grace was left
    Column("planned_at", Instant),  # when this generation of its reminders began
    Column("policy_version", Text),
    Column("calendar_version", Text),
    one_of("kind", ("first_response", "next_reply", "update", "resolution", "total")),
    one_of("state", ("running", "paused", "satisfied", "cancelled")),
    UniqueConstraint("ticket_id", "kind", "instance"),
)
TIMER_RUNS = timer.c.state == constant("running")
partial_index("ix_timer_wake_at", timer.c.wake_at, where=TIMER_RUNS)

firing = Table(
    "firing",
    metadata,
    own_id(),
    Column("timer_id", Id, ForeignKey("timer.id"), nullable=False),
    Column("generation", sa.Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("late", sa.Boolean, nullable=False),
    UniqueConstraint("timer_id", "generation", "step"),
)

# What a letter says is untrue once none of these timers counts any more: it is looked at before it leaves.
outbox_timer = Table(
    "outbox_timer",
    metadata,
    Column("outbox_id", Id, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("timer_id", Id, ForeignKey("timer.id"), primary_key=True, autoincrement=False),
)

# Policies and calendars as they once were, by the versions that timers and lines of the timeline name.
sla_version = Table(
    "sla_version",
    metadata,
    Column("version", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("seen_at", Instant, nullable=False),
    one_of("kind", ("policy", "calendar")),
)

promise = Table(
    "promise",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("basis", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("judged_at", Instant),
    one_of("basis", ("sla", "estimate")),
    one_of("state", ("open", "kept", "missed", "void")),
)
Index("ix_promise_ticket_id", promise.c.ticket_id)
PROMISE_OPEN = promise.c.state == constant("open")
partial_index("ix_promise_until", promise.c.until, where=PROMISE_OPEN)

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("message_pk", Id, ForeignKey("message.id")),
    Column("journal_id", Id, ForeignKey("journal.id")),  # the mail that caused it
    Column("kind", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("sender", Text, nullable=False),  # envelope; "" is the null reverse-path
    Column("draft", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("recheck", Text),  # what must still be true when it leaves
    one_of("kind", ("ack", "reply", "notification", "notice")),
    one_of("recheck", ("unanswered",)),
)
Index("ix_outbox_ticket_id", outbox.c.ticket_id)

outbox_recipient = Table(
    "outbox_recipient",
    metadata,
    own_id(),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", sa.Integer, nullable=False),
    Column("first_attempt_at", Instant),
    Column("next_attempt_at", Instant),
    Column("claimed_by", Text),
    Column("lease_until", Instant),
    Column("smarthost", Text),
    Column("code", sa.Integer),
    Column("detail", Text),
    Column("settled_at", Instant),
    Column("released_at", Instant),  # by an operator: leaves although sending is paused
    one_of("state", ("waiting", "sending", "sent", "refused", "expired", "cancelled")),
    UniqueConstraint("outbox_id", "address"),
)
UNSENT = outbox_recipient.c.state.in_([constant("waiting"), constant("sending")])
partial_index(
    "ix_outbox_recipient_waiting", outbox_recipient.c.next_attempt_at, outbox_recipient.c.id, where=UNSENT
)

# Hits per bucket of time; a cap sums the buckets of its window, so that no window ever holds more than the cap.
counter = Table(
    "counter",
    metadata,
    Column("cap", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("bucket", Instant, primary_key=True),
    Column("hits", sa.Integer, nullable=False),
)
Index("ix_counter_bucket", counter.c.bucket)

agent_state = Table(
    "agent_state",
    metadata,
    own_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("token_epoch", sa.Integer, nullable=False),  # raised to revoke all tokens given to this agent
    Column("away_since", Instant),
    Column("away_until", Instant),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("fencing", sa.BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
)

# What an operator has turned off or on while running, such as sending.
switch = Table(
    "switch",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
)
