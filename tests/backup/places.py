"""Applications and databases of a test's own, and what stands in a database, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import NullPool

from config import from_environment
from exchange import create_app
from exchange.core.db import db
from tests.client import Reader
from tests.databases import SERVER

ALONE = {"alembic_version", "sign_ins"}
Rows = dict[str, list[tuple[Any, ...]]]


class Places:
    """Makes applications over empty folders and databases that are gone afterwards."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.databases: list[str] = []
        self.made: list[Flask] = []

    def make(self, *, sqlite: bool = False, **settings: str) -> Flask:
        """An application over an empty place, on SQLite or on the database that the tests use."""
        number = len(self.made)
        app = application(self.folder / f"place{number}", self._database(f"{self.name}_{number}", sqlite=sqlite), **settings)
        app.test_client_class = Reader
        self.made.append(app)
        return app

    def close(self) -> None:
        """Let go of everything."""
        for app in self.made:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        if SERVER:
            self._run(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in self.databases))

    def _database(self, name: str, *, sqlite: bool) -> str:
        if sqlite or not SERVER:
            return f"sqlite:///{self.folder / name}.sqlite3"
        self.databases.append(f"exchange_{name}")
        self._run(f'DROP DATABASE IF EXISTS "exchange_{name}" WITH (FORCE)', f'CREATE DATABASE "exchange_{name}"')
        address = make_url(SERVER).set(drivername="postgresql+psycopg", database=f"exchange_{name}")
        return address.render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        address = make_url(SERVER).set(drivername="postgresql+psycopg")
        admin = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        admin.dispose()


def application(var: Path, database: str, **settings: str) -> Flask:
    """The product over this folder and database, which may both be empty."""
    given = {
        "EXCHANGE_VAR": str(var),
        "DATABASE_URL": database,
        "PUBLIC_URL": "http://exchange.test",
        "RATE_LIMITS": "0",
        "SAMPLE": "0",
        "LOG_LEVEL": "ERROR",
    }
    app = create_app(from_environment({**given, **settings}))
    app.config.update(TESTING=True, RAISE_FAULTS=True)
    return app


def run(app: Flask, *words: str | Path) -> Result:
    """A command over this application, as on a terminal."""
    # The context of the tests' own application is pushed already, and a command runs in the one it finds.
    with app.app_context():
        return app.test_cli_runner().invoke(args=[str(word) for word in words])


def done(app: Flask, *words: str | Path) -> str:
    """What a command says that must end well."""
    result = run(app, *words)
    assert result.exit_code == 0, result.output + result.stderr + repr(result.exception)
    return result.stdout


def rows_of(app: Flask) -> Rows:
    """Every row of every table as the models read it, sorted; sign-ins and the number of the migration apart."""
    with app.app_context(), db.engine.connect() as connection:
        found = {name: connection.execute(select(table)).all() for name, table in db.metadata.tables.items() if name not in ALONE}
        return {name: sorted((tuple(row) for row in rows), key=repr) for name, rows in found.items()}


def stored_rows_of(app: Flask) -> Rows:
    """The same as the driver gives it, with nothing read into it."""
    with app.app_context(), db.engine.connect() as connection:
        return {name: _stored(connection, name) for name in inspect(connection).get_table_names() if name not in ALONE}


def _stored(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(
        f'CAST("{one["name"]}" AS TEXT)' for one in sorted(inspect(connection).get_columns(name), key=lambda one: one["name"])
    )
    rows = connection.execute(text(f'SELECT {columns} FROM "{name}"'))  # noqa: S608 - names of the database itself
    return sorted((tuple(row) for row in rows), key=repr)


def tables_there(app: Flask) -> list[str]:
    """The tables of the application's database."""
    with app.app_context():
        return inspect(db.engine).get_table_names()
