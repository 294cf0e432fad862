"""The brake as people meet it: what they typed stays, and who is bothered finds a way to stop it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from exchange.accounts.models import User
from exchange.core.errors import NotFound
from exchange.core.transaction import transaction
from exchange.practices import service as practices
from exchange.reach import queries
from exchange.reach import service as reach
from tests import factories
from tests.client import Reader, words
from tests.practices import records
from tests.practices.test_people import practice_of

MESSAGES = "/en/desk/messages/"


def page_of_people(reader: Reader, author: User) -> str:
    reader.sign_in(author)
    return f"/en/submissions/{records.draft(author, {'title': 'Repair', 'language': 'en'})}/authors/"


def test_an_invitation_beyond_the_days_limit_keeps_what_was_typed(
    reader: Reader, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MESSAGES_PER_DAY", 0)
    profile = f"http://exchange.test/en/experts/{factories.expert().id}/amina/"
    answer = reader.send(page_of_people(reader, factories.member()), {"person": profile, "part": "author"})
    assert answer.status_code == 429
    assert "Try again in 24 hours." in words(answer)
    assert f'value="{profile}"' in answer.get_data(as_text=True)


def test_a_blocked_inviter_reads_what_one_reads_of_who_takes_no_requests(reader: Reader) -> None:
    author, blocker, quiet = factories.member(), factories.expert("Ben"), factories.expert("Ben", open_to_requests="no")
    with transaction():
        reach.block(blocker.id, author.id)
    numbers = [blocker.id, quiet.id]
    address = page_of_people(reader, author)
    pages = []
    for number in numbers:
        answer = reader.send(address, {"person": str(number), "part": "contact"})
        assert answer.status_code == 422
        pages.append(re.sub(r"\d+", "", words(answer)))
    assert "This person cannot be written to." in pages[0]
    assert pages[0] == pages[1]


def test_who_invites_again_is_told_that_no_further_mail_goes(reader: Reader) -> None:
    author, invited = factories.member(), factories.expert().id
    address = page_of_people(reader, author)
    for said in ("The invitation is sent.", "no further mail goes"):
        assert reader.send(address, {"person": str(invited), "part": "contact"}).status_code == 303
        assert said in words(reader.get(address))
        assert reader.send(address, {"who": f"contact-{invited}"}).status_code == 303


def test_an_invited_member_blocks_the_inviter_and_unblocks_them_later(reader: Reader, new_reader: Callable[[], Reader]) -> None:
    author, invited = factories.member("Ana Silva"), factories.expert("Ben Okoro")
    author_id, invited_id = author.id, invited.id
    draft = records.draft(author, {"title": "Repair", "language": "en"})
    with transaction():
        practices.invite(author, draft, "contact", invited_id)
    page = f"/en/desk/invitations/{practice_of(draft)}/contact/"
    reader.sign_in(invited_id)
    assert "Refuse and block this person" in words(reader.get(page))
    assert reader.send(page, {"block": "1"}).status_code == 303
    assert queries.is_blocked(invited_id, author_id)
    assert reader.get(page).status_code == 404
    listed = words(reader.get(MESSAGES))
    assert "People you blocked" in listed
    assert "Ana Silva" in listed
    unblock = f"/en/desk/blocked/{author_id}/unblock/"
    assert reader.post(unblock, data={"csrf_token": "old"}).status_code == 400
    assert reader.send(unblock, form_at=MESSAGES).status_code == 303
    assert not queries.is_blocked(invited_id, author_id)
    assert "People you blocked" not in words(reader.get(MESSAGES))


def test_nobody_is_blocked_by_an_invitation_that_is_not_theirs(reader: Reader) -> None:
    author, invited, stranger = factories.member(), factories.expert(), factories.expert()
    draft = records.draft(author, {"title": "Repair", "language": "en"})
    with transaction():
        practices.invite(author, draft, "contact", invited.id)
    reader.sign_in(stranger)
    page = f"/en/desk/invitations/{practice_of(draft)}/contact/"
    assert reader.send(page, {"block": "1"}, form_at=MESSAGES).status_code == 404
    assert queries.blocked_by(stranger.id) == []


def test_refusing_and_blocking_without_an_invitation_blocks_nobody() -> None:
    member, author = factories.member(), factories.member()
    number = practice_of(records.draft(author))
    with pytest.raises(NotFound), transaction():
        practices.refuse_and_block(member, number, "contact")
    assert not queries.blocked_by(member.id)
