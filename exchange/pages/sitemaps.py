"""What programs that search the web are told: which pages there are, in which languages, and what not to ask for.

One file holds the pages of a span of numbers, so it is read in a few queries and stays small however many records there are.
Methods: sitemaps.org 0.9, RFC 9309 (robots.txt); `xhtml:link` for the same page in other languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from flask import Blueprint, Response, url_for
from markupsafe import escape

from exchange.changes import tags
from exchange.core import access
from exchange.core.access import Need
from exchange.core.errors import NotFound
from exchange.core.languages import CODES, DEFAULT, absolute
from exchange.pages.queries import sitemaps as queries

blueprint = Blueprint("sitemaps", __name__)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    "pages.home",
    "search.practices",
    "search.experts",
    "pages.themes",
    "pages.countries",
    "pages.about",
    "pages.how_we_review",
    "pages.privacy",
    "pages.accessibility",
)
# Pages for one person, and answers for scripts: nothing there can be found by others.
CLOSED = ("account", "desk", "messages", "review", "suggest", "submissions")


@dataclass(frozen=True)
class Page:
    """A page: its address in each language it can be read in, and when readers last saw it change, if that is known."""

    addresses: Mapping[str, str]
    changed: datetime | None = None


def to_xml(pages: Iterable[Page]) -> Iterator[str]:
    """A sitemap in pieces: each page once a language, with the same page in all of its languages beside it."""
    yield f'{HEAD}<urlset xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for page in pages:
        others = "".join(_alternates(page.addresses)) if len(page.addresses) > 1 else ""
        for address in page.addresses.values():
            yield f"<url><loc>{escape(address)}</loc>{_last_change(page.changed)}{others}</url>\n"
    yield "</urlset>\n"


def _alternates(addresses: Mapping[str, str]) -> Iterator[str]:
    for code, address in addresses.items():
        yield f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
    if DEFAULT in addresses:
        yield f'<xhtml:link rel="alternate" hreflang="x-default" href={quoteattr(addresses[DEFAULT])}/>'


def _last_change(changed: datetime | None) -> str:
    return f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""


def _in_languages(endpoint: str, codes: Sequence[str] = CODES, **values: Any) -> dict[str, str]:
    return {code: absolute(url_for(endpoint, lang=code, **values)) for code in codes}


def _pages(_part: int) -> Iterator[Page]:
    return (Page(_in_languages(endpoint)) for endpoint in PAGES)


def _themes(_part: int) -> Iterator[Page]:
    return (Page(_in_languages("pages.theme", theme_id=theme)) for theme in queries.themes())


def _countries(_part: int) -> Iterator[Page]:
    return (Page(_in_languages("pages.country", code=code)) for code in queries.countries())


def _practices(part: int) -> Iterator[Page]:
    for one in queries.practices(part):
        addresses = {
            code: absolute(url_for("practices.show", lang=code, number=one.number, slug=slug)) for code, slug in one.slugs.items()
        }
        yield Page(addresses, one.changed)


def _experts(part: int) -> Iterator[Page]:
    return (Page(_in_languages("experts.show", number=one.number, slug=one.slug), one.changed) for one in queries.experts(part))


# Kinds of pages that all are in one file, and those of which a file has a span of numbers.
WHOLE: dict[str, Callable[[int], Iterator[Page]]] = {"pages": _pages, "themes": _themes, "countries": _countries}
SPANS: dict[str, Callable[[int], Iterator[Page]]] = {"practices": _practices, "experts": _experts}


@blueprint.get("/robots.txt")
@access.needs(Need.NOTHING)
def robots() -> Response:
    """What programs may ask for, and where the pages are listed."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/{name}/" for name in CLOSED for code in CODES)]
    lines += ["", f"Sitemap: {absolute(url_for('sitemaps.index'))}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@access.needs(Need.NOTHING)
@tags.by_record
def index() -> Response:
    """The list of the sitemaps."""
    listed: list[tuple[str, int, datetime | None]] = [(kind, 1, None) for kind in WHOLE]
    listed += [("practices", part, changed) for part, changed in queries.parts_of_practices()]
    listed += [("experts", part, changed) for part, changed in queries.parts_of_experts()]
    rows = [
        f"<sitemap><loc>{escape(absolute(url_for('sitemaps.one', kind=kind, part=part)))}</loc>{_last_change(changed)}</sitemap>\n"
        for kind, part, changed in listed
    ]
    return _xml([f'{HEAD}<sitemapindex xmlns="{SCHEMA}">\n', *rows, "</sitemapindex>\n"])


@blueprint.get("/sitemaps/<kind>/<int:part>.xml")
@access.needs(Need.NOTHING)
@tags.by_record
def one(kind: str, part: int) -> Response:
    """One sitemap. NotFound for one that the list does not name."""
    make = WHOLE.get(kind) if part == 1 else None
    make = make or SPANS.get(kind)
    pages = list(make(part)) if make else []
    if not pages:
        raise NotFound()
    return _xml(to_xml(pages))


def _xml(pieces: Iterable[str]) -> Response:
    return Response("".join(pieces), mimetype="application/xml")
