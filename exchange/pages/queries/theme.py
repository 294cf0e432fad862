"""Theme pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import ngettext

from exchange.core.errors import NotFound
from exchange.experts import figures as experts
from exchange.pages.queries import missing
from exchange.practices import queries as practices
from exchange.search import helping
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.queries import ThemeTerm, label

PRACTICES_SHOWN = 6


@dataclass(frozen=True)
class Term:
    """A theme in words, with the number of its practices; `rows` are (label, address, number) of the themes below it."""

    id: str
    label: str
    definition: str
    address: str
    count: int
    rows: Sequence[tuple[str, str, int]] = ()


def theme_groups(lang: str) -> list[Term]:
    """The upper themes in the order of the vocabulary, each with those below it; retired ones are left out."""
    counts = practices.counts_by_theme()
    return [
        _term(branch.theme, lang, counts, [_row(child, lang, counts) for child in branch.children])
        for branch in vocabularies.theme_tree()
    ]


def _term(theme: ThemeTerm, lang: str, counts: Mapping[str, int], below: Sequence[tuple[str, str, int]] = ()) -> Term:
    return Term(
        id=theme.id,
        label=label(theme.labels, lang),
        definition=label(theme.definitions, lang),
        address=url_for("pages.theme", theme_id=theme.id),
        count=counts.get(theme.id, 0),
        rows=below,
    )


def _row(theme: ThemeTerm, lang: str, counts: Mapping[str, int]) -> tuple[str, str, int]:
    return label(theme.labels, lang), url_for("pages.theme", theme_id=theme.id), counts.get(theme.id, 0)


def theme(theme_id: str, lang: str) -> dict[str, Any]:
    """One theme with its practices, experts and neighbours. Raises NotFound for an unknown one."""
    found = vocabularies.theme(theme_id)
    if found is None:
        raise NotFound
    counts = practices.counts_by_theme()
    total = practices.count(theme=theme_id)
    top = found.parent_id or found.id
    neighbours = next((branch.children for branch in vocabularies.theme_tree() if branch.theme.id == top), ())
    parent = vocabularies.theme(found.parent_id) if found.parent_id else None
    return {
        "term": _term(found, lang, counts),
        "parent": (label(parent.labels, lang), url_for("pages.theme", theme_id=parent.id)) if parent else None,
        "facts": _facts(theme_id, total),
        "missing": missing.of_theme(theme_id, lang),
        "cards": practices.cards(practices.read_first(PRACTICES_SHOWN, theme=theme_id), lang),
        "total": total,
        "search": url_for("search.practices", theme=theme_id),
        "people": helping.on_theme(theme_id),
        "all_people": url_for("search.experts", theme=theme_id),
        "related": [_row(one, lang, counts) for one in neighbours if one.id != theme_id],
    }


def _facts(theme_id: str, total: int) -> list[str]:
    """What there is on a theme, in numbers; what there is none of is left out."""
    levels = practices.counts_by_evidence(theme_id)
    measured, known = levels["measured"] + levels["evaluated"], experts.count(theme=theme_id)
    countries = len(practices.counts_by_country(theme_id))
    return [
        ngettext("%(num)s practice", "%(num)s practices", total),
        ngettext("%(num)s country", "%(num)s countries", countries) if countries else "",
        ngettext("%(num)s with measured results", "%(num)s with measured results", measured) if measured else "",
        ngettext("%(num)s expert", "%(num)s experts", known) if known else "",
    ]
