from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from exchange.accounts import service as accounts
from exchange.accounts.events import MemberChanged
from exchange.accounts.models import User
from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Invalid, NotFound
from exchange.core.transaction import transaction
from exchange.experts import queries, service
from exchange.experts.models import Profile
from exchange.experts.rules import ProfileValues
from exchange.experts.visibility import Worked
from exchange.outbox.models import Job
from exchange.outbox.queries import backlog
from exchange.outbox.service import LeasedJob
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.models import Theme
from tests import factories

WHOLE: dict[str, Any] = {
    "biography": {"en": "Ten years in waste.", "fr": "Dix ans."},
    "country_code": "KE",
    "organisation": "City of Nairobi",
    "position": "Head of waste",
    "themes": ("waste", "transport"),
    "languages": (("sw", "native"), ("en", "fluent")),
    "countries": (Worked("FR", 2001, 2004), Worked("KE", None, None)),
    "help_kinds": ("answer", "train"),
    "open_to_requests": "limited",
    "links": ("https://example.org/amina",),
    "orcid": "0000-0002-1825-0097",
    "public": True,
}


def save(user: User, **values: Any) -> None:
    with transaction():
        service.save(user, ProfileValues(**{"name": "Amina Osei", **values}))


def owed() -> list[tuple[str, dict[str, Any]]]:
    """Index work owed, oldest first; struck out."""
    rows = db.session.execute(select(Job.key, Job.payload).where(Job.topic == "index").order_by(Job.id)).all()
    with transaction():
        for row in db.session.scalars(select(Job)):
            db.session.delete(row)
    return [(row.key, row.payload) for row in rows]


def test_a_public_profile_is_kept_whole_confirmed_and_owed_to_the_index() -> None:
    user = factories.member()
    save(user, **WHOLE)
    view = queries.one(user.id)
    assert view is not None
    assert view.name == "Amina Osei"
    assert view.themes == ("waste", "transport")
    assert view.languages == (("sw", "native"), ("en", "fluent"))
    assert view.countries == WHOLE["countries"]
    assert view.biography == WHOLE["biography"]
    assert view.confirmed_lately(clock.now())
    assert owed() == [(f"expert:{user.id}", {"kind": "expert", "id": user.id})]


def test_rows_change_their_order_and_leave() -> None:
    user = factories.member()
    save(user, **WHOLE)
    changed = {
        "themes": ("transport",),
        "languages": (("en", "native"), ("sw", "basic")),
        "countries": (Worked("KE", 2020, None),),
    }
    save(user, **{**WHOLE, **changed})
    view = queries.one(user.id)
    assert view is not None
    assert (view.themes, view.languages, view.countries) == (changed["themes"], changed["languages"], changed["countries"])


def test_a_profile_that_is_not_public_is_kept_for_its_owner_and_owes_nothing() -> None:
    user = factories.member()
    save(user, **{**WHOLE, "public": False})
    assert queries.one(user.id) is None
    assert not queries.is_public(user.id)
    assert queries.public_ids() == []
    own = queries.own_profile(user.id)
    assert own is not None
    assert own.organisation == "City of Nairobi"
    assert own.confirmed_at is None
    assert owed() == []


def test_taking_a_profile_back_is_owed_to_the_index_too() -> None:
    user = factories.expert()
    owed()
    save(user, public=False)
    assert queries.one(user.id) is None
    assert len(owed()) == 1


def test_a_profile_with_a_problem_changes_nothing() -> None:
    user = factories.expert("Amina Osei", organisation="City")
    owed()
    with pytest.raises(Invalid) as raised:
        save(user, name="Somebody Else", organisation="Village", orcid="1234")
    assert set(raised.value.problems) == {"orcid"}
    view = queries.one(user.id)
    assert view is not None
    assert (view.name, view.organisation) == ("Amina Osei", "City")
    assert owed() == []


def test_hiding_keeps_everything_and_owes_the_index_once() -> None:
    user = factories.expert(organisation="City")
    owed()
    for _time in range(2):
        with transaction():
            service.hide(user)
    assert not queries.is_public(user.id)
    own = queries.own_profile(user.id)
    assert own is not None
    assert own.organisation == "City"
    assert len(owed()) == 1


def test_confirming_counts_twelve_months_from_today() -> None:
    user = factories.expert()
    owed()
    with clock.later(timedelta(days=400)):
        assert not queries.one(user.id).confirmed_lately(clock.now())  # type: ignore[union-attr]  # it is public
        with transaction():
            service.confirm(user)
        assert queries.one(user.id).confirmed_lately(clock.now())  # type: ignore[union-attr]  # it is public
    assert len(owed()) == 1


def test_confirming_a_hidden_profile_owes_nothing() -> None:
    user = factories.member()
    save(user)
    with transaction():
        service.confirm(user)
    assert owed() == []


@pytest.mark.parametrize("verb", [service.hide, service.confirm])
def test_a_member_without_a_profile_has_nothing_to_hide_or_confirm(verb: Any) -> None:
    user = factories.member()
    with pytest.raises(NotFound), transaction():
        verb(user)


def test_a_change_outside_the_profile_is_owed_only_for_a_public_one() -> None:
    shown, hidden = factories.expert(), factories.member()
    owed()
    with transaction():
        service.record_changed_member(MemberChanged(shown.id))
        service.record_changed_member(MemberChanged(hidden.id))
    assert owed() == [(f"expert:{shown.id}", {"kind": "expert", "id": shown.id})]


def test_when_being_open_ends_the_index_is_owed_again_on_the_day_after() -> None:
    today = clock.now().date()
    user = factories.expert(open_until=today + timedelta(days=2))
    later = db.session.scalars(select(Job).where(Job.topic == changes.TOPIC)).one()
    taken = LeasedJob(later.id, later.key, later.payload, 0)
    assert later.due_at.date() == today + timedelta(days=3)
    assert [(row.topic, row.waiting) for row in backlog()] == [("index", 1)]
    owed()
    changes.handle([taken])
    assert owed() == [(f"expert:{user.id}", {"kind": "expert", "id": user.id})]
    save(user, **{**WHOLE, "open_until": today - timedelta(days=1)})
    assert len(owed()) == 1


def test_a_new_name_in_the_settings_is_owed_to_the_index() -> None:
    shown, hidden = factories.expert(), factories.member()
    owed()
    with transaction():
        accounts.change_details(shown, "New Name", "en")
        accounts.change_details(hidden, "New Name", "en")
    assert owed() == [(f"expert:{shown.id}", {"kind": "expert", "id": shown.id})]


def test_a_theme_retired_since_it_was_chosen_may_stay_but_not_be_chosen_anew() -> None:
    user, late = factories.expert(themes=("waste",)), factories.member()
    with transaction():
        db.session.get_one(Theme, "waste").retired = True
    vocabularies.forget()
    save(user, **{**WHOLE, "themes": ("waste", "transport")})
    with pytest.raises(Invalid) as raised:
        save(late, **{**WHOLE, "themes": ("waste",)})
    assert set(raised.value.problems) == {"themes"}
    vocabularies.forget()


def test_a_closed_or_unconfirmed_account_has_no_public_profile() -> None:
    closed, unconfirmed, fine = factories.expert(), factories.expert(), factories.expert()
    with transaction():
        db.session.get_one(User, closed.id).active = False
        db.session.get_one(User, unconfirmed.id).confirmed_at = None
    assert queries.public_ids() == [fine.id]
    assert [view.user_id for view in queries.public_profiles([closed.id, fine.id, unconfirmed.id])] == [fine.id]
    assert not queries.takes_requests(closed.id)


def test_profiles_come_in_the_order_asked_and_as_the_reader_may_see_them() -> None:
    one = factories.expert("One", organisation="City", reaches={"organisation": "members"})
    two = factories.expert("Two")
    assert [view.name for view in queries.public_profiles([two.id, one.id, 999])] == ["Two", "One"]
    assert queries.public_profiles([]) == []
    assert queries.public_profiles([one.id])[0].organisation == ""
    assert queries.public_profiles([one.id], "member")[0].organisation == "City"


@pytest.mark.parametrize(
    ("stated", "days", "taken"), [("yes", None, True), ("limited", 0, True), ("yes", -1, False), ("no", None, False)]
)
def test_requests_are_taken_until_the_day_given(stated: str, days: int | None, taken: bool) -> None:
    until = None if days is None else clock.now().date() + timedelta(days=days)
    user = factories.expert(open_to_requests=stated, open_until=until, reaches={"open_to_requests": "nobody"})
    assert queries.takes_requests(user.id) is taken


def test_the_database_refuses_a_public_profile_nobody_confirmed() -> None:
    user = factories.expert()
    with pytest.raises(Exception, match="public_is_confirmed"), transaction():
        db.session.get_one(Profile, user.id).confirmed_at = None
