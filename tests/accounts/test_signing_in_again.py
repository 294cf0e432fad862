"""A session that ended while somebody wrote: signing in goes on with what was written, in their own hands only."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from exchange.accounts import security
from exchange.accounts.models import SignIn, User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices.models import Version
from tests import factories
from tests.accounts.mailbox import PASSWORD
from tests.client import Reader, page_of, words
from tests.practices import records

TEXT = 'Households threw away\nold "pots" & <pans>. ' + "Und noch viel mehr. " * 500


def form_to(answer: TestResponse, address: str) -> dict[str, str]:
    """What a browser would send of the form of this page that goes to `address`."""
    forms = [one for one in page_of(answer).iter("form") if urlsplit(one.get("action") or "").path == address]
    assert len(forms) == 1, [one.get("action") for one in page_of(answer).iter("form")]
    return dict(_controls(forms[0]))


def _controls(form: Element) -> list[tuple[str, str]]:
    boxes = [(one.get("name") or "", (one.text or "").removeprefix("\n")) for one in form.iter("textarea")]
    return boxes + [(one.get("name") or "", one.get("value") or "") for one in form.iter("input") if one.get("name")]


def member(**values: Any) -> User:
    return factories.member(password=security.make_hash(PASSWORD), **values)


@pytest.fixture
def ended(reader: Reader) -> tuple[Reader, User, str, TestResponse]:
    """A section sent by its author after their session ended: browser, author, address, answer."""
    author = member(email="ann@example.org")
    address = f"/en/submissions/{records.draft(author)}/done/"
    reader.sign_in(author)
    fields = form_to(reader.get(address), address) | {"problem": TEXT}
    with transaction():
        db.session.execute(delete(SignIn))
    return reader, author, address, reader.post(address, data=fields)


def sign_in(reader: Reader, page: TestResponse, email: str, password: str = PASSWORD) -> TestResponse:
    fields = form_to(page, "/en/account/sign-in/") | {"email": email, "password": password}
    next_address = next(one.get("action") for one in page_of(page).iter("form") if "sign-in" in (one.get("action") or ""))
    return reader.post(str(next_address), data=fields)


def problem_of(address: str) -> str:
    db.session.rollback()
    return str(db.session.get_one(Version, int(address.split("/")[3])).answers.get("problem", ""))


def test_signing_in_after_the_session_ended_goes_on_with_the_text(ended: tuple[Reader, User, str, TestResponse]) -> None:
    reader, _author, address, answer = ended
    assert "Nothing you wrote is lost" in words(answer)
    signed_in = sign_in(reader, answer, "ann@example.org")
    assert signed_in.status_code == 200
    assert problem_of(address) == ""
    saved = reader.post(address, data=form_to(signed_in, address))
    assert saved.status_code == 303
    assert problem_of(address) == TEXT.strip()


def test_a_wrong_password_keeps_the_text_for_the_next_try(ended: tuple[Reader, User, str, TestResponse]) -> None:
    reader, _author, address, answer = ended
    for _time in range(2):
        answer = sign_in(reader, answer, "ann@example.org", "not the password")
        assert answer.status_code == 422
        assert TEXT in html.unescape(answer.get_data(as_text=True))
        assert "not the password" not in answer.get_data(as_text=True)
    saved = reader.post(address, data=form_to(sign_in(reader, answer, "ann@example.org"), address))
    assert saved.status_code == 303
    assert problem_of(address) == TEXT.strip()


def test_another_member_who_signs_in_is_asked_for_the_account_that_wrote(ended: tuple[Reader, User, str, TestResponse]) -> None:
    reader, _author, address, answer = ended
    member(email="bob@example.org")
    answer = sign_in(reader, answer, "bob@example.org")
    assert answer.status_code == 401
    assert "It was written with another account than the one you are signed in with now." in words(answer)
    saved = reader.post(address, data=form_to(sign_in(reader, answer, "ann@example.org"), address))
    assert saved.status_code == 303
    assert problem_of(address) == TEXT.strip()


def test_a_text_is_never_saved_into_the_records_of_another_member(reader: Reader, new_reader: Callable[[], Reader]) -> None:
    ann, bob = member(name="Ann"), member(name="Bob", email="bob@example.org")
    reader.sign_in(ann)
    fields = form_to(reader.get("/en/account/settings/"), "") | {"name": "Ann with a new name"}
    reader.sign_in(bob)
    answer = reader.post("/en/account/settings/", data=fields)
    assert answer.status_code == 401
    assert "Ann with a new name" in answer.get_data(as_text=True)
    db.session.rollback()
    assert {db.session.get_one(User, one.id).name for one in (ann, bob)} == {"Ann", "Bob"}


def test_a_suspended_member_gets_the_text_back(reader: Reader) -> None:
    author = member(email="ann@example.org")
    address = f"/en/submissions/{records.draft(author)}/done/"
    reader.sign_in(author)
    fields = form_to(reader.get(address), address) | {"problem": TEXT}
    with transaction():
        db.session.execute(update(User).values(active=False))
    answer = sign_in(reader, reader.post(address, data=fields), "ann@example.org")
    assert answer.status_code == 422
    assert TEXT in html.unescape(answer.get_data(as_text=True))
