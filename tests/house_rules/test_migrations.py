"""A migrated database is what the models say, constraints included: `flask db check` does not notice those."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Inspector, create_engine, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import ReflectedIndex

from exchange.core.db import db


def condition(index: ReflectedIndex) -> list[str]:
    """For which rows an index of this database holds, as the database words it; empty for all."""
    return sorted(f"{name}: {value}" for name, value in index.get("dialect_options", {}).items())


def constraints(found: Inspector) -> dict[str, set[tuple[str, str]]]:
    """The constraints of every table, as kind and name."""
    return {
        table: {
            *(("check", str(one["name"])) for one in found.get_check_constraints(table)),
            *(("unique", str(one["name"])) for one in found.get_unique_constraints(table)),
            *(
                ("foreign key", f"{one['name']} {one['referred_table']} {one['options']}")
                for one in found.get_foreign_keys(table)
            ),
            *(
                ("index", f"{one['name']} {one['column_names']} {bool(one['unique'])} {condition(one)}")
                for one in found.get_indexes(table)
            ),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def check_texts(found: Inspector) -> dict[str, set[str]]:
    """What every CHECK constraint says, as this database words it."""
    return {
        table: {f"{one['name']}: {' '.join(one['sqltext'].split())}" for one in found.get_check_constraints(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_alembic_finds_nothing_to_migrate(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, db.metadata) == []


def test_constraints_are_those_of_the_models(app: Flask) -> None:
    with made_from_models(db.engine) as made:
        migrated, modelled = inspect(db.engine), inspect(made)
        assert constraints(migrated) == constraints(modelled)
        assert check_texts(migrated) == check_texts(modelled)


def test_every_constraint_has_a_name_a_person_chose(app: Flask) -> None:
    unnamed = [
        f"{table.name}: {one.sqltext}"
        for table in db.metadata.tables.values()
        for one in table.constraints
        if isinstance(one, CheckConstraint) and not one.name
    ]
    assert not unnamed


@contextmanager
def made_from_models(engine: Engine) -> Iterator[Engine]:
    """The tables as the models make them, beside the migrated ones: in memory, or in a schema of their own."""
    if engine.dialect.name == "sqlite":
        made = create_engine("sqlite://")
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE SCHEMA modelled")
        made = create_engine(engine.url, connect_args={"options": "-c search_path=modelled"})
    try:
        db.metadata.create_all(made)
        yield made
    finally:
        made.dispose()
