"""The facets of practices, in the order of the page. To add one, add an object to FACETS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Executable, Select, and_, case, func, or_, select

from exchange.core import identity
from exchange.core.db import db
from exchange.core.languages import CODES, DEFAULT, page_language
from exchange.core.text import slug
from exchange.practices import choices, lifecycle, queries
from exchange.practices.models import (
    Practice,
    Translation,
    TranslationVersion,
    Version,
    VersionPlace,
    VersionTarget,
    VersionTheme,
)
from exchange.practices.queries import Published
from exchange.retrieval.kinds import shared
from exchange.retrieval.kinds.facet import Condition, DatabaseFacet, Held
from exchange.retrieval.kinds.terms import is_country, regions_of_places, with_parents
from exchange.retrieval.kinds.values import Choices, Find, Numbered, RecordWords, Terms
from exchange.vocabularies import queries as vocabularies

OWN_SOURCE = "exchange"
GROUPS = {
    "ldc": _l("Least developed countries"),
    "lldc": _l("Landlocked developing countries"),
    "sids": _l("Small island developing States"),
}


# As choices.level_for_readers has it.
_LEVEL = func.coalesce(case((Version.reviewer_id.is_not(None), func.nullif(Version.evidence, ""))), choices.UNCHECKED)


def _column_holds(column: Any) -> Callable[[frozenset[str]], Condition]:
    """The condition that a column of the version holds one of the codes."""
    return lambda codes: column.in_(codes)


def _column(column: Any) -> Held:
    """The codes in a column of the version."""
    return lambda chosen: _pairs(chosen.with_only_columns(Practice.id, column), _code_if_any)


def _rows(table: Any, column: Any, codes_of: Callable[[str], Iterable[str]]) -> Held:
    """What `codes_of` makes of a column of a table that holds several rows for a version."""
    return lambda chosen: _pairs(
        chosen.join(table, table.version_id == Version.id).with_only_columns(Practice.id, column), codes_of
    )


def _pairs(rows: Executable, codes_of: Callable[[Any], Iterable[str]]) -> Iterator[tuple[int, str]]:
    codes = cache(lambda value: tuple(codes_of(value)))
    return ((number, code) for number, value in db.session.execute(rows) for code in codes(value))


def _code_if_any(code: str | None) -> Iterable[str]:
    return [code] if code else ()


def _places(one: Published) -> list[str]:
    return [row.place_code for row in one.version.places]


def _country(place: str) -> Iterable[str]:
    return [place] if is_country(place) else ()


def _groups(place: str) -> Iterable[str]:
    return vocabularies.marks(place) if is_country(place) else ()


def _goal(target: str) -> Iterable[str]:
    targets = vocabularies.current_vocabularies().targets
    return [targets[target].goal_code] if target in targets else ()


def _code_of_source(source: str | None) -> str:
    return slug(source) if source else OWN_SOURCE


def _label_of_source(source: str | None) -> dict[str, str]:
    return {_code_of_source(source): source or identity.name_in_records()}


class _Sources(RecordWords):
    """The collections by the names their records give; this exchange by its name in the reader's language."""

    def words(self, labels: Mapping[str, str]) -> Find:
        """The words that came, and the name of this exchange."""
        return lambda code: identity.exchange_name() if code == OWN_SOURCE else labels.get(code)


def labels_of_sources() -> dict[str, str]:
    """The words for the codes of all collections that practices come from which everybody may read."""
    sources = db.session.scalars(queries.visible_numbers().with_only_columns(Practice.source).distinct())
    return {code: words for source in sources for code, words in _label_of_source(source).items()}


def _has_theme(codes: frozenset[str]) -> Condition:
    below = {one for code in codes for one in vocabularies.themes_below(code)}
    return Version.id.in_(select(VersionTheme.version_id).where(VersionTheme.theme_id.in_(below)))


def _has_place(places: set[str]) -> Condition:
    return Version.id.in_(select(VersionPlace.version_id).where(VersionPlace.place_code.in_(places)))


def _has_region(codes: frozenset[str]) -> Condition:
    known = vocabularies.current_vocabularies().places
    return _has_place({code for code in known if regions_of_places([code]) & codes})


def _has_group(codes: frozenset[str]) -> Condition:
    known = vocabularies.current_vocabularies().places.values()
    return _has_place({place.code for place in known if place.kind == "country" and set(place.marks) & codes})


def _has_goal(codes: frozenset[str]) -> Condition:
    targets = {target.code for target in vocabularies.targets() if target.goal_code in codes}
    return Version.id.in_(select(VersionTarget.version_id).where(VersionTarget.target_code.in_(targets)))


def _has_language(codes: frozenset[str]) -> Condition:
    translated = (
        select(Translation.practice_id)
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(_is_text(), Translation.language.in_(codes))
    )
    # The index keeps the languages of the pages without their variants, and all others as they are.
    variants = [Version.language.like(f"{code}-%") for code in sorted(codes & set(CODES))]
    original = [Version.language.in_(codes), *variants]
    return or_(*original, Practice.id.in_(translated))


def _is_text() -> Condition:
    """A translation counts when it is published and a person made it, as in the index."""
    return and_(TranslationVersion.status == lifecycle.PUBLISHED, TranslationVersion.by_machine.is_(False))


def _languages(chosen: Select[Any]) -> Iterator[tuple[int, str]]:
    """The languages of the original and of translations."""
    originals = chosen.with_only_columns(Practice.id, Version.language)
    translated = (
        chosen.join(Translation, Translation.practice_id == Practice.id)
        .join(TranslationVersion, TranslationVersion.translation_id == Translation.id)
        .where(_is_text())
        .with_only_columns(Practice.id, Translation.language)
    )
    yield from _pairs(originals, lambda code: [page_language(code) or code or DEFAULT])
    yield from _pairs(translated, _code_if_any)


def _has_source(codes: frozenset[str]) -> Condition:
    sources = db.session.scalars(select(Practice.source).distinct())
    wanted = [source for source in sources if _code_of_source(source) in codes]
    named = Practice.source.in_([source for source in wanted if source is not None])
    return or_(named, Practice.source.is_(None)) if None in wanted else named


FACETS: list[DatabaseFacet[Published]] = [
    DatabaseFacet(
        **shared.THEME,
        place=1,
        codes=lambda one: with_parents(row.theme_id for row in one.version.themes),
        condition=_has_theme,
        held=_rows(VersionTheme, VersionTheme.theme_id, lambda theme: with_parents([theme])),
    ),
    DatabaseFacet(
        name="kind",
        label=_l("Kind of practice"),
        meaning="Kinds of practice.",
        values=Choices(choices.KINDS),
        codes=lambda one: _code_if_any(one.version.kind),
        condition=_column_holds(Version.kind),
        held=_column(Version.kind),
    ),
    DatabaseFacet(
        name="scale",
        label=_l("Scale"),
        meaning="How wide a practice reached.",
        values=Choices(choices.SCALES),
        codes=lambda one: _code_if_any(one.version.scale),
        condition=_column_holds(Version.scale),
        held=_column(Version.scale),
    ),
    DatabaseFacet(
        **shared.COUNTRY,
        place=3,
        codes=lambda one: [code for place in _places(one) for code in _country(place)],
        condition=lambda codes: _has_place({code for code in codes if len(code) == 2}),
        held=_rows(VersionPlace, VersionPlace.place_code, _country),
    ),
    DatabaseFacet(
        name="region",
        label=_l("Region"),
        meaning="M49 codes of regions.",
        values=Terms("region"),
        codes=lambda one: regions_of_places(_places(one)),
        condition=_has_region,
        held=_rows(VersionPlace, VersionPlace.place_code, lambda place: regions_of_places([place])),
    ),
    DatabaseFacet(
        name="group",
        label=_l("Country group"),
        meaning="Groups of countries.",
        values=Choices(GROUPS),
        codes=lambda one: [mark for place in _places(one) for mark in _groups(place)],
        condition=_has_group,
        held=_rows(VersionPlace, VersionPlace.place_code, _groups),
    ),
    DatabaseFacet(
        name="evidence",
        place=2,
        label=_l("How sure"),
        meaning="Evidence levels given by a reviewer here; `unchecked` where none was.",
        values=Choices(choices.HOW_SURE),
        codes=lambda one: [choices.level_for_readers(one.version.evidence, reviewed=one.version.reviewer_id is not None)],
        condition=_column_holds(_LEVEL),
        held=_column(_LEVEL),
    ),
    DatabaseFacet(
        name="sdg",
        label=_l("Sustainable Development Goal"),
        meaning="Numbers of Sustainable Development Goals.",
        values=Numbered("sdg"),
        codes=lambda one: [goal for row in one.version.targets for goal in _goal(row.target_code)],
        condition=_has_goal,
        held=_rows(VersionTarget, VersionTarget.target_code, _goal),
    ),
    DatabaseFacet(**shared.LANGUAGE, codes=None, condition=_has_language, held=_languages),
    DatabaseFacet(
        name="source",
        label=_l("Source"),
        meaning="Codes of the collections practices come from.",
        values=_Sources(),
        codes=lambda one: [_code_of_source(one.practice.source)],
        labels=lambda one: _label_of_source(one.practice.source),
        condition=_has_source,
        held=lambda chosen: _pairs(
            chosen.with_only_columns(Practice.id, Practice.source), lambda source: [_code_of_source(source)]
        ),
    ),
]
