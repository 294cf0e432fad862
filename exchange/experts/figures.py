"""How many experts everybody may see: by theme, country and openness. Kept figures: see `changes/figures.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exchange.changes import figures
from exchange.changes.figures import EVERY, Bits, Code
from exchange.experts import queries
from exchange.experts.searchable.facets import FACETS
from exchange.experts.service import KIND
from exchange.vocabularies import queries as vocabularies

COUNTED = ("theme", "country", "open")
OPEN = ("yes", "limited")


def count(theme: str | None = None, country: str | None = None) -> int:
    """Number of experts, of a theme (with the themes below it) and of a country if given."""
    return _of(_bits(), theme, country).bit_count()


def count_open() -> int:
    """Number of experts who take requests."""
    return _bits().having("open", OPEN).bit_count()


def open_first(limit: int) -> list[int]:
    """Numbers of experts who take requests, those without limits first, then who joined last."""
    now = _bits()
    return [number for word in OPEN for number in figures.newest_numbers(now.having("open", [word]), limit)][:limit]


def counts_by_theme(country: str | None = None) -> dict[str, int]:
    """Number of experts by theme, of one country if given; a theme counts those of the themes below it, each expert once. Themes without any are left out."""
    return _counts("theme", country)


def counts_by_country() -> dict[str, int]:
    """Number of experts by country they live in or worked in, each expert once a country. Countries without any are left out."""
    return _counts("country", None)


def _bits() -> Bits:
    return figures.bits(KIND, _codes, vocabularies.current_vocabularies())


def _of(now: Bits, theme: str | None, country: str | None) -> int:
    found = now.every
    if theme is not None:
        used = vocabularies.theme_in_use(theme)
        found &= now.having("theme", [used] if used else ())
    return found if country is None else found & now.having("country", [country])


def _counts(facet: str, country: str | None) -> dict[str, int]:
    now = _bits()

    def count_each() -> dict[str, int]:
        chosen = _of(now, None, country)
        found = {value: (bits & chosen).bit_count() for value, bits in now.values(facet).items()}
        return {value: number for value, number in found.items() if number}

    return now.once((facet, country), count_each)


def _codes(numbers: Sequence[int] | None) -> Iterator[tuple[int, Code]]:
    """What experts are counted by: what everybody sees of each, with the words of the search."""
    for view in queries.public_profiles(queries.public_ids() if numbers is None else numbers):
        yield view.user_id, EVERY
        for facet in FACETS:
            if facet.name in COUNTED:
                yield from ((view.user_id, (facet.name, code)) for code in facet.codes_of(view))
