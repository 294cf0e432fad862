"""How many practices everybody may read: by theme, country, region and evidence, and by two of these at once. Kept figures: see `changes/figures.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import Select, func, select

from exchange.changes import figures
from exchange.changes.figures import EVERY, Bits, Code
from exchange.core.db import db
from exchange.practices import choices, lifecycle, substance
from exchange.practices.events import KIND
from exchange.practices.models import Practice, Version, VersionPlace, VersionTheme
from exchange.practices.queries.published import visible_numbers
from exchange.retrieval.kinds.terms import is_country, regions_of_places, with_parents
from exchange.vocabularies import queries as vocabularies

UNCHECKED = choices.UNCHECKED
# A practice of as many words can be read alone.
MUCH = 120
WHOLE = 400
# How much is told, the most first.
TOLD = ("whole", "much", "some", "little")
# The surest first.
LEVELS = (*reversed(choices.EVIDENCE_LEVELS), UNCHECKED)


def count(theme: str | None = None, country: str | None = None) -> int:
    """Number of practices, of a theme (with the themes below it) and of a country if given."""
    return _of(_bits(), theme, country).bit_count()


def counts_by_theme(country: str | None = None) -> dict[str, int]:
    """Number of practices by theme, of one country if given; a theme counts those of the themes below it too, each practice once. Themes without any are left out."""
    return _counts("theme", country=country)


def counts_by_country(theme: str | None = None) -> dict[str, int]:
    """Number of practices by country code, of one theme if given; regions and the world count nowhere. Countries without any are left out."""
    return _counts("country", theme)


def counts_by_region(theme: str | None = None) -> dict[str, int]:
    """Number of practices by region, of one theme if given, as the search by region finds them. Regions without any are left out."""
    return _counts("region", theme)


def counts_by_evidence(theme: str | None = None) -> dict[str, int]:
    """Number of practices by level of evidence, of one theme if given: every level, the least sure last. Without a reviewer's level: UNCHECKED."""
    found = _counts("evidence", theme)
    return {level: found.get(level, 0) for level in LEVELS}


def read_first(limit: int, theme: str | None = None, country: str | None = None) -> list[int]:
    """Numbers of the practices to read first: the surest evidence first, what tells most, from as many countries as there are, the newest."""
    now = _bits()
    return now.once(("first", limit, theme, country), lambda: _read_first(now, _of(now, theme, country), limit))


def sources() -> list[tuple[str, int, str, str]]:
    """(source, practices, licence, attribution) of all practices that were published elsewhere first, by source."""
    return _bits().once("sources", _sources)


def _sources() -> list[tuple[str, int, str, str]]:
    of = (Practice.source, Practice.licence, Practice.attribution)
    chosen = visible_numbers().where(Practice.source.is_not(None)).with_only_columns(Practice.source, func.count(), *of[1:])
    rows = db.session.execute(chosen.group_by(*of).order_by(*of).limit(100))
    return [(row[0] or "", row[1], row[2] or "", row[3] or "") for row in rows]


def newest_told() -> int | None:
    """Number of the practice published last among those that tell enough to be read alone; None when none does."""
    now = _bits()
    return now.once("newest told", lambda: _newest_told() if now.having("told", TOLD[:2]) else None)


def _newest_told() -> int | None:
    chosen = visible_numbers().where(Version.words >= MUCH).order_by(Version.published_at.desc(), Version.id.desc())
    found: int | None = db.session.scalar(chosen.limit(1))
    return found


def _bits() -> Bits:
    return figures.bits(KIND, _codes, vocabularies.current_vocabularies())


def _of(now: Bits, theme: str | None, country: str | None) -> int:
    found = now.every
    if theme is not None:
        used = vocabularies.theme_in_use(theme)
        found &= now.having("theme", [used] if used else ())
    if country is not None:
        found &= now.having("country", [country])
    return found


def _counts(facet: str, theme: str | None = None, country: str | None = None) -> dict[str, int]:
    now = _bits()

    def count_each() -> dict[str, int]:
        chosen = _of(now, theme, country)
        found = {value: (bits & chosen).bit_count() for value, bits in now.values(facet).items()}
        return {value: number for value, number in found.items() if number}

    return now.once((facet, theme, country), count_each)


def _read_first(now: Bits, chosen: int, limit: int) -> list[int]:
    countries = now.values("country").values()
    found: list[int] = []
    for level, told in product(LEVELS, TOLD):
        left = chosen & now.having("evidence", [level]) & now.having("told", [told])
        seen = 0
        while left and len(found) < limit:
            number = figures.newest_numbers(left & ~seen or left, 1)[0]
            found.append(number)
            left ^= 1 << number
            for bits in countries:
                seen |= bits if bits >> number & 1 else 0
    return found


def _codes(numbers: Sequence[int] | None) -> Iterator[tuple[int, Code]]:
    """What practices are counted by, of those with these numbers or of all."""
    chosen = visible_numbers() if numbers is None else _some(numbers)
    for number, level, reviewer, words in db.session.execute(
        chosen.add_columns(Version.evidence, Version.reviewer_id, Version.words)
    ):
        yield number, EVERY
        yield number, ("told", _how_much(words))
        yield number, ("evidence", choices.level_for_readers(level, reviewed=reviewer is not None))
    themes = chosen.join(VersionTheme, VersionTheme.version_id == Version.id).add_columns(VersionTheme.theme_id)
    yield from _with_codes(themes, _theme_codes)
    places = chosen.join(VersionPlace, VersionPlace.version_id == Version.id).add_columns(VersionPlace.place_code)
    yield from _with_codes(places, _place_codes)


def _how_much(words: int) -> str:
    return TOLD[0] if words >= WHOLE else TOLD[1] if words >= MUCH else TOLD[2] if words >= substance.SHORT_NOTE else TOLD[3]


def _some(numbers: Sequence[int]) -> Select[Any]:
    # An expression for the status, so that SQLite finds versions by their practice: it would read the index of all published ones.
    is_published = Version.status.concat("") == lifecycle.PUBLISHED
    chosen = select(Practice.id).join(Version, is_published & (Version.practice_id == Practice.id))
    return chosen.where(Practice.id.in_(numbers), Practice.hidden_at.is_(None), Practice.retracted_at.is_(None))


def _with_codes(rows: Select[Any], codes_of: Callable[[str], Iterable[Code]]) -> Iterator[tuple[int, Code]]:
    codes = cache(lambda value: tuple(codes_of(value)))
    return ((number, code) for number, value in db.session.execute(rows) for code in codes(value))


def _theme_codes(theme: str) -> Iterable[Code]:
    return [("theme", one) for one in with_parents([theme])]


def _place_codes(place: str) -> Iterable[Code]:
    country: list[Code] = [("country", place)] if is_country(place) else []
    return country + [("region", one) for one in regions_of_places([place])]
