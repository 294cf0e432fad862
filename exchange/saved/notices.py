"""The words of the mail about new practices. It carries numbers only: what may be shown is read when the mail is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.core.languages import current_language
from exchange.notices.quoting import quotation
from exchange.notices.service import Cause, Linked, Listing, Words, compose_with
from exchange.practices import queries as practices
from exchange.saved import links, looking, queries
from exchange.saved.models import SavedSearch
from exchange.search import parameters

MOST = 20


def compose_news(values: Mapping[str, Any]) -> Words | None:
    """To the owner of saved searches: what is new in each. None when they stopped the mail, or nothing can be read any more."""
    member = int(values["member"])
    if not queries.receivers([member]):
        return None
    found = queries.told_by(str(values["notice"]), member)
    total = sum(len(some) for _search, some in found)
    if not total:
        return None
    lists = [_list(search, some) for search, some in found]
    fact = ngettext("%(num)s new practice matches what you look for.", "%(num)s new practices match what you look for.", total)
    return Words(
        subject=_subject(lists, total),
        fact=fact,
        lists=lists,
        link=url_for("pages.desk", show="saved", _external=True),
        link_label=_("Change or remove your saved searches"),
        why=_("You get this because you saved a search and asked us to write to you."),
        stop=Linked(str(_("Stop all mail about saved searches")), links.stop_link(member)),
    )


def _subject(lists: Sequence[Listing], total: int) -> str:
    if total == 1:
        return str(_("New practice: %(title)s", title=lists[0].items[0].label))
    if len(lists) == 1:
        words = ngettext(
            "%(num)s new practice: %(name)s", "%(num)s new practices: %(name)s", total, name=quotation(lists[0].heading)
        )
        return str(words)
    return str(ngettext("%(num)s new practice in your searches", "%(num)s new practices in your searches", total))


def _list(search: SavedSearch, numbers: Sequence[int]) -> Listing:
    items = [
        Linked(
            quotation(card.title),
            url_for("practices.show", number=card.number, slug=card.slug, _external=True),
            card.language,
        )
        for card in practices.cards(numbers[:MOST], current_language())
    ]
    left = len(numbers) - len(items)
    page = parameters.newest_first(search.kind, search.query, whole=True)
    words = ngettext("%(num)s more practice", "%(num)s more practices", left)
    return Listing(search.name, items, Linked(str(words), page) if left else Linked(str(_("See this search")), page))


def init(app: Flask) -> None:
    """Register the notice of the room."""
    compose_with(app, looking.NOTICE, compose_news, Cause.ASKED)
