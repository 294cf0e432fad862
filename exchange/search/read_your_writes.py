"""Finding one's own change at once: the next search of who changed something waits a moment for the index.

The session remembers the newest job that their change owes the index. Somebody who changed nothing has nothing
there, and is never kept waiting.
"""

from __future__ import annotations

import time

from flask import session
from werkzeug.wrappers import Response

from exchange.core import clock
from exchange.core.db import db
from exchange.outbox import queries, service
from exchange.search import sync

KEY = "read_your_writes"
PATIENCE_SECONDS = 1.5
STEP_SECONDS = 0.05
# Older than this a change is in the index, or the worker is away and waiting would not help.
FRESH_SECONDS = 15


def remember(answer: Response) -> Response:
    """After a request that owes the index something: note it in the session."""
    number = service.newest_enqueued(sync.TOPIC)
    if number is not None:
        session[KEY] = [number, int(clock.now().timestamp())]
    return answer


def wait() -> None:
    """Wait until the index holds this person's last change, at most a moment; only the first search after it does."""
    if KEY not in session:
        return
    number, at = session.pop(KEY)
    if clock.now().timestamp() - at > FRESH_SECONDS:
        return
    end = time.monotonic() + PATIENCE_SECONDS
    while _is_owed(number) and time.monotonic() < end:
        time.sleep(STEP_SECONDS)


def _is_owed(number: int) -> bool:
    """Whether the job is still to be done. Ends the read, so that nothing is held while waiting and the next look sees what is new."""
    owed = queries.is_owed(number)
    db.session.rollback()
    return owed
