"""Difficult content stays in its place: on the page of components, and on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import NewPage
from tests.browser.looking import findings, sideways, sideways_at_the_narrowest

pytestmark = pytest.mark.browser

# Lines of text that reach out of the block they stand in by more than their own leading.
OUTSIDE = """() => [...document.querySelectorAll('main :is(h1,h2,h3,p,li,dd,dt,td,a.btn)')].filter(one => {
    const own = one.getBoundingClientRect(), page = document.documentElement.clientWidth;
    return !one.closest('.scroll') && own.width && (own.left < -1 || own.right > page + 1);
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_components_hold_long_foreign_and_hostile_content(new_page: NewPage, lang: str) -> None:
    page = new_page(360, dark=lang == "ar")
    page.goto(f"/{lang}/about/design/")
    assert (sideways(page), sideways_at_the_narrowest(page)) == (0, 0)
    assert page.evaluate(OUTSIDE) == []
    assert findings(page) == []
    assert page.locator("main script, main b, main i").count() == 0


def test_a_practice_of_six_thousand_characters_prints_on_two_pages(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/en/practices/")
    addresses = page.locator("main article h3 a").evaluate_all("all => all.map(one => one.href)")
    for address in addresses[:6]:
        page.goto(address)
        told = page.evaluate("[...document.querySelectorAll('.text .prose')].reduce((all, one) => all + one.innerText.length, 0)")
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
        assert told > 6_000 or len(pages) <= 2, address
