"""Run by Alembic: applies the revisions on the connection that `storage.migrate` hands over."""

from alembic import context

from dispatch_console.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
