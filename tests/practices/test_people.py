"""Co-authors and contacts: nobody is named without having agreed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.errors import Conflict, Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.practices import queries, service
from exchange.practices.models import Version
from exchange.practices.service import people
from tests import factories
from tests.client import Reader, words
from tests.practices import records
from tests.practices.test_drafts import actor


def practice_of(version_id: int) -> int:
    found = db.session.get(Version, version_id)
    assert found is not None
    return found.practice_id


def test_an_invited_member_is_told_and_named_once_they_agree(app: Flask, drain: Callable[[], int]) -> None:
    me, other = factories.member("Ana Silva").id, factories.member("Ben Okoro").id
    records.profile(other)
    number = records.draft(me, {"title": "Repair vouchers", "language": "en"})
    practice = practice_of(number)
    for part in ("contact", "author"):
        with transaction():
            service.invite(actor(me), number, part, other)
    assert [(one.part, one.title, one.invited_by) for one in queries.invitations_of(other)] == [
        ("contact", "Repair vouchers", "Ana Silva"),
        ("author", "Repair vouchers", "Ana Silva"),
    ]
    found = queries.draft(number, me)
    assert found is not None
    assert found.answers["contacts"] == []
    for part in ("contact", "author"):
        with transaction():
            service.answer_invitation(actor(other), practice, part, True)
    assert queries.invitations_of(other) == []
    found = queries.draft(number, other)
    assert found is not None
    assert found.answers["contacts"] == [other]
    drain()
    mails = [path.read_text("utf-8") for path in sorted(Path(app.config["EXCHANGE_VAR"], "mail").iterdir())]
    assert len(mails) == 4
    assert "Subject: You are asked to be a contact for a practice" in mails[0]
    assert f"/en/desk/invitations/{practice}/contact/" in mails[0]
    assert "has agreed to be a co-author" in mails[3].replace("=\n", "").replace("\n", " ")


def test_a_refusal_is_told_and_an_agreement_can_be_given_up(app: Flask, drain: Callable[[], int]) -> None:
    me, other = factories.member().id, factories.member("Ben Okoro").id
    records.profile(other)
    number = records.draft(me, {"title": ""})
    practice = practice_of(number)
    for part in ("contact", "author"):
        with transaction():
            service.invite(actor(me), number, part, other)
        with transaction():
            service.answer_invitation(actor(other), practice, part, False)
    with pytest.raises(NotFound), transaction():
        service.answer_invitation(actor(other), practice, "contact", True)
    with transaction():
        service.invite(actor(me), number, "author", other)
    with transaction():
        service.answer_invitation(actor(other), practice, "author", True)
    with transaction():
        service.answer_invitation(actor(other), practice, "author", True)
    with transaction():
        service.answer_invitation(actor(other), practice, "author", False)
    assert queries.invitation(practice, "author", other) is None
    drain()
    assert "Invitation refused: Practice without a title" in "".join(
        path.read_text("utf-8") for path in Path(app.config["EXCHANGE_VAR"], "mail").iterdir()
    )


def test_only_members_with_a_public_profile_can_be_invited_and_only_once() -> None:
    me, hidden, shown = factories.member().id, factories.member().id, factories.member().id
    records.profile(hidden, public=False)
    records.profile(shown)
    number = records.draft(me)
    for who in (hidden, 987_654):
        with pytest.raises(Invalid), transaction():
            service.invite(actor(me), number, "contact", who)
    with transaction():
        service.invite(actor(me), number, "contact", shown)
    with pytest.raises(Invalid), transaction():
        service.invite(actor(me), number, "contact", shown)


def test_there_is_an_end_to_contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    me, other = factories.member().id, factories.member().id
    records.profile(other)
    number = records.draft(me)
    monkeypatch.setitem(people.MOST, "contact", 1)
    with transaction():
        service.add_self(actor(me), number)
    with pytest.raises(Invalid), transaction():
        service.invite(actor(me), number, "contact", other)


def test_the_last_author_stays() -> None:
    me = factories.member().id
    number = records.draft(me)
    with pytest.raises(Conflict), transaction():
        service.remove(actor(me), number, "author", me)
    with pytest.raises(Conflict), transaction():
        service.answer_invitation(actor(me), practice_of(number), "author", False)
    with pytest.raises(NotFound), transaction():
        service.remove(actor(me), number, "contact", me)


def test_somebody_who_left_or_closed_their_account_is_not_told() -> None:
    me, other = factories.member().id, factories.member().id
    records.profile(other)
    number = records.draft(me)
    with transaction():
        service.invite(actor(me), number, "contact", other)
    with transaction():
        db.session.get(User, me).active = False  # type: ignore[union-attr]  # it was just made
    with transaction():
        service.answer_invitation(actor(other), practice_of(number), "contact", True)
    assert queries.invitation(practice_of(number), "contact", other).invited_by == ""  # type: ignore[union-attr]  # just agreed to


def test_a_contact_who_leaves_a_published_practice_leaves_the_index_too(drain: Callable[[], int]) -> None:
    me = factories.member().id
    number = records.whole_draft(me)
    with transaction():
        service.add_self(actor(me), number)
    practice = records.publish(number)
    with transaction():
        service.answer_invitation(actor(me), practice, "contact", False)
    from sqlalchemy import select

    from exchange.outbox.models import Job

    assert db.session.scalars(select(Job.key).where(Job.topic == "index")).all()[-1:] == [f"practice:{practice}"]


def test_people_are_named_invited_and_taken_off_through_the_page(reader: Reader) -> None:
    me, other = factories.member("Ana Silva").id, factories.member("Ben Okoro").id
    records.profile(other)
    number = records.draft(me, {"title": "Repair"})
    reader.sign_in(me)
    address = f"/en/submissions/{number}/authors/"
    assert reader.send(address, {"myself": "1"}).status_code == 303
    assert (
        reader.send(address, {"person": f"http://exchange.test/ar/experts/{other}/ben-okoro/", "part": "author"}).status_code
        == 303
    )
    page = words(reader.get(address))
    assert "Ben Okoro Invited" in page
    wrong = reader.send(address, {"person": "somebody", "part": "author"})
    assert (wrong.status_code, "somebody" in wrong.get_data(as_text=True)) == (422, True)
    assert reader.send(address, {"person": "999999", "part": "magic"}).status_code == 422
    assert reader.send(address, {"person": "999999", "part": "contact"}).status_code == 422
    assert reader.post(address, data={"myself": "1"}).status_code == 400
    assert reader.post(address, data={"who": f"contact-{me}"}).status_code == 400
    assert reader.send(address, {"who": "nobody"}).status_code == 404
    assert reader.send(address, {"who": f"contact-{me}"}).status_code == 303
    assert reader.send(address, {"who": f"author-{me}"}).status_code == 409


def test_an_invitation_is_answered_through_its_page(reader: Reader, new_reader: Callable[[], Reader]) -> None:
    me, other = factories.member("Ana Silva").id, factories.member("Ben Okoro").id
    records.profile(other)
    number = records.draft(me, {"title": "Repair", "summary": "In Porto", "language": "en"})
    for part in ("author", "contact"):
        with transaction():
            service.invite(actor(me), number, part, other)
    reader.sign_in(other)
    address = f"/en/desk/invitations/{practice_of(number)}/author/"
    assert "Ana Silva asks you to be a co-author" in words(reader.get(address))
    assert "Ana Silva asks you to be a contact" in words(reader.get(address.replace("author", "contact")))
    assert reader.send(address, {"agree": "1"}).status_code == 303
    assert "Take my name off" in words(reader.get(address))
    assert reader.get(f"/en/submissions/{number}/").status_code == 200
    assert reader.send(address, {"refuse": "1"}).status_code == 303
    assert reader.get(address).status_code == 404
    assert reader.get(f"/en/submissions/{number}/").status_code == 404
