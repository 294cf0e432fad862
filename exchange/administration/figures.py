"""The figures of the first page: each is counted now or left out."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.accounts import members
from exchange.practices import queries as practices
from exchange.practices.choices import UNCHECKED
from exchange.review import queries as review
from exchange.search import service as search


@dataclass(frozen=True)
class Figure:
    """A figure in words: the large part and what it is of. `attention` is true where it should not stay so."""

    value: str | int
    words: str
    attention: bool = False


def figures(counted: members.Figures, late: int) -> list[Figure]:
    """The figures, in the order of the page; `late` reviews were counted already."""
    total, unchecked = practices.count(), practices.counts_by_evidence()[UNCHECKED]
    found = [
        Figure(counted.members, members_words(counted)),
        Figure(
            total,
            ngettext("practice, %(unchecked)s not checked", "practices, %(unchecked)s not checked", total, unchecked=unchecked),
        ),
        Figure(late, ngettext("review late", "reviews late", late), attention=late > 0),
    ]
    days = review.median_days()
    if days is not None:
        found.append(Figure(ngettext("%(num)s day", "%(num)s days", days), _("from sending to the decision, half take less")))
    return [*found, index_figure()]


def members_words(counted: members.Figures) -> str:
    """What stands under the number of members."""
    return str(ngettext("member, %(new)s new this week", "members, %(new)s new this week", counted.members, new=counted.new))


def index_figure() -> Figure:
    """The state of the search index, in two words and with how much it is behind."""
    if not search.is_ready():
        return Figure(_("Away"), _("search index: results come from the database alone"), attention=True)
    if search.is_outdated():
        return Figure(_("Being built"), _("search index, for this version"))
    rows = search.lag().rows
    if rows:
        return Figure(
            _("Catching up"), ngettext("search index, %(num)s change behind", "search index, %(num)s changes behind", rows)
        )
    return Figure(_("Up to date"), _("search index"))
