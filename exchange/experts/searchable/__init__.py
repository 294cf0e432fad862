"""Experts as a kind of record to be searched."""

from __future__ import annotations

from flask_babel import ngettext

from exchange.core.languages import DEFAULT
from exchange.experts import queries
from exchange.experts.searchable import documents
from exchange.experts.searchable.facets import FACETS
from exchange.experts.visibility import ProfileView
from exchange.retrieval.database.records import Records
from exchange.retrieval.kinds.searchable import Searchable

EXPERTS = "experts"


def count_words(count: int) -> str:
    """A number of experts in words."""
    return str(ngettext("%(num)s expert", "%(num)s experts", count))


def _texts(view: ProfileView) -> dict[str, str]:
    """What is said of an expert, by language of the biography."""
    of_all = [view.name, view.position, view.organisation]
    return {language: " ".join([*of_all, text]) for language, text in (view.biography or {DEFAULT: ""}).items()}


# Experts are few, and what everybody may see of one is worked out in Python.
FOUND = Records[ProfileView](
    every=lambda: queries.public_profiles(queries.public_ids()),
    number=lambda view: view.user_id,
    newest=documents.moment,
    texts=_texts,
    facets=FACETS,
)
KIND: Searchable[ProfileView] = Searchable(
    name=EXPERTS,
    record="expert",
    version=documents.VERSION,
    facets=FACETS,
    numbers=queries.public_ids,
    documents=documents.of_experts,
    database=FOUND,
    counted=count_words,
    ranking=frozenset({"theme"}),
    likeness={"theme": 0.5, "country": 0.15},
)
