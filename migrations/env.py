"""Alembic's way in: the application gives the connection, and a lock is not waited for for ever."""

from alembic import context

from aimf_events import models  # noqa: F401
from aimf_events.database import db

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=db.metadata, compare_type=True, transaction_per_migration=False
)
with context.begin_transaction():
    connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
    context.run_migrations()
