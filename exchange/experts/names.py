"""The words for the codes a profile carries, in one language, for its pages and for the lists of its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from exchange.core.collation import sort_key
from exchange.core.languages import DEFAULT
from exchange.vocabularies import queries as vocabularies

# The languages with a two-letter code, and those of many speakers that have none.
_OFFERED = re.compile(r"[a-z]{2}|ber|ckb|fil|mai|sat|yue|zgh")
_WITHDRAWN = frozenset({"sh", "tl"})  # another code of the list says the same


@dataclass(frozen=True)
class Names:
    """Names in one language, for templates."""

    language: str

    def __post_init__(self) -> None:
        # Templates ask for names, and must not be what reads the vocabularies.
        vocabularies.current_vocabularies()

    def theme(self, theme_id: str) -> str:
        """The name of a theme."""
        return vocabularies.theme_label(theme_id, self.language)

    def place(self, code: str) -> str:
        """The name of a country."""
        return vocabularies.place_name(code, self.language)


def theme_options(language: str) -> dict[str, dict[str, str]]:
    """The themes in use by their group, in the order of the vocabulary; each group begins with itself as a theme."""
    return {
        vocabularies.label(branch.theme.labels, language): {
            one.id: vocabularies.label(one.labels, language) for one in (branch.theme, *branch.children)
        }
        for branch in vocabularies.theme_tree()
    }


def theme_ids() -> frozenset[str]:
    """The themes that can be chosen."""
    return frozenset(theme.id for branch in vocabularies.theme_tree() for theme in (branch.theme, *branch.children))


def country_options(language: str) -> dict[str, str]:
    """The countries by code, in the order of their names."""
    return {place.code: vocabularies.label(place.names, language) for place in vocabularies.countries(language)}


@cache
def language_options(language: str) -> Mapping[str, str]:
    """The languages a person may say they speak by code, in the order of their names in `language`."""
    own, fallback = Locale.parse(language).languages, Locale.parse(DEFAULT).languages
    found = {code: str(own.get(code) or fallback[code]) for code in language_codes()}
    return dict(sorted(found.items(), key=lambda option: sort_key(option[1], language)))


@cache
def language_codes() -> frozenset[str]:
    """The languages that can be chosen."""
    return frozenset(code for code in map(str, Locale.parse(DEFAULT).languages) if _OFFERED.fullmatch(code)) - _WITHDRAWN
