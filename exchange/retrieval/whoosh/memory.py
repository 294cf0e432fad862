"""A cache bounded by bytes: what was used longest ago goes first. Safe for threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
OVERHEAD = 200


class Memory(Generic[Value]):
    """Values by key, at most `bytes_held` of them by the sizes `size` tells."""

    def __init__(self, bytes_held: int, size: Callable[[Value], int]) -> None:
        self.limit = bytes_held
        self.size = size
        self.held = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value kept under `key`, made now if there is none. Two threads may make it at once; one is kept."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                return found[0]
        made = make()
        cost = self.size(made) + OVERHEAD
        with self._lock:
            if key not in self._values and cost <= self.limit:
                self._values[key] = (made, cost)
                self.held += cost
                while self.held > self.limit:
                    _key, (_value, freed) = self._values.popitem(last=False)
                    self.held -= freed
        return made

    def recent_keys(self, most: int) -> list[Any]:
        """The keys of the values used last, the latest first."""
        with self._lock:
            return list(islice(reversed(self._values), most))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.held = 0
