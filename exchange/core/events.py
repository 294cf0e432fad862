"""What one room tells the others: signals (blinker) with one typed payload each, hear inside the sender's transaction.

The room that tells names its events in its `events.py`; a room above connects in its `feature.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from blinker import Signal
from flask import Flask, current_app

from exchange.core.transaction import require_transaction

Payload = TypeVar("Payload")


class Event(Generic[Payload]):
    """Something that happened, told to the receivers of one application with a payload of one frozen type."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._signal = Signal(name)

    def connect(self, app: Flask, receive: Callable[[Payload], object]) -> Callable[[], None]:
        """Have `receive` called in `app` whenever this happens: the call that ends it. Receivers have no order, so none may count on another."""

        def hear(_app: Flask, *, payload: Payload) -> None:
            receive(payload)

        self._signal.connect(hear, sender=app, weak=False)
        return lambda: self._signal.disconnect(hear, sender=app)

    def send(self, payload: Payload) -> None:
        """Tell every receiver, in the caller's transaction: what one of them raises goes through and undoes all of it.

        RuntimeError outside a transaction.
        """
        require_transaction()
        app: Any = current_app
        self._signal.send(app._get_current_object(), payload=payload)
