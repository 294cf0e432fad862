"""What facets of several kinds of record have in common: their words on pages and in the interface, and their values."""

from __future__ import annotations

from typing import TypedDict

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.retrieval.kinds.values import Languages, Terms, Themes, Values


class Shared(TypedDict):
    """The part of a facet that is the same for every kind of record."""

    name: str
    label: LazyString
    meaning: str
    values: Values


THEME: Shared = {
    "name": "theme",
    "label": _l("Theme"),
    "meaning": "Theme identifiers; a theme includes those below it.",
    "values": Themes(),
}
COUNTRY: Shared = {
    "name": "country",
    "label": _l("Country"),
    "meaning": "ISO 3166-1 alpha-2 codes.",
    "values": Terms("country"),
}
LANGUAGE: Shared = {
    "name": "language",
    "label": _l("Language"),
    "meaning": "BCP 47 codes: of texts for practices, of working languages for experts.",
    "values": Languages(),
}
