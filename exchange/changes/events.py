"""What the record of visible change tells other rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.core.events import Event

# The outbox topic of the work that brings the index to what was told here. It stands here because rooms below search wait for that work.
INDEX = "index"


@dataclass(frozen=True)
class RecordsChanged:
    """Records of one kind that readers may see otherwise once the transaction stands, by number, ascending."""

    kind: str
    numbers: Sequence[int]


RECORDS_CHANGED = Event[RecordsChanged]("records changed")
