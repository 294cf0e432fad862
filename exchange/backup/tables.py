"""Tables of any revision, made and changed within the caller's transaction, so that all of it stands or none."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection

from config import ROOT

REVISIONS = "alembic_version"
NONE = "base"
NEWEST = "head"


def revision_of(connection: Connection) -> str | None:
    """The migration that the tables are at; None when there are none, or others."""
    found = MigrationContext.configure(connection).get_current_heads()
    return found[0] if len(found) == 1 else None


def is_known(revision: str) -> bool:
    """True for a migration that this version of the product has."""
    return any(one.revision == revision for one in ScriptDirectory(str(ROOT / "migrations")).walk_revisions())


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the tables up to `revision`."""
    command.upgrade(_configuration(connection), revision)


def take_away(connection: Connection) -> None:
    """Undo every migration."""
    command.downgrade(_configuration(connection), NONE)


def _configuration(connection: Connection) -> Config:
    found: Config = current_app.extensions["migrate"].migrate.get_config(str(ROOT / "migrations"))
    found.attributes["connection"] = connection
    return found
