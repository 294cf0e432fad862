"""The words for the codes a practice carries, in one language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from exchange.core.db import db
from exchange.core.languages import DEFAULT
from exchange.practices.models import Version
from exchange.vocabularies.models import Place, Target, Theme


@dataclass(frozen=True)
class Names:
    """Labels by code, in one language; codes that were not asked for are missing. `countries` are those codes that are countries."""

    themes: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()


def label(words: Mapping[str, Any], lang: str) -> str:
    """The label in `lang`, or in English where that language has none."""
    return str(words.get(lang) or words.get(DEFAULT) or "")


def names(lang: str, themes: Collection[str] = (), places: Collection[str] = (), targets: Collection[str] = ()) -> Names:
    """Labels of the codes given, in `lang`."""
    found = db.session.scalars(select(Place).where(Place.code.in_(places))).all() if places else []
    return Names(
        {one.id: label(one.labels, lang) for one in db.session.scalars(select(Theme).where(Theme.id.in_(themes)))}
        if themes
        else {},
        {one.code: label(one.names, lang) for one in found},
        {one.code: label(one.titles, lang) for one in db.session.scalars(select(Target).where(Target.code.in_(targets)))}
        if targets
        else {},
        frozenset(one.code for one in found if one.kind == "country"),
    )


def names_of(version: Version, lang: str) -> Names:
    """Labels of everything a version carries. Needs themes, places and targets loaded."""
    return names(
        lang,
        [row.theme_id for row in version.themes],
        [row.place_code for row in version.places],
        [row.target_code for row in version.targets],
    )


def names_in(found: Mapping[str, Any], *more: Mapping[str, Any], lang: str) -> Names:
    """Labels of the codes in one or several mappings of answers."""
    every = (found, *more)
    return names(
        lang,
        {code for one in every for code in one.get("themes", [])},
        {code for one in every for code in one.get("countries", [])},
        {code for one in every for code in one.get("targets", [])},
    )
