"""What Alembic runs for every command: our tables, on the connection that the caller holds."""

from alembic import context
from sqlalchemy import Connection

from bot.storage.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite can change a table only by making it anew.
    render_as_batch=True,
    # We begin SQLite's transactions ourselves, so its changes of tables are undone with the rest.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
