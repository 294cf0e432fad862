"""What the platform answers: links that prove an address, refused writes, words of libraries, buttons of mail programs, Markdown."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

from exchange.accounts import security
from exchange.core import text
from exchange.core.db import db
from exchange.saved import links
from exchange.saved.models import SavedSearch
from tests import factories
from tests.accounts.mailbox import PASSWORD, last_link
from tests.cases.stage import Case, Stage
from tests.client import page_of, words
from tests.practices import records as practices
from tests.saved import records as saved

FIRST, SECOND, TYPED_THERE = "four words chosen first", "five words chosen as the second", PASSWORD


def _register(stage: Stage, password: str) -> str:
    data = {"name": "Ann", "email": "x@example.org", "password": password}
    assert stage.new_reader().send("/en/account/register/", data).status_code == 303
    return last_link(stage.drain)


def _signs_in(stage: Stage, password: str) -> bool:
    data = {"email": "x@example.org", "password": password}
    return stage.new_reader().send("/en/account/sign-in/", data).status_code == 303


def address_proven(stage: Stage, _row: Case) -> None:
    stranger, _own = _register(stage, FIRST), _register(stage, SECOND)
    assert 'type="password"' in stage.new_reader().get(stranger).get_data(as_text=True)
    assert stage.new_reader().send(stranger, {"name": "Ann", "password": TYPED_THERE}).status_code == 303
    assert [_signs_in(stage, one) for one in (FIRST, SECOND, TYPED_THERE)] == [False, False, True]


def dropped_input(stage: Stage, _row: Case) -> None:
    _register(stage, FIRST)
    second = _register(stage, SECOND)
    page = stage.new_reader().get(second).get_data(as_text=True)
    assert 'type="password"' in page
    assert SECOND not in page
    assert stage.new_reader().send(second, {"name": "Ann", "password": SECOND}).status_code == 303
    assert _signs_in(stage, SECOND)


def refused_post(stage: Stage, _row: Case) -> None:
    author = factories.member(email="x@example.org", password=security.make_hash(PASSWORD))
    reader = stage.signed_in(author)
    address = f"/en/submissions/{practices.draft(author)}/done/"
    typed = "Households threw away pots. " * 36
    reader.get(address)
    reader.delete_cookie("session")
    answer = reader.post(address, data={"problem": typed})
    assert typed in html.unescape(answer.get_data(as_text=True))
    form = next(one for one in page_of(answer).iter("form") if "sign-in" in (one.get("action") or ""))
    fields = {str(one.get("name")): one.get("value") or "" for one in form.iter("input")}
    boxes = {str(one.get("name")): (one.text or "").removeprefix("\n") for one in form.iter("textarea")}
    signed_in = {"email": "x@example.org", "password": PASSWORD}
    after = reader.post(str(form.get("action")), data={**fields, **boxes, **signed_in})
    assert typed in html.unescape(after.get_data(as_text=True))
    assert any(urlsplit(one.get("action") or "").path == address for one in page_of(after).iter("form"))


def library_words(stage: Stage, _row: Case) -> None:
    reader, address = stage.new_reader(), "/fr/account/register/"
    typed = {"name": "Ann Dupont", "email": "x@example.org"}
    answer = reader.post(address, data={**typed, "csrf_token": "wrong"})
    assert answer.status_code == 400
    assert "CSRF" not in words(answer)
    assert "Cette page" in words(answer)
    form = next(one for one in page_of(answer).iter("form") if one.get("method") == "post" and one.get("action") is None)
    fields = {str(one.get("name")): one.get("value") or "" for one in form.iter("input")}
    assert typed.items() <= fields.items()
    assert reader.post(address, data=fields).status_code == 303


def one_click(stage: Stage, _row: Case) -> None:
    user = factories.member()
    number = saved.keep(user)
    stop = f"/en/saved/stop/{links.token_for(user.id)}/"
    answer = stage.new_reader().post(stop, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code in {200, 204}
    assert "Location" not in answer.headers
    db.session.rollback()
    assert db.session.get_one(SavedSearch, number).often == "never"


def line_ends(_stage: Stage, row: Case) -> None:
    broken, listed = (text.markdown(one) for one in row.typed)
    assert "<br>" in broken
    assert listed.count("<li>") == 2


def bare_address(_stage: Stage, row: Case) -> None:
    assert ">https://example.org/a</a>." in text.markdown(row.typed[0])


def picture(_stage: Stage, row: Case) -> None:
    assert "Map" in text.markdown(row.typed[0])
    assert text.plain(row.typed[0]) == "Map"


def targets(_stage: Stage, row: Case) -> None:
    for typed in row.typed:
        assert "<a" not in text.markdown(typed)
