"""What of a question is looked for in the database: whole words, phrases and beginnings alike as pieces of text."""

from __future__ import annotations

from exchange.retrieval.parsing import Query

MOST = 8


def looked_for(asked: Query) -> list[str]:
    """The pieces of text of which a record must hold one; at most MOST."""
    pieces = [word.shown for word in asked.words] + [phrase.shown for phrase in asked.phrases] + list(asked.prefixes)
    return pieces[:MOST]
