"""Atom feeds, read as strictly as RFC 4287 says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote_plus
from xml.etree.ElementTree import Element, fromstring

import pytest

from exchange.core import clock
from exchange.core.languages import CODES
from exchange.feeds import atom
from tests.client import Reader, page_of
from tests.factories import member
from tests.saved.records import hide, publish, publish_again
from tests.search.factories import practice as imported

Drain = Callable[[], int]
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(reader: Reader, address: str = "/feeds/en.xml") -> Element:
    """The feed at an address, with everything checked that RFC 4287 demands of any."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = fromstring(answer.get_data())  # noqa: S314 - our own answer
    assert root.tag == f"{ATOM}feed"
    one_each(root, "id", "title", "updated")
    assert relations(root) == ["self", "alternate"]
    for entry in root.iter(f"{ATOM}entry"):
        one_each(entry, "id", "title", "updated", "published")
        assert relations(entry) == ["alternate"]
        assert entry.findall(f"{ATOM}author/{ATOM}name")
    ids = [text(entry, "id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return root


def one_each(parent: Element, *names: str) -> None:
    for name in names:
        assert len(parent.findall(f"{ATOM}{name}")) == 1, name
        assert text(parent, name), name
        if name in {"updated", "published"}:
            assert datetime.fromisoformat(text(parent, name)).tzinfo is not None


def relations(parent: Element) -> list[str | None]:
    links = parent.findall(f"{ATOM}link")
    assert all((one.get("href") or "").startswith("http://exchange.test/") for one in links)
    return [one.get("rel") for one in links]


def text(parent: Element, name: str) -> str:
    return parent.findtext(f"{ATOM}{name}") or ""


def titles(root: Element) -> list[str]:
    return [text(entry, "title") for entry in root.iter(f"{ATOM}entry")]


def test_the_newest_twenty_come_newest_first(reader: Reader, drain: Drain) -> None:
    for number in range(22):
        publish(f"Practice {number:02}")
    drain()
    assert titles(feed(reader)) == [f"Practice {number:02}" for number in reversed(range(2, 22))]


def test_a_feed_holds_what_the_result_page_finds(reader: Reader, drain: Drain) -> None:
    publish("Repair cafés", countries=["KE"])
    publish("Repair vouchers", countries=["FR"])
    publish("School meals", countries=["KE"])
    drain()
    root = feed(reader, "/feeds/en/practices.xml?country=KE&q=repair&page=7&sort=match&view=map")
    assert titles(root) == ["Repair cafés"]
    assert text(root, "id") == "http://exchange.test/feeds/en/practices.xml?q=repair&country=KE"
    assert text(root, "title") == "Practice Exchange: new practices on “repair”"


def test_an_entry_says_what_everybody_may_read_and_no_more(reader: Reader, drain: Drain) -> None:
    author = member("Amina Diallo", email="amina@example.org")
    number = publish(
        "Repair cafés",
        author=author,
        summary="Volunteers mend kettles.",
        themes=["waste"],
        interests="Secret",
        organisation="City",
    )
    drain()
    answer = reader.get("/feeds/fr.xml").get_data(as_text=True)
    assert "amina@example.org" not in answer
    assert "Secret" not in answer
    [entry] = feed(reader, "/feeds/fr.xml").iter(f"{ATOM}entry")
    assert text(entry, "id") == f"http://exchange.test/en/practices/{number}/"
    assert text(entry, "summary") == "Volunteers mend kettles."
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Amina Diallo"
    link, title, category = entry.find(f"{ATOM}link"), entry.find(f"{ATOM}title"), entry.find(f"{ATOM}category")
    assert link is not None
    assert title is not None
    assert category is not None
    assert link.get("href") == f"http://exchange.test/fr/practices/{number}/repair-caf%C3%A9s/"
    assert title.get(LANG) == "en"
    assert category.get("term") == "waste"
    assert category.get("label")


def test_without_members_the_organisation_is_named_and_else_the_exchange(reader: Reader, drain: Drain) -> None:
    publish("Without anybody")
    publish("By a city", organisation="City of Porto")
    drain()
    names = [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in feed(reader).iter(f"{ATOM}entry")]
    assert names == ["City of Porto", "Practice Exchange"]


def test_an_imported_practice_credits_its_source(reader: Reader, drain: Drain) -> None:
    imported("Repair cafés", source="Circle Bank")
    drain()
    assert [entry.findtext(f"{ATOM}author/{ATOM}name") for entry in feed(reader).iter(f"{ATOM}entry")] == ["Circle Bank"]


def test_a_new_version_keeps_the_identifier_and_the_first_date(reader: Reader, drain: Drain) -> None:
    number = publish("Repair cafés")
    drain()
    [before] = feed(reader).iter(f"{ATOM}entry")
    with clock.later(timedelta(days=2)):
        publish_again(number, "Repair cafés, second year")
        drain()
    [after] = feed(reader).iter(f"{ATOM}entry")
    assert text(after, "id") == text(before, "id")
    assert text(after, "published") == text(before, "published")
    assert text(after, "updated") > text(before, "updated")


def test_a_hidden_practice_is_in_no_feed(reader: Reader, drain: Drain) -> None:
    number = publish("Repair cafés")
    drain()
    hide(number)
    assert titles(feed(reader)) == []


def test_hostile_words_are_text(reader: Reader, drain: Drain) -> None:
    publish('</title><script>alert("1")</script> & ]]>', summary="<b>\u202e</b>")
    drain()
    assert titles(feed(reader)) == ['</title><script>alert("1")</script> & ]]>']
    root = feed(reader, "/feeds/en/practices.xml?q=" + quote_plus("<!DOCTYPE x [<!ENTITY y 'z'>]>&y;\x08\ufffe"))
    assert "<!DOCTYPE" in text(root, "title")


def test_an_answer_that_is_still_good_is_not_sent_again(reader: Reader, drain: Drain) -> None:
    publish("Repair cafés")
    drain()
    first = reader.get("/feeds/en.xml")
    assert first.headers["Last-Modified"]
    assert "max-age" in first.headers["Cache-Control"]
    again = reader.get("/feeds/en.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert reader.get("/feeds/en.xml", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    with clock.later(timedelta(seconds=5)):
        publish("Repair vouchers")
        drain()
    changed = reader.get("/feeds/en.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_feed_sets_no_cookie_even_for_one_who_is_signed_in(reader: Reader) -> None:
    reader.get("/en/")
    reader.sign_in(member())
    with reader.session_transaction() as session:
        session.permanent = True
    answer = reader.get("/feeds/en.xml")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "query",
    ["theme=x1&country=XX", "year_from=soon", "sort=x", "page=x", "page=-1", "q=" + "x" * 9_000, "q=%ff%00&theme=%ff",
     "theme=" + "&theme=".join(map(str, range(300)))],
)  # fmt: skip
def test_no_parameters_are_an_error(reader: Reader, drain: Drain, query: str) -> None:
    drain()
    feed(reader, f"/feeds/en/practices.xml?{query}")


def test_while_the_index_is_away_a_feed_is_answered_from_the_database(reader: Reader) -> None:
    publish("Repair cafés")
    publish("School meals")
    assert titles(feed(reader, "/feeds/en/practices.xml?q=repair")) == ["Repair cafés"]


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_its_feeds(reader: Reader, drain: Drain, language: str) -> None:
    drain()
    root = feed(reader, f"/feeds/{language}.xml")
    assert root.get(LANG) == language
    assert text(root, "updated") == atom.NOTHING_YET.isoformat().replace("+00:00", "Z")
    assert reader.get("/feeds/xx.xml").status_code == 404


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("/en/", "/feeds/en.xml"),
        ("/fr/practices/", "/feeds/fr/practices.xml"),
        ("/en/practices/?q=repair&theme=waste&page=1&sort=newest", "/feeds/en/practices.xml?q=repair&theme=waste"),
        ("/en/themes/waste/", "/feeds/en/practices.xml?theme=waste"),
    ],
)
def test_pages_tell_programs_where_their_feed_is(reader: Reader, drain: Drain, page: str, address: str) -> None:
    drain()
    links = [one for one in page_of(reader.get(page)).iter("link") if one.get("type") == "application/atom+xml"]
    assert [(one.get("rel"), one.get("href")) for one in links] == [("alternate", address)]
    assert reader.get(address).status_code == 200


def test_the_result_page_has_a_link_that_a_person_sees(reader: Reader, drain: Drain) -> None:
    imported("Repair cafés")
    drain()
    links = {"".join(one.itertext()): one.get("href") for one in page_of(reader.get("/en/practices/?q=repair")).iter("a")}
    assert links["Feed"] == "/feeds/en/practices.xml?q=repair"
