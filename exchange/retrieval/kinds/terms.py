"""Which terms a record stands under: the themes above its own, the regions around its places."""

from __future__ import annotations

from collections.abc import Iterable

from exchange.vocabularies import queries as vocabularies


def is_country(code: str) -> bool:
    """True for the code of a country, False for a region and for an unknown code."""
    found = vocabularies.place(code)
    return found is not None and found.kind == "country"


def with_parents(themes: Iterable[str]) -> set[str]:
    """Themes in use in place of retired ones, and the themes above them."""
    held = set()
    for theme_id in themes:
        used = vocabularies.theme_in_use(theme_id)
        theme = vocabularies.theme(used) if used else None
        if theme is not None:
            held.add(theme.id)
            held |= {theme.parent_id} if theme.parent_id else set()
    return held


def regions_of_places(places: Iterable[str]) -> set[str]:
    """The regions places lie in and the areas named themselves; the world only where it is named."""
    held: set[str] = set()
    for code in places:
        if not is_country(code) and vocabularies.place(code) is not None:
            held.add(code)
        held |= {region for region in vocabularies.regions_of(code) if region != vocabularies.WORLD}
    return held


def in_words(themes: Iterable[str], places: Iterable[str], language: str) -> list[str]:
    """Names of themes and places in the language of the text, as its page shows them: a line of each."""
    return [", ".join(vocabularies.theme_label(code, language) for code in themes),
            ", ".join(vocabularies.place_name(code, language) for code in places)]  # fmt: skip
