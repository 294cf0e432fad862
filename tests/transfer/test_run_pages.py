"""The pages about imports."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.transfer import lifecycle, runs
from exchange.transfer.models import ImportRun
from tests import factories
from tests.client import Reader, words
from tests.transfer import runs as imports

NEW = "/en/admin/imports/new/"


@pytest.fixture
def admin() -> User:
    return factories.member("Ada", "administrator")


@pytest.fixture
def browser(reader: Reader, admin: User) -> Reader:
    reader.sign_in(admin)
    return reader


def upload(content: bytes, **values: str) -> dict[str, object]:
    return {"file": (io.BytesIO(content), "ours.jsonl"), "way": "reviewed", "note": "Given by the city.", **values}


def large(token: str = "") -> dict[str, object]:
    """A form with a file over the limit of other forms, as bytes."""
    content = imports.content([{**imports.some(1)[0], "description": "word " * 4_000} for _ in range(60)])
    assert len(content) > 1_000_000
    fields = {"csrf_token": token, "way": "reviewed", "note": "Large"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="large.jsonl"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def test_a_file_is_given_taken_in_and_reported_line_by_line(browser: Reader) -> None:
    file = imports.content([*imports.some(1), {"source_id": "x"}])
    answer = browser.send(NEW, upload(file), content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "Waits for its turn" in words(browser.get(answer.location))
    imports.work()
    report = words(browser.get(answer.location))
    assert "Practice 1" in report
    assert "source is missing" in report
    assert "Given by the city." in report
    refused = words(browser.get(f"{answer.location}?show=refused"))
    assert "Practice 1" not in refused
    assert "ours.jsonl" in words(browser.get("/en/admin/imports/"))


def test_a_file_that_holds_no_records_is_refused_and_the_reason_kept(browser: Reader) -> None:
    answer = browser.send(NEW, upload(b"[\n1]"), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "one list" in words(answer)
    assert "Given by the city." in answer.get_data(as_text=True)
    assert db.session.scalar(select(ImportRun.id)) is None


def test_without_reason_nothing_is_taken_in(browser: Reader) -> None:
    answer = browser.send(NEW, upload(imports.content(imports.some(1)), note=""), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert db.session.scalar(select(ImportRun.id)) is None


def test_a_file_larger_than_a_form_comes_in_for_an_administrator(browser: Reader) -> None:
    assert browser.post(NEW, **large(browser.token_on(NEW))).status_code == 303


def test_a_body_over_the_limit_is_refused_before_it_is_read(browser: Reader) -> None:
    class Unread(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: object) -> int:
            raise AssertionError("the body was read")

    length = runs.LARGEST_FILE + 200_000
    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": io.BufferedReader(Unread())}
    answer = browser.post(NEW, environ_overrides=environ, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


def test_a_member_cannot_send_so_large_a_body(reader: Reader) -> None:
    reader.sign_in(factories.member())
    assert reader.post(NEW, **large()).status_code == 413


def test_an_import_is_undone_from_its_page_with_a_reason(browser: Reader, admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(2)))
    page = f"/en/admin/imports/{number}/"
    assert browser.send(f"{page}undo/", {"note": ""}, form_at=page).status_code == 422
    assert browser.send(f"{page}undo/", {"note": "Wrong file"}, form_at=page).status_code == 303
    imports.work()
    report = words(browser.get(page))
    assert "Taken away from readers. 2" in report
    assert "Wrong file" in report


def test_a_second_administrator_finds_what_to_agree_to(browser: Reader, admin: User, new_reader: Callable[[], Reader]) -> None:
    second = factories.member("Bea", "administrator")
    number = imports.imported(admin, imports.content(imports.some(lifecycle.MOST_ALONE + 1)))
    page = f"/en/admin/imports/{number}/"
    browser.send(f"{page}undo/", {"note": "Wrong file"}, form_at=page)
    assert "Another administrator must agree" in words(browser.get(page))
    other = new_reader()
    other.sign_in(second)
    assert f"agree to undo import {number}" in words(other.get("/en/admin/imports/"))
    assert other.send(f"{page}undo/agree/", form_at=page).status_code == 303
    assert other.post(f"{page}undo/agree/", data={"csrf_token": other.token_on(page)}).status_code == 409


def test_the_page_tells_a_single_administrator_the_command(browser: Reader, admin: User) -> None:
    number = imports.imported(admin, imports.content(imports.some(lifecycle.MOST_ALONE + 1)))
    report = browser.get(f"/en/admin/imports/{number}/")
    assert f"imports undo {number} --reason" in words(report)
    assert "/undo/" not in report.get_data(as_text=True)
