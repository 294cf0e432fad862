"""What an engine says of itself."""

from __future__ import annotations

from exchange.retrieval.port import SearchEngine


def figure(engine: SearchEngine, name: str, of: str = "") -> float:
    """The value of a measure, for one value of its label."""
    return next(one for one in engine.figures() if one.name == name).values[of]
