"""A fresh database for each test: migrated and filled with the vocabularies once, then copied."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

SERVER = os.environ.get("EXCHANGE_TEST_DATABASE_URL", "")


class TestDatabase(Protocol):
    """Where the tests' data is."""

    url: str

    def prepare(self, engine: Engine) -> None:
        """Give the connections of the tests what only they need; before the first one is made."""

    def keep_as_template(self, engine: Engine) -> None:
        """Remember the database as it is now."""

    def restore(self, engine: Engine) -> None:
        """Bring back what was remembered."""

    def close(self) -> None:
        """Let go of every connection."""


class SqliteFile:
    """A SQLite file, copied back before each test."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "exchange.sqlite3"
        self.template = folder / "template.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self.restored: tuple[int, ...] = ()

    def prepare(self, engine: Engine) -> None:
        # No machine loses power under these tests, and nobody needs their data afterwards: no commit waits for the disk.
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))

    def keep_as_template(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        shutil.copyfile(self.file, self.template)

    def restore(self, engine: Engine) -> None:
        if self.restored and self._state() == self.restored:
            return
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)
        self.restored = self._state()

    def _state(self) -> tuple[int, ...]:
        """What differs once somebody has written: when and how long the file is, and how much waits in the log beside it."""
        state, log = self.file.stat(), Path(f"{self.file}-wal")
        return (state.st_mtime_ns, state.st_size, log.stat().st_size if log.exists() else 0)

    def close(self) -> None:
        pass


# Emptying tables and putting a few rows back takes a tenth of the time that a new database does. What the
# template holds is put back only where somebody wrote: triggers note that, cascades included. `restore` gives
# false when the tables are not those of the template any more.
KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.dirty (name text);
CREATE TABLE kept.sequences AS
    SELECT quote_ident(sequencename) AS name, coalesce(last_value, start_value) AS value, last_value IS NOT NULL AS called
    FROM pg_sequences WHERE schemaname = 'public';
CREATE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kept.dirty VALUES (TG_TABLE_NAME);
    RETURN NULL;
END $$;
CREATE FUNCTION kept.shape() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(oid || relname || relnatts || relchecks, ' ' ORDER BY oid)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
$$;
DO $$
DECLARE one text; filled boolean;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_' || one, one);
        END IF;
        EXECUTE format('CREATE TRIGGER kept_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION kept.note()', one);
    END LOOP;
END $$;
CREATE TABLE kept.template AS SELECT kept.shape() AS shape;
CREATE FUNCTION kept.restore() RETURNS boolean LANGUAGE plpgsql
SET session_replication_role = replica SET lock_timeout = '2s' AS $$
DECLARE one text;
BEGIN
    IF kept.shape() <> (SELECT shape FROM kept.template) THEN
        RETURN false;
    END IF;
    FOR one IN SELECT DISTINCT name FROM kept.dirty LOOP
        EXECUTE format('DELETE FROM public.%I', one);
        IF to_regclass(format('kept.%I', 'rows_' || one)) IS NOT NULL THEN
            EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', one, 'rows_' || one);
        END IF;
    END LOOP;
    DELETE FROM kept.dirty;
    PERFORM setval(('public.' || name)::regclass, value, called) FROM kept.sequences;
    RETURN true;
END $$;
"""


class PostgresDatabase:
    """A database of a PostgreSQL server, brought back before each test; made from a template anew where that is not enough."""

    def __init__(self, server: str, worker: str) -> None:
        address = make_url(server)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        self.name = f"exchange_test_{worker}"
        self.template = f"{self.name}_template"
        self.admin = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.keeper = create_engine(address.set(database=self.name), isolation_level="AUTOCOMMIT", pool_size=1)
        self.url = address.set(database=self.name).render_as_string(hide_password=False)
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', f'CREATE DATABASE "{self.name}"')

    def _run(self, *statements: str) -> None:
        with self.admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def prepare(self, engine: Engine) -> None:
        pass

    def keep_as_template(self, engine: Engine) -> None:
        engine.dispose()
        with self.keeper.connect() as connection:
            connection.exec_driver_sql(KEEP.replace("%", "%%"))
        self.keeper.dispose()
        self._run(
            f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)',
            f'CREATE DATABASE "{self.template}" TEMPLATE "{self.name}"',
        )

    def restore(self, engine: Engine) -> None:
        if self._brought_back():
            return
        engine.dispose()
        self.keeper.dispose()
        self._run(
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"',
        )

    def _brought_back(self) -> bool:
        try:
            with self.keeper.connect() as connection:
                return bool(connection.execute(text("SELECT kept.restore()")).scalar())
        except DBAPIError:  # a test took the tables away, or left a transaction open
            return False

    def close(self) -> None:
        self.keeper.dispose()
        self.admin.dispose()


def choose(folder: Path, worker: str) -> TestDatabase:
    """The database of this test process: on the server of EXCHANGE_TEST_DATABASE_URL, else a file in `folder`."""
    return PostgresDatabase(SERVER, worker) if SERVER else SqliteFile(folder)
