"""Words as people write them: the index knows only folded forms, without accents and in small letters."""

from __future__ import annotations

from dataclasses import replace

from exchange.retrieval import analysis
from exchange.retrieval.engines import engine
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.parsing import NOTHING, Word
from exchange.retrieval.port import Request


def as_written(kind: str, form: str, language: str) -> str:
    """A folded form as a text that holds it has the word, in small letters; one in `language` if there is one.

    The form itself when no text holds it that can be read now.
    """
    asked = replace(NOTHING, words=(Word(form, form, exact=True),))
    hits = engine().search(Request(kind, asked, language=language, limit=1)).hits
    if not hits:
        return form
    held = sorted(registered_kinds()[kind].documents([hits[0].record]), key=lambda one: one.language != hits[0].language)
    texts = [text for one in held for text in (one.title, *one.texts)]
    tokens = ((text, token) for text in texts for token in analysis.tokens(text))
    return next((text[token.start : token.end].lower() for text, token in tokens if token.form == form), form)
