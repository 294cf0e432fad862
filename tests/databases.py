"""A fresh database for each test: migrated and filled with the vocabularies once, then copied."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

SERVER = os.environ.get("EXCHANGE_TEST_DATABASE_URL", "")


class TestDatabase(Protocol):
    """Where the tests' data is."""

    url: str

    def keep_as_template(self, engine: Engine) -> None:
        """Remember the database as it is now."""

    def restore(self, engine: Engine) -> None:
        """Bring back what was remembered."""


class SqliteFile:
    """A SQLite file, copied back before each test."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "exchange.sqlite3"
        self.template = folder / "template.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def keep_as_template(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        shutil.copyfile(self.file, self.template)

    def restore(self, engine: Engine) -> None:
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)


class PostgresDatabase:
    """A database of a PostgreSQL server, made from a template before each test."""

    def __init__(self, server: str, worker: str) -> None:
        address = make_url(server)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        self.name = f"exchange_test_{worker}"
        self.template = f"{self.name}_template"
        self.admin = create_engine(address, isolation_level="AUTOCOMMIT")
        self.url = address.set(database=self.name).render_as_string(hide_password=False)
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', f'CREATE DATABASE "{self.name}"')

    def _run(self, *statements: str) -> None:
        with self.admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def keep_as_template(self, engine: Engine) -> None:
        engine.dispose()
        self._run(
            f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)',
            f'CREATE DATABASE "{self.template}" TEMPLATE "{self.name}"',
        )

    def restore(self, engine: Engine) -> None:
        engine.dispose()
        self._run(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"',
        )


def choose(folder: Path, worker: str) -> TestDatabase:
    """The database of this test process: on the server of EXCHANGE_TEST_DATABASE_URL, else a file in `folder`."""
    return PostgresDatabase(SERVER, worker) if SERVER else SqliteFile(folder)
