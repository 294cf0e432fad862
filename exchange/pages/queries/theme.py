"""Theme pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.errors import NotFound
from exchange.experts import directory
from exchange.pages.queries.home import figures
from exchange.pages.queries.people import people
from exchange.practices import queries as practices
from exchange.practices.queries.names import label
from exchange.vocabularies.models import Theme

PRACTICES_SHOWN = 6
EXPERTS_SHOWN = 4


@dataclass(frozen=True)
class Term:
    """A theme in words, with the number of its practices and the themes below it."""

    id: str
    label: str
    definition: str
    address: str
    count: int
    terms: list[Term] = field(default_factory=list)


def theme_groups(lang: str) -> list[Term]:
    """The upper themes in the order of the vocabulary, each with those below it; retired ones are left out."""
    counts = practices.counts_by_theme()
    themes = list(db.session.scalars(select(Theme).where(~Theme.retired).order_by(Theme.position)))
    below: dict[str | None, list[Theme]] = {}
    for theme in themes:
        below.setdefault(theme.parent_id, []).append(theme)

    def term(theme: Theme) -> Term:
        return Term(
            id=theme.id,
            label=label(theme.labels, lang),
            definition=label(theme.definitions, lang),
            address=url_for("pages.theme", theme_id=theme.id),
            count=counts.get(theme.id, 0),
            terms=[term(one) for one in below.get(theme.id, [])],
        )

    return [term(theme) for theme in below.get(None, [])]


def theme(theme_id: str, lang: str) -> dict[str, Any]:
    """One theme with its practices, experts and neighbours. Raises NotFound for an unknown one."""
    found = db.session.get(Theme, theme_id)
    if found is None:
        raise NotFound
    groups = theme_groups(lang)
    group = next((one for one in groups if one.id in (found.id, found.parent_id)), None)
    related = [] if group is None else [one for one in group.terms if one.id != theme_id]
    within = {theme_id, *db.session.scalars(select(Theme.id).where(Theme.parent_id == theme_id))}
    total = practices.counts_by_theme().get(theme_id, 0)
    return {
        "term": {"label": label(found.labels, lang), "definition": label(found.definitions, lang)},
        "parent": (group.label, group.address) if group and group.id != theme_id else None,
        "figures": figures(total, directory.counts_by_theme().get(theme_id, 0)),
        "cards": practices.cards(practices.newest(PRACTICES_SHOWN, theme=theme_id), lang),
        "total": total,
        "search": url_for("search.practices", theme=theme_id),
        "people": people(directory.on_themes(within, EXPERTS_SHOWN), lang),
        "all_people": url_for("search.experts", theme=theme_id),
        "related": [(one.label, one.address, one.count) for one in related],
    }
