"""Alembic against the product's own engine, on both databases."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from exchange.core.db import UtcDateTime, db


def render_moment(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand on their own: our moment type is written as the column it makes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Migrate inside one transaction: the caller's when it handed over a connection, else one that is committed here."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is None:
        run_alone()
    else:
        migrate(given)


def run_alone() -> None:
    """Migrate and commit. SQLite rebuilds tables, so foreign keys rest meanwhile and are checked at the end."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        heed_foreign_keys(connection, "OFF")
        try:
            migrate(connection.execution_options(writing=True))
        finally:
            heed_foreign_keys(connection, "ON")


def heed_foreign_keys(connection: Connection, switch: str) -> None:
    """Switch them on SQLite. The pragma does nothing inside a transaction, so it goes past SQLAlchemy, which begins one."""
    if connection.dialect.name == "sqlite":
        connection.rollback()
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={switch}")


def migrate(connection: Connection) -> None:
    """Bring the tables of this connection to where the command says, or raise."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="",
        render_item=render_moment,
        # SQLite undoes changes of tables too, which Alembic does not count on: it would commit each migration by itself.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError("the migration leaves rows that point nowhere")


run()
