"""One transaction for one verb: everything it writes stands together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from exchange.core import db as database
from exchange.core.db import db

LAST = "before_commit"
Item = TypeVar("Item", bound=Hashable)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block wrote when it ends, or undo all of it when it raises.

    Ends a read that the request has begun, so that the block sees the database as it is now and, on
    SQLite, holds the write lock from its first statement: what takes long is done before it. Raises OperationalError
    when a request has waited for the lock as long as `patience` lets it. Transactions do not nest: one inside another
    raises RuntimeError, since the inner one would commit half of the outer one's work.
    """
    if db.session.info.get("in_transaction"):
        raise RuntimeError("transactions do not nest")
    db.session.rollback()
    with database.turn() as seconds:
        db.session.info["in_transaction"] = True
        db.session.info[LAST] = {}
        try:
            database.begin_writing(seconds)
            yield
            for act, items in db.session.info.pop(LAST).items():
                act(list(items))
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.info["in_transaction"] = False
            db.session.info.pop(LAST, None)


def before_commit(act: Callable[[Sequence[Item]], object], items: Iterable[Item]) -> None:
    """Have `act` called once, as the last thing before the commit, with all items it was given in this transaction: each once, as first given.

    What it raises undoes the transaction. RuntimeError outside one, and while it ends.
    """
    require_transaction()
    if LAST not in db.session.info:
        raise RuntimeError("the transaction is ending: nothing can be added to what is done last")
    db.session.info[LAST].setdefault(act, {}).update(dict.fromkeys(items))


def require_transaction() -> None:
    """Raise RuntimeError outside `transaction()`: a job without its change must not be written."""
    if not db.session.info.get("in_transaction"):
        raise RuntimeError("this must be written inside transaction()")


def refuse_transaction() -> None:
    """Raise RuntimeError inside `transaction()`: what takes long without the database must be done before it is held."""
    if db.session.info.get("in_transaction"):
        raise RuntimeError("this must be worked out before transaction()")
