"""A visitor who has a page already is told so while it would be made the same, and is never told so when it would not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, g, url_for

from exchange import create_app
from exchange.core import access, clock
from exchange.core.access import Need
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.retrieval.engines import engine
from exchange.retrieval.port import Unavailable
from exchange.review import service as review
from exchange.search import sync
from tests import factories, statements
from tests.changes.test_every_verb import NONCE, VISIBLE, World
from tests.changes.test_every_verb import world as world
from tests.client import Reader, words
from tests.house_rules import routes
from tests.house_rules import values as makers
from tests.review import factories as make

# Of each kind of change one: that every verb is recorded `test_every_verb` holds.
VERBS = (
    "publish a new version",
    "hide a practice",
    "change a name in the settings",
    "import a changed practice",
    "load a changed theme",
)
MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
# Pages that hold something of their own session or moment: forms, and what is told of a member.
MADE_EACH_TIME = {
    "accounts.register", "accounts.mail_sent", "accounts.confirm_again", "accounts.confirm", "accounts.sign_in", "accounts.reset",
    "accounts.reset_with", "saved.stop",
}  # fmt: skip


def ask(reader: Reader, address: str, tag: str, **headers: str) -> int:
    return reader.get(address, headers={"If-None-Match": tag, **headers}).status_code


def tag_of(reader: Reader, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.status
    return answer.headers["ETag"]


@pytest.fixture
def morning(app: Flask) -> Iterator[None]:
    with clock.at(MORNING):
        yield


@pytest.fixture(autouse=True)
def index(app: Flask, drain: Callable[[], int]) -> None:
    sync.rebuild()
    drain()


@pytest.fixture
def practice(app: Flask, drain: Callable[[], int]) -> str:
    author, moderator = factories.expert("Ana Pires"), factories.moderator()
    number = make.practice_of(make.published(author, moderator, title="Refill stations"))
    drain()
    return f"/en/practices/{number}/refill-stations/"


@pytest.mark.usefixtures("morning")
def test_two_requests_a_minute_apart_answer_304(reader: Reader, practice: str) -> None:
    for address in (practice, "/en/", "/ar/themes/", "/en/practices/?q=refill", "/en/experts/", "/fr/privacy/"):
        first = reader.get(address)
        tag = first.headers["ETag"]
        assert tag.startswith("W/")
        with clock.later(timedelta(minutes=1)):
            again = reader.get(address, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.data) == (304, b"")
        for name in ("ETag", "Cache-Control"):
            assert again.headers[name] == first.headers[name]
        assert {"Cookie"} <= set(again.vary) == set(first.vary)
        assert "Set-Cookie" not in again.headers
        assert reader.head(address, headers={"If-None-Match": tag}).status_code == 304
        assert reader.head(address).headers["ETag"] == tag


@pytest.mark.usefixtures("morning")
def test_a_304_asks_the_database_once(reader: Reader, practice: str) -> None:
    tag = tag_of(reader, practice)
    with statements.asked() as asked:
        assert ask(reader, practice, tag) == 304
    assert [statement.split()[0] for statement, _values in asked] == ["BEGIN", "SELECT"][-len(asked) :]


@pytest.mark.usefixtures("morning")
def test_a_tag_holds_for_one_address_colour_language_and_day(reader: Reader, practice: str) -> None:
    tag = tag_of(reader, practice)
    assert ask(reader, practice.replace("/en/", "/fr/"), tag) == 200
    assert ask(reader, practice + "?text=original", tag) == 200
    reader.set_cookie("theme", "dark", domain="localhost")
    assert ask(reader, practice, tag) == 200
    reader.delete_cookie("theme", domain="localhost")
    assert ask(reader, practice, tag) == 304
    with clock.later(timedelta(days=1)):
        assert ask(reader, practice, tag) == 200


def test_a_tag_of_another_release_does_not_hold(app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = tag_of(reader, "/en/")
    monkeypatch.setitem(app.extensions, "tags_release", "another")
    assert ask(reader, "/en/", tag) == 200


def test_another_process_of_the_same_release_gives_the_same_tag(app: Flask, reader: Reader, practice: str) -> None:
    other = create_app(app.config["SETTINGS"])
    tag = tag_of(reader, practice)
    with other.app_context():
        assert other.test_client().get(practice, headers={"If-None-Match": tag}).status_code == 304
        db.session.remove()
        db.engine.dispose()


def test_a_hidden_practice_is_not_answered_from_before(reader: Reader, practice: str) -> None:
    tag = tag_of(reader, practice)
    moderator = factories.moderator()
    with transaction():
        review.hide(moderator, int(practice.split("/")[3]), "Wrong figures")
    assert ask(reader, practice, tag) == 404
    assert ask(reader, practice, "*") == 404


@pytest.mark.parametrize("verb", [VISIBLE[name] for name in VERBS], ids=VERBS)
def test_no_page_is_answered_304_that_has_changed(
    world: World, reader: Reader, drain: Callable[[], int], verb: Callable[[World], None]
) -> None:
    drain()
    addresses = ["/en/", "/en/practices/", "/en/experts/", "/en/themes/waste/", "/en/countries/KE/", "/en/about/"]
    addresses += [f"/en/practices/{world.practice(world.shown)}/history/", f"/en/experts/{world.author.id}/ana-pires/"]
    before = {one: tag_of(reader, one) for one in addresses}
    verb(world)
    for settles in (False, True):
        if settles:
            drain()
        for address, tag in before.items():
            answer = reader.get(address, headers={"If-None-Match": tag})
            assert answer.status_code != 304, address
            assert "ETag" in answer.headers or answer.status_code != 200
    settled = {one: answer.headers["ETag"] for one in before if (answer := reader.get(one)).status_code == 200}
    for address, tag in settled.items():
        fresh = reader.get(address).get_data(as_text=True)
        assert ask(reader, address, tag) == 304
        assert NONCE.sub("", fresh) == NONCE.sub("", reader.get(address).get_data(as_text=True))


def test_a_page_made_before_the_index_knew_is_made_again_after(reader: Reader, drain: Callable[[], int]) -> None:
    drain()
    author, moderator = factories.expert(), factories.moderator()
    make.published(author, moderator, title="Refill stations")
    early = reader.get("/en/practices/")
    assert "Refill stations" not in words(early)
    drain()
    later = reader.get("/en/practices/", headers={"If-None-Match": early.headers["ETag"]})
    assert "Refill stations" in words(later)


def test_a_page_without_the_index_is_given_no_tag(
    reader: Reader, drain: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    drain()
    tag = tag_of(reader, "/en/practices/")

    def away() -> str:
        raise Unavailable("missing")

    monkeypatch.setattr(engine(), "state", away)
    answer = reader.get("/en/practices/", headers={"If-None-Match": tag})
    assert (answer.status_code, "ETag" in answer.headers) == (200, False)


def test_what_is_flashed_is_shown_and_not_kept(reader: Reader) -> None:
    tag = tag_of(reader, "/en/about/")
    with reader.session_transaction() as session:
        session["_flashes"] = [("success", "You are signed out.")]
    answer = reader.get("/en/about/", headers={"If-None-Match": tag})
    assert "You are signed out." in words(answer)
    assert "ETag" not in answer.headers
    assert ask(reader, "/en/about/", tag) == 304


def test_a_visitor_who_opened_a_form_is_answered_304_too(reader: Reader) -> None:
    tag = tag_of(reader, "/en/about/")
    assert reader.get("/en/account/register/").headers["Cache-Control"] == "no-store"
    assert ask(reader, "/en/about/", tag) == 304


def test_a_member_is_never_answered_304(reader: Reader) -> None:
    tag = tag_of(reader, "/en/about/")
    reader.sign_in(factories.member())
    answer = reader.get("/en/about/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["Cache-Control"], "ETag" in answer.headers) == (200, "no-store", False)


@pytest.mark.usefixtures("morning")
def test_the_form_of_a_kept_page_works_until_the_next_day_ends(reader: Reader) -> None:
    token = reader.token_on("/en/about/")
    for hours, expected in ((14.9, 303), (38.9, 303), (39.1, 400)):
        with clock.later(timedelta(hours=hours)):
            sent = reader.post("/en/colours/", data={"csrf_token": token, "theme": "dark", "next": "/en/"})
        assert sent.status_code == expected, hours


def test_the_visitors_token_is_masked_anew_in_each_answer(reader: Reader) -> None:
    tokens = {reader.token_on("/en/practices/?q=csrf_token") for _ in range(5)}
    assert len(tokens) == 5


def test_every_public_page_says_whether_it_may_be_kept(app: Flask, reader: Reader) -> None:
    unnamed = set()
    for row in routes.table():
        view = app.view_functions[row.endpoint]
        if (
            row.method != "GET"
            or row.endpoint == "static"
            or row.expected[0] != 200
            or access.declared_need(view) is not Need.NOTHING
        ):
            continue
        made = getattr(makers, row.values)(None) if row.values else {}
        with app.test_request_context():
            g.language = "en"
            address = url_for(row.endpoint, **made)
        answer = reader.get(address)
        if answer.mimetype == "text/html" and "ETag" not in answer.headers:
            unnamed.add(row.endpoint)
    assert unnamed == MADE_EACH_TIME
