"""Programs that search the web find every page that may be found, in each of its languages, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from lxml import etree  # type: ignore[import-untyped]  # ships no types

from exchange.core.transaction import transaction
from exchange.pages.queries import sitemaps as queries
from exchange.review import service as reviewing
from exchange.search import sync
from tests import factories
from tests.client import Reader
from tests.review import factories as review

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def locations(reader: Reader, address: str) -> list[str]:
    answer = reader.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [str(one.text) for one in etree.fromstring(answer.data).iterfind(".//s:loc", NAMES)]


@pytest.fixture
def numbers(app: Flask) -> list[int]:
    author, moderator = factories.expert("Ana Pires"), factories.moderator()
    factories.expert("Li Na", public=False)
    shown, hidden = (
        review.practice_of(review.published(author, moderator, title=one)) for one in ("Refill & repair", "Hidden away")
    )
    with transaction():
        reviewing.hide(moderator, hidden, "Wrong figures")
    return [shown, hidden]


def everything(reader: Reader) -> list[str]:
    index = locations(reader, "/sitemap.xml")
    return [page for one in index for page in locations(reader, one.removeprefix("http://exchange.test"))]


@pytest.mark.usefixtures("numbers")
def test_every_page_that_is_listed_can_be_read_and_is_its_own_canonical(reader: Reader) -> None:
    pages = everything(reader)
    assert len(pages) == len(set(pages))
    chosen = [one for one in pages if "/en/" in one and "/themes/" not in one]
    assert len(chosen) >= 11
    for one in chosen:
        answer = reader.get(one.removeprefix("http://exchange.test"))
        assert answer.status_code == 200, one
        assert f'<link rel="canonical" href="{one}">' in answer.get_data(as_text=True), one


def test_what_is_hidden_is_not_listed(reader: Reader, numbers: list[int]) -> None:
    pages = everything(reader)
    assert [one for one in pages if "/practices/" in one and one.count("/") > 5] == [
        f"http://exchange.test/en/practices/{numbers[0]}/refill-repair/"
    ]
    assert {one.split("/")[6] for one in pages if "/experts/" in one and one.count("/") > 5} == {"ana-pires"}


@pytest.mark.usefixtures("numbers")
def test_a_page_names_itself_in_each_language_and_when_it_changed(reader: Reader) -> None:
    root = etree.fromstring(reader.get("/sitemaps/experts/1.xml").data)
    one = root.find("s:url", NAMES)
    assert one is not None
    assert [link.get("hreflang") for link in one.iterfind("x:link", NAMES)] == ["ar", "zh", "en", "fr", "ru", "es", "x-default"]
    assert str(one.findtext("s:lastmod", namespaces=NAMES)).endswith("Z")
    parts = etree.fromstring(reader.get("/sitemap.xml").data)
    assert len(parts.findall(".//s:lastmod", NAMES)) == 2


def test_a_sitemap_holds_a_span_of_numbers(numbers: list[int], reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SPAN", 1)
    assert f"http://exchange.test/sitemaps/practices/{numbers[0]}.xml" in locations(reader, "/sitemap.xml")
    assert len(locations(reader, f"/sitemaps/practices/{numbers[0]}.xml")) == 1
    assert reader.get(f"/sitemaps/practices/{numbers[1]}.xml").status_code == 404
    assert reader.get("/sitemaps/pages/2.xml").status_code == 404


def test_robots_are_told_where_the_pages_are_listed(reader: Reader) -> None:
    said = reader.get("/robots.txt").get_data(as_text=True)
    assert "Sitemap: http://exchange.test/sitemap.xml" in said
    assert "Disallow: /ar/account/" in said
    assert "Disallow: /en/practices/" not in said


def test_a_sitemap_is_answered_304_until_something_changes(reader: Reader, drain: Callable[[], int]) -> None:
    sync.rebuild()
    drain()
    tag = reader.get("/sitemap.xml").headers["ETag"]
    assert reader.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 304
    review.published(factories.expert(), factories.moderator())
    assert reader.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 200
