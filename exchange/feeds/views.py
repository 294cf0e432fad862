"""The feeds: any search of practices, and the newest of everything. They know no reader and set no cookie."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from exchange.core import access, languages
from exchange.core.access import Need
from exchange.core.identity import exchange_name
from exchange.feeds import atom
from exchange.feeds.atom import Entry, Feed
from exchange.practices import queries as practices
from exchange.practices.queries import Card, Published
from exchange.practices.searchable import PRACTICES
from exchange.search import parameters, service
from exchange.search.parameters import Parameters

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")
MOST = 20
KEEP_SECONDS = 300


@blueprint.get("/<language:lang>.xml")
@access.needs(Need.NOTHING)
def new_practices() -> Response:
    """The practices published last."""
    return _answer(parameters.read(PRACTICES, MultiDict()), url_for(".new_practices"))


@blueprint.get("/<language:lang>/practices.xml")
@access.needs(Need.NOTHING)
def matching_practices() -> Response:
    """The practices published last of those that match, by the parameters of the result page; order and page do not count."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in {"page", "sort", "view"}]
    wanted = parameters.read(PRACTICES, MultiDict(asked))
    query = parameters.encode(wanted.lasting)
    return _answer(wanted, url_for(".matching_practices") + (f"?{query}" if query else ""))


def _answer(wanted: Parameters, address: str) -> Response:
    newest_first = replace(wanted.request(languages.current_language()), sort="newest", offset=0, limit=MOST, counts=())
    numbers = [hit.record for hit in service.search(newest_first).answer.hits]
    exchange = exchange_name()
    feed = Feed(
        address=languages.absolute(address),
        page=languages.absolute(parameters.newest_first(PRACTICES, parameters.encode(wanted.lasting))),
        title=_title(wanted, exchange),
        language=languages.current_language(),
        author=exchange,
        entries=_entries(numbers, exchange),
    )
    answered = make_response(atom.to_xml(feed))
    answered.content_type = f"{atom.MEDIA_TYPE}; charset=utf-8"
    answered.last_modified = feed.updated
    answered.cache_control.public = True
    answered.cache_control.max_age = KEEP_SECONDS
    answered.add_etag()
    return answered.make_conditional(request)


def _title(wanted: Parameters, exchange: str) -> str:
    if wanted.q:
        return str(_("%(exchange)s: new practices on “%(words)s”", exchange=exchange, words=wanted.q))
    return str(_("%(exchange)s: new practices", exchange=exchange))


def _entries(numbers: list[int], exchange: str) -> list[Entry]:
    whole = {one.practice.id: one for one in practices.published_many(numbers)}
    first = practices.first_published(numbers)
    cards = practices.cards(numbers, languages.current_language())
    return [_entry(card, _authors(whole[card.number], exchange), first[card.number]) for card in cards]


def _entry(card: Card, authors: list[str], first: datetime) -> Entry:
    return Entry(
        permanent=languages.absolute(url_for("practices.show", lang=languages.DEFAULT, number=card.number)),
        page=languages.absolute(url_for("practices.show", number=card.number, slug=card.slug)),
        title=card.title,
        summary=card.summary,
        language=card.language,
        authors=authors,
        themes=card.themes,
        published=first,
        updated=card.published_at or first,
    )


def _authors(one: Published, exchange: str) -> list[str]:
    """Whom to name: the source of an imported practice, else its authors who are still members, else the organisation, else us."""
    if one.practice.attribution:
        return [one.practice.attribution]
    names = [person.user.name for person in one.authors if person.user.active]
    return names or [one.version.organisation or exchange]
