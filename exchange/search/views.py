"""Finding practices and experts: the two result pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from exchange.changes import tags
from exchange.core import access
from exchange.core.access import Need
from exchange.core.languages import absolute, alternates, current_language
from exchange.core.paging import Page, require_page
from exchange.experts import queries as experts_queries
from exchange.experts.searchable import EXPERTS
from exchange.practices import queries as practices_queries
from exchange.practices.queries import Card
from exchange.practices.searchable import PRACTICES
from exchange.retrieval.highlight import Marks
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.search import explaining, facets, parameters, read_your_writes, reasons, service, suggestions, wider
from exchange.search.parameters import Pair, Parameters
from exchange.search.people import people
from exchange.vocabularies.positions import points

blueprint = Blueprint("search", __name__, url_prefix="/<language:lang>")
SUGGESTED_SECONDS = 60
SUMMARY_LENGTH = 300
# Filters in use that have a link of their own to take them away.
MOST_LINKS = 20


@blueprint.get("/practices/")
@access.needs(Need.NOTHING)
@tags.by_record
def practices() -> str:
    """Published practices that match, a page of them."""
    wanted = parameters.read(PRACTICES, request.args)
    read_your_writes.wait()
    found = service.search(wanted.request(current_language()))
    # What the index found is read again: the database decides what may be shown.
    cards = _mark(practices_queries.cards([hit.record for hit in found.answer.hits], current_language()), wanted)
    return render_template("search/practices.html", cards=cards, **_page(wanted, found), **_map(wanted, found))


@blueprint.get("/experts/")
@access.needs(Need.NOTHING)
@tags.by_record
def experts() -> str:
    """Public profiles that match, a page of them."""
    wanted = parameters.read(EXPERTS, request.args)
    read_your_writes.wait()
    found = service.search(wanted.request(current_language()))
    numbers = [hit.record for hit in found.answer.hits]
    views = experts_queries.public_profiles(numbers, access.role_of_reader())
    why = reasons.of_experts(views, reasons.subject_of(wanted, found.matching, current_language()), current_language())
    return render_template("search/experts.html", people=people(views, current_language(), why), **_page(wanted, found))


@blueprint.get("/suggest/")
@access.needs(Need.NOTHING)
def suggest() -> Response:
    """What the list under a search box shows while somebody types: JSON, with the number of suggestions in words."""
    kind = EXPERTS if request.args.get("for") == EXPERTS else PRACTICES
    found = suggestions.suggestions(kind, request.args.get("q", ""), current_language())
    words = ngettext("%(num)s suggestion", "%(num)s suggestions", len(found))
    answered = jsonify(words=words, suggestions=[one.as_script_reads() for one in found])
    # The same for every reader, and asked for again with each letter put back.
    answered.headers["Cache-Control"] = f"private, max-age={SUGGESTED_SECONDS}"
    return answered


def _mark(cards: list[Card], wanted: Parameters) -> list[Card]:
    """The cards with the words that match marked in title and summary."""
    if not wanted.asked.ranked:
        return cards
    marks = Marks(wanted.asked)
    return [
        replace(
            card, title=marks.mark(card.title, card.language), summary=marks.snippet(card.summary, SUMMARY_LENGTH, card.language)
        )
        for card in cards
    ]


def _page(wanted: Parameters, found: service.Found) -> dict[str, Any]:
    """What both pages show around their list. NotFound for a page after the last one."""
    answer = found.answer
    page = require_page(Page(answer.hits, answer.total, wanted.page))
    sources = None if found.reduced else answer.labels
    named = answer.labels or {}
    endpoint = f"search.{wanted.kind}"
    spelling = _spelling(wanted) if wanted.page == 1 and not found.reduced else None
    plain = not (wanted.filters or wanted.q or wanted.sort or wanted.view or wanted.page > 1)
    return {
        "wanted": wanted,
        "page": page,
        "reduced": found.reduced,
        **explaining.explain(wanted, answer.hits, _address),
        "problems": [*wanted.problems, *facets.unknown_codes_in_words(wanted, sources)],
        "groups": [] if found.reduced else facets.groups(wanted, answer),
        # The address of each carries all the others: a link for each of many would make a page of megabytes.
        "filters": [
            (facets.filter_label(wanted.kind, pair, named), _address(wanted.without(pair)))
            for pair in wanted.filters[:MOST_LINKS]
        ],
        "more_filters": max(0, len(wanted.filters) - MOST_LINKS),
        "lasting": _group(wanted.lasting),
        "clear": url_for(endpoint, q=wanted.q or None),
        "sorts": _sorts(wanted),
        "spelling": spelling,
        "wider": wider.widen(wanted, answer, spelling[0] if spelling else None, _address) if not answer.total else None,
        "page_address": _address(wanted, mark="PAGE"),
        "canonical": absolute(url_for(endpoint)) if plain else None,
        "alternates": alternates(endpoint) if plain else [],
    }


def _map(wanted: Parameters, found: service.Found) -> dict[str, Any]:
    """The two views and where they are; the points of the map when it is asked for, each leading to the list of its country."""
    views = {code: _address(replace(wanted, view=code, page=1)) for code in ("", parameters.MAP)}
    if not wanted.view or found.reduced:
        return {"views": views, "points": None}
    chosen = wanted.chosen.get("country", ())
    counts = {code: count for code, count in found.answer.counts["country"].items() if not chosen or code in chosen}

    # Made once: with many other filters, encoding the address for each country takes seconds.
    of_any = _address(replace(wanted, chosen={**wanted.chosen, "country": ("PLACE",)}, view="", page=1))

    def of_country(code: str) -> str:
        return of_any.replace("country=PLACE", f"country={code}", 1)

    return {"views": views, "points": points(counts, current_language(), of_country)}


def _address(wanted: Parameters, mark: str | None = None) -> str:
    """The address of these parameters; with `mark` in place of the page number."""
    values = _group(wanted.pairs())
    if mark:
        values["page"] = [mark]
    return url_for(f"search.{wanted.kind}", **values)


def _group(pairs: list[Pair]) -> dict[str, Any]:
    """Parameters as an address is made from them: the values of each name."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _sorts(wanted: Parameters) -> list[Pair]:
    words = {"match": _("Best match"), "newest": _("Newest"), "reviewed": _("Last reviewed")}
    offered = [code for code in registered_kinds()[wanted.kind].sorts if code != "match" or wanted.ranked]
    return [(code, str(words[code])) for code in offered]


def _spelling(wanted: Parameters) -> Pair | None:
    """The question that may have been meant, and where it leads."""
    words = service.suggestion(wanted, current_language())
    return (words, _address(replace(wanted, q=words, page=1))) if words else None
