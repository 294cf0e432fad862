"""What the selects of a form offer, in the reader's language; codes an answer already carries are offered too."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from exchange.core.collation import sort_key
from exchange.core.formats import reader_locale
from exchange.core.languages import LANGUAGES, current_language
from exchange.core.text import shorten
from exchange.questions.question import CodeList
from exchange.vocabularies import queries as vocabularies

# Code to words, or the name of a group to its codes and words; "" is nothing chosen.
Options = dict[str, str | dict[str, str]]
LONGEST_TARGET = 60


def plain(options: CodeList) -> Options:
    """A code list in the reader's words."""
    return {code: str(words) for code, words in options.items()}


def with_empty(options: CodeList) -> Options:
    """A code list with nothing chosen first."""
    return {"": _("Choose one"), **plain(options)}


def languages(carried: str) -> Options:
    """The languages of the pages, then every other one that has a two-letter code, by name."""
    ours = {one.code: one.name for one in LANGUAGES}
    known = {code: name for code, name in reader_locale().languages.items() if len(code) == 2 and code not in ours}
    if carried and carried not in ours and carried not in known:
        known[carried] = carried
    others = dict(sorted(known.items(), key=lambda one: sort_key(one[1], current_language())))
    return {"": _("Choose one"), _("Languages of this site"): ours, _("Other languages"): others}


def themes(carried: Sequence[str], lang: str) -> Options:
    """The themes in use by their top themes, each top theme first in its group."""
    groups: Options = {"": _("None")}
    for branch in vocabularies.theme_tree():
        terms = (branch.theme, *branch.children)
        groups[vocabularies.label(branch.theme.labels, lang)] = {one.id: vocabularies.label(one.labels, lang) for one in terms}
    return _complete(groups, {code: vocabularies.theme_label(code, lang) for code in carried})


def places(carried: Sequence[str], lang: str) -> Options:
    """Countries by name, then the world and its regions."""
    areas = {one.code: vocabularies.label(one.names, lang) for one in vocabularies.regions(lang)}
    groups: Options = {
        "": _("None"),
        _("Countries"): {one.code: vocabularies.label(one.names, lang) for one in vocabularies.countries(lang)},
        _("The world and its regions"): {vocabularies.WORLD: vocabularies.place_name(vocabularies.WORLD, lang), **areas},
    }
    return _complete(groups, {code: vocabularies.place_name(code, lang) for code in carried})


def targets(carried: Sequence[str], lang: str) -> Options:
    """The targets by goal, each with its number and the beginning of its sentence."""
    groups: Options = {"": _("None")}
    for goal in vocabularies.goals():
        name = f"{goal.code}. {vocabularies.label(goal.short, lang)}"
        groups[name] = {
            one.code: f"{one.code} {shorten(vocabularies.label(one.titles, lang), LONGEST_TARGET)}"
            for one in vocabularies.targets(goal.code)
        }
    return _complete(groups, {code: code for code in carried})


def _complete(groups: Options, carried: dict[str, str]) -> Options:
    offered = {code for group in groups.values() if isinstance(group, dict) for code in group}
    more = {code: name for code, name in carried.items() if code not in offered}
    return {**groups, _("No longer in use"): more} if more else groups
