"""Runs migrations on the connection that `migrate` hands over, inside its transaction."""

from alembic import context

from mailgate.store import schema, schema_agents, schema_bounces, schema_work

assert schema_work.outbox.metadata is schema_agents.held.metadata is schema.metadata  # all of it is loaded
assert schema_bounces.address_score.metadata is schema.metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=schema.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
