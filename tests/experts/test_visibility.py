from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from exchange.accounts.models import User
from exchange.experts import choices
from exchange.experts.models import Profile, ProfileCountry, ProfileLanguage, ProfileTheme
from exchange.experts.visibility import ProfileView, Worked, view_for

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
# Where each field that has a reach stands in the view, and what it is when held back.
PARTS: dict[str, dict[str, Any]] = {
    "biography": {"biography": {}},
    "country": {"country_code": None},
    "organisation": {"organisation": ""},
    "position": {"position": ""},
    "themes": {"themes": ()},
    "languages": {"languages": ()},
    "countries": {"countries": ()},
    "help_kinds": {"help_kinds": ()},
    "open_to_requests": {"open_to_requests": None, "open_until": None},
    "links": {"links": ()},
    "orcid": {"orcid": ""},
}
ALWAYS = {"user_id", "name", "confirmed_at", "updated_at"}


def profile(**reaches: str) -> Profile:
    return Profile(
        user_id=7,
        user=User(id=7, name="Amina Osei"),
        public=True,
        biography={"en": "Waste", "fr": "Déchets"},
        country_code="KE",
        organisation="City",
        position="Head",
        help_kinds=["answer"],
        open_to_requests="limited",
        open_until=date(2026, 12, 31),
        links=["https://example.org"],
        orcid="0000-0002-1825-0097",
        reaches={**dict.fromkeys(choices.FIELDS, "everyone"), **reaches},
        confirmed_at=NOW,
        updated_at=NOW,
        themes=[ProfileTheme(theme_id="waste", position=0)],
        languages=[ProfileLanguage(language="en", level="fluent", position=0)],
        countries=[ProfileCountry(place_code="FR", year_from=2001, year_to=None, position=0)],
    )


def parts(view: ProfileView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in view.__dataclass_fields__}


def test_everyone_sees_everything_that_reaches_everyone() -> None:
    view = view_for(profile(), "visitor")
    assert parts(view) == parts(view_for(profile(), "member"))
    assert view.countries == (Worked("FR", 2001, None),)
    assert view.languages == (("en", "fluent"),)
    assert view.slug == "amina-osei"


def test_every_part_of_the_view_has_a_reach_or_is_known_to_need_none() -> None:
    assert set(PARTS) == set(choices.FIELDS)
    assert {name for held in PARTS.values() for name in held} | ALWAYS == set(ProfileView.__dataclass_fields__)


@pytest.mark.parametrize(
    ("field", "reach", "role"), list(product(PARTS, choices.REACHES, ("visitor", "member", "moderator", "administrator")))
)
def test_a_field_is_seen_by_those_it_reaches_and_by_nobody_else(field: str, reach: str, role: str) -> None:
    seen = reach == "everyone" or (reach == "members" and role != "visitor")
    whole = parts(view_for(profile(), role))
    view = parts(view_for(profile(**{field: reach}), role))
    for name, held_back in PARTS[field].items():
        assert view[name] == (whole[name] if seen else held_back)
    assert {name for name in view if view[name] != whole[name]} <= set(PARTS[field])


def test_a_field_without_a_reach_is_seen_by_nobody() -> None:
    bare = profile()
    bare.reaches = {}
    view = parts(view_for(bare, "administrator"))
    assert all(view[name] == held for parts_held in PARTS.values() for name, held in parts_held.items())


@pytest.mark.parametrize(
    ("texts", "language", "found"),
    [
        ({"en": "E", "fr": "F"}, "fr", ("fr", "F")),
        ({"en": "E", "fr": "F"}, "ar", ("en", "E")),
        ({"ru": "R", "fr": "F"}, "ar", ("ru", "R")),
        ({}, "ar", None),
    ],
)
def test_a_biography_is_shown_in_the_readers_language_else_english_else_the_first(
    texts: dict[str, str], language: str, found: tuple[str, str] | None
) -> None:
    one = profile()
    one.biography = texts
    assert view_for(one, "visitor").biography_for(language) == found


def test_being_open_ends_after_the_day_given() -> None:
    view = view_for(profile(), "visitor")
    assert view.openness(date(2026, 12, 31)) == "limited"
    assert view.openness(date(2027, 1, 1)) == "no"
    assert view_for(profile(open_to_requests="members"), "visitor").openness(date(2026, 1, 1)) is None


def test_a_confirmation_lasts_twelve_months() -> None:
    view = view_for(profile(), "visitor")
    assert view.confirmed_lately(NOW + timedelta(days=365))
    assert not view.confirmed_lately(NOW + timedelta(days=366))
    never = profile()
    never.confirmed_at = None
    assert not view_for(never, "visitor").confirmed_lately(NOW)
