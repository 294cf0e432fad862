"""Alembic against the product's own engine, on both databases."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import text

from exchange.core.db import UtcDateTime, db, is_sqlite


def render_moment(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand on their own: our moment type is written as the column it makes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Migrate inside one transaction. SQLite rebuilds tables, so foreign keys rest meanwhile and are checked at the end."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if is_sqlite(engine):
            # The pragma does nothing inside a transaction: it goes to the driver's connection before one begins.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection = connection.execution_options(writing=True)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="",
            render_item=render_moment,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite(engine) and connection.execute(text("PRAGMA foreign_key_check")).first():
                raise RuntimeError("the migration leaves rows that point nowhere")
        if is_sqlite(engine):
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
