"""Reading the vocabularies: labels, trees, places, goals, all from a copy kept in the process.

The database holds one row that names the state of the vocabularies. Each request (application context) reads that
row once; while it says the same, every label comes from memory. A load writes another name, so every process, on
whichever host, reads the terms again at its next request. Where nothing was ever loaded the copy is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import current_app, g
from sqlalchemy import select

from exchange.core.collation import sort_key
from exchange.core.db import db
from exchange.core.languages import DEFAULT
from exchange.vocabularies.models import Goal, Place, Target, Theme, VocabularyState

Labels = Mapping[str, Any]
WORLD = "001"


@dataclass(frozen=True)
class ThemeTerm:
    """A theme. `also` maps a language to the words people type for it; `replaced_by` names the theme to use instead."""

    id: str
    parent_id: str | None
    labels: Labels
    definitions: Labels
    also: Labels
    retired: bool
    replaced_by: str | None


@dataclass(frozen=True)
class PlaceTerm:
    """A country, an M49 region or the world (`kind`), with the groups it belongs to."""

    code: str
    kind: str
    m49: str
    parent_code: str | None
    names: Labels
    ldc: bool
    lldc: bool
    sids: bool

    @property
    def marks(self) -> tuple[str, ...]:
        """The group marks that hold, of `ldc`, `lldc`, `sids`, in this order."""
        return tuple(mark for mark in ("ldc", "lldc", "sids") if getattr(self, mark))


@dataclass(frozen=True)
class GoalTerm:
    """A Sustainable Development Goal; `short` is its name, `titles` its whole sentence."""

    code: str
    short: Labels
    titles: Labels


@dataclass(frozen=True)
class TargetTerm:
    """A target of a goal."""

    code: str
    goal_code: str
    titles: Labels


@dataclass(frozen=True)
class Branch:
    """A top theme and the themes under it, in the order of the vocabulary, retired ones left out."""

    theme: ThemeTerm
    children: tuple[ThemeTerm, ...]


@dataclass(frozen=True)
class Vocabularies:
    """Every term of one state of the vocabularies, in the order of the files. Never changed after it is made."""

    themes: Mapping[str, ThemeTerm]
    places: Mapping[str, PlaceTerm]
    goals: Mapping[str, GoalTerm]
    targets: Mapping[str, TargetTerm]
    _sorted: dict[tuple[str, str], tuple[PlaceTerm, ...]] = field(default_factory=dict, repr=False)
    _names: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict, repr=False)

    @cached_property
    def tree(self) -> tuple[Branch, ...]:
        """The themes in use, in two levels."""
        used = [theme for theme in self.themes.values() if not theme.retired]
        return tuple(
            Branch(top, tuple(theme for theme in used if theme.parent_id == top.id)) for top in used if top.parent_id is None
        )

    @cached_property
    def codes_of_places(self) -> Mapping[str, str]:
        """The code of each place by its English name in small letters."""
        return {label(place.names, DEFAULT).casefold(): code for code, place in self.places.items()}

    def names(self, facet: str, language: str) -> Mapping[str, str]:
        """The name of each theme, country, region (the world among them) or goal (`sdg`, with its number), by code."""
        key = (facet, language)
        if key not in self._names:
            self._names[key] = self._names_by_code(facet, language)
        return self._names[key]

    def _names_by_code(self, facet: str, language: str) -> Mapping[str, str]:
        if facet == "theme":
            return {theme.id: label(theme.labels, language) for theme in self.themes.values()}
        if facet == "sdg":
            return {goal.code: f"{goal.code} {label(goal.short, language)}" for goal in self.goals.values()}
        places = [place for place in self.places.values() if (place.kind == "country") == (facet == "country")]
        return {place.code: label(place.names, language) for place in places}

    def by_name(self, kind: str, language: str) -> tuple[PlaceTerm, ...]:
        """The places of a kind, sorted by their name as readers of `language` expect."""
        key = (kind, language)
        if key not in self._sorted:
            chosen = [place for place in self.places.values() if place.kind == kind]
            self._sorted[key] = tuple(
                sorted(chosen, key=lambda place: (sort_key(label(place.names, language), language), place.code))
            )
        return self._sorted[key]


def current_vocabularies() -> Vocabularies:
    """The vocabularies as the database holds them now; asks the database at most once a request when nothing changed."""
    # Asked hundreds of times a page.
    found: Vocabularies | None = g.get("vocabularies")
    if found is None:
        digest = db.session.scalar(select(VocabularyState.digest).where(VocabularyState.id == 1))
        kept: tuple[str | None, Vocabularies] | None = current_app.extensions.get("vocabularies_kept")
        if kept is None or kept[0] != digest:
            kept = (digest, _read())
            current_app.extensions["vocabularies_kept"] = kept
        found = g.vocabularies = kept[1]
    return found


def forget() -> None:
    """Drop the copies of this process, after a load."""
    g.pop("vocabularies", None)
    current_app.extensions.pop("vocabularies_kept", None)


def _read() -> Vocabularies:
    themes = [
        ThemeTerm(row.id, row.parent_id, row.labels, row.definitions, row.also, row.retired, row.replaced_by)
        for row in db.session.execute(select(Theme.__table__).order_by(Theme.position, Theme.id))
    ]
    places = [
        PlaceTerm(row.code, row.kind, row.m49, row.parent_code, row.names, row.ldc, row.lldc, row.sids)
        for row in db.session.execute(select(Place.__table__).order_by(Place.code))
    ]
    goals = [
        GoalTerm(row.code, row.short, row.titles)
        for row in db.session.execute(select(Goal.__table__).order_by(Goal.position, Goal.code))
    ]
    targets = [
        TargetTerm(row.code, row.goal_code, row.titles)
        for row in db.session.execute(select(Target.__table__).order_by(Target.position, Target.code))
    ]
    return Vocabularies(
        {theme.id: theme for theme in themes},
        {place.code: place for place in places},
        {goal.code: goal for goal in goals},
        {target.code: target for target in targets},
    )


def label(labels: Labels, language: str) -> str:
    """The text in `language`, else in English, else in any language; "" when there is none."""
    return str(labels.get(language) or labels.get(DEFAULT) or next((text for text in labels.values() if text), ""))


def theme(theme_id: str) -> ThemeTerm | None:
    """The theme, retired or not; None for an unknown identifier."""
    return current_vocabularies().themes.get(theme_id)


def theme_tree() -> tuple[Branch, ...]:
    """The themes in use, in two levels, in the order of the vocabulary."""
    return current_vocabularies().tree


def theme_label(theme_id: str, language: str) -> str:
    """The name of a theme; the identifier itself when it is unknown."""
    found = theme(theme_id)
    return label(found.labels, language) if found else theme_id


def theme_in_use(theme_id: str) -> str | None:
    """The identifier to use today for a theme: its own, or that of what replaced it; None for an unknown one.

    A retired theme without a successor keeps its own.
    """
    seen: set[str] = set()
    found = theme(theme_id)
    while found is not None and found.replaced_by and found.id not in seen:
        seen.add(found.id)
        found = theme(found.replaced_by)
    return found.id if found else None


def themes_below(theme_id: str) -> tuple[str, ...]:
    """The theme itself and the narrower ones, retired ones too; empty for an unknown identifier."""
    themes = current_vocabularies().themes
    if theme_id not in themes:
        return ()
    return (theme_id, *(one.id for one in themes.values() if one.parent_id == theme_id))


def place(code: str) -> PlaceTerm | None:
    """The country, region or world with this code; None for an unknown one."""
    return current_vocabularies().places.get(code)


def place_name(code: str, language: str) -> str:
    """The name of a place; the code itself when it is unknown."""
    found = place(code)
    return label(found.names, language) if found else code


def code_of_place(name: str) -> str | None:
    """The code of the country or region whose English name this is, whatever its case; None for other names."""
    return current_vocabularies().codes_of_places.get(name.casefold())


def names(facet: str, language: str) -> Mapping[str, str]:
    """The names of all terms of a facet, by code: see `Vocabularies.names`."""
    return current_vocabularies().names(facet, language)


def countries(language: str) -> tuple[PlaceTerm, ...]:
    """All countries and territories, by name in `language`."""
    return current_vocabularies().by_name("country", language)


def regions(language: str) -> tuple[PlaceTerm, ...]:
    """All M49 regions, by name in `language`; the world is not among them."""
    return current_vocabularies().by_name("region", language)


def regions_of(code: str) -> tuple[str, ...]:
    """The codes of the regions a place lies in, the narrowest first, the world last; empty for an unknown code."""
    found = place(code)
    above: list[str] = []
    while found is not None and found.parent_code and found.parent_code not in above:
        above.append(found.parent_code)
        found = place(found.parent_code)
    return tuple(above)


def marks(code: str) -> tuple[str, ...]:
    """The group marks of a place, of `ldc`, `lldc`, `sids`; empty for an unknown code."""
    found = place(code)
    return found.marks if found else ()


def goals() -> tuple[GoalTerm, ...]:
    """The seventeen goals in their order."""
    return tuple(current_vocabularies().goals.values())


def targets(goal_code: str | None = None) -> tuple[TargetTerm, ...]:
    """The targets in their order: of one goal, or all of them."""
    return tuple(one for one in current_vocabularies().targets.values() if goal_code in {None, one.goal_code})


def target_title(code: str, language: str) -> str:
    """The sentence of a target; the code itself when it is unknown."""
    found = current_vocabularies().targets.get(code)
    return label(found.titles, language) if found else code
