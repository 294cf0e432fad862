"""What the database is asked, for tests of how often and how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from exchange.core.db import db

Asked = list[tuple[str, Any]]


@contextmanager
def asked() -> Iterator[Asked]:
    """The statements sent to the database inside the block, each with its values as the driver had them, in order."""
    engine, found = db.engine, []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_more: object) -> None:
        found.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
