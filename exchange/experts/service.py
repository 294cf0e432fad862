"""Verbs of the profile. Each acts on the actor's own."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.accounts import names as member_names
from exchange.accounts.events import MEMBER_CHANGED, MemberChanged
from exchange.accounts.models import User
from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Invalid, NotFound
from exchange.core.languages import DEFAULT
from exchange.experts import names, rules
from exchange.experts.models import Profile, ProfileCountry, ProfileLanguage, ProfileTheme
from exchange.experts.rules import ProfileValues
from exchange.vocabularies.events import TermsChanged

KIND = "expert"


def save(actor: Actor, values: ProfileValues) -> None:
    """Keep the actor's profile and name as `values` say. Raises Invalid by field, and then keeps nothing.

    A profile saved as public counts as confirmed today. The change is recorded when everyone sees, or saw, the profile.
    """
    values = rules.clean_values(values)
    found = rules.problems(values, _known_terms(actor.id), clock.now().date())
    likeness = member_names.likeness(values.name, actor.id) if "name" not in found else ""
    if found or likeness:
        raise Invalid({**found, **({"name": likeness} if likeness else {})})
    user = _locked_user(actor.id)
    profile = _load(actor.id)
    if profile is None:
        profile = Profile(user_id=actor.id, public=False, themes=[], languages=[], countries=[])
        db.session.add(profile)
    was_public, former = profile.public, user.name
    user.name = values.name
    _take(profile, values)
    if was_public or profile.public:
        record_change(actor.id)
    if profile.public != was_public or user.name != former:
        MEMBER_CHANGED.send(MemberChanged(actor.id))


def hide(actor: Actor) -> None:
    """Take the actor's profile out of everyone's sight; nothing of it is lost. Raises NotFound when there is none."""
    profile = _lock_profile(actor.id)
    if profile.public:
        profile.public = False
        profile.updated_at = clock.now()
        record_change(actor.id)
        MEMBER_CHANGED.send(MemberChanged(actor.id))


def confirm(actor: Actor) -> None:
    """Say that the actor's profile is still right, for twelve months more. Raises NotFound when there is none."""
    profile = _lock_profile(actor.id)
    profile.confirmed_at = clock.now()
    if profile.public:
        record_change(actor.id)


def record_change(user_id: int) -> None:
    """Record that readers see the profile of this member otherwise, inside the transaction of the change.

    Where being open to requests ends on a day, it is recorded again when that day is over.
    """
    changes.record(KIND, [user_id])
    until = db.session.scalar(select(Profile.open_until).where(Profile.user_id == user_id, Profile.public))
    if until is not None and until >= clock.now().date():
        day_after = datetime.combine(until + timedelta(days=1), time(tzinfo=UTC))
        changes.record_later(KIND, user_id, day_after)


def record_changed_member(changed: MemberChanged) -> None:
    """The same for a change outside the profile that its page shows, such as the name; nothing for a profile that is not public."""
    if db.session.scalar(select(Profile.public).where(Profile.user_id == changed.member)):
        record_change(changed.member)


def record_changed_terms(changed: TermsChanged) -> None:
    """Record every public profile that carries a term a load of the vocabularies changed, inside that load's transaction."""
    public = select(Profile.user_id).where(Profile.public)
    themed = public.join(ProfileTheme, ProfileTheme.user_id == Profile.user_id).where(ProfileTheme.theme_id.in_(changed.themes))
    worked = public.join(ProfileCountry, ProfileCountry.user_id == Profile.user_id)
    worked = worked.where(ProfileCountry.place_code.in_(changed.places))
    lives = public.where(Profile.country_code.in_(changed.places))
    ids = {number for chosen in (themed, worked, lives) for number in db.session.scalars(chosen)}
    changes.record(KIND, sorted(ids))


def _take(profile: Profile, values: ProfileValues) -> None:
    now = clock.now()
    profile.public = values.public
    profile.biography = dict(values.biography)
    profile.country_code = values.country_code
    profile.organisation = values.organisation
    profile.position = values.position
    profile.help_kinds = list(values.help_kinds)
    profile.open_to_requests = values.open_to_requests
    profile.open_until = values.open_until
    profile.links = list(values.links)
    profile.orcid = values.orcid
    profile.reaches = dict(values.reaches)
    profile.updated_at = now
    if values.public:
        profile.confirmed_at = now
    _take_rows(profile, values)


def _take_rows(profile: Profile, values: ProfileValues) -> None:
    themes = {row.theme_id: row for row in profile.themes}
    languages = {row.language: row for row in profile.languages}
    countries = {row.place_code: row for row in profile.countries}
    profile.themes = [themes.get(code) or ProfileTheme(theme_id=code) for code in values.themes]
    profile.languages = [languages.get(code) or ProfileLanguage(language=code) for code, _level in values.languages]
    profile.countries = [countries.get(row.place_code) or ProfileCountry(place_code=row.place_code) for row in values.countries]
    for position, theme in enumerate(profile.themes):
        theme.position = position
    for position, (spoken, (_code, level)) in enumerate(zip(profile.languages, values.languages, strict=True)):
        spoken.position, spoken.level = position, level
    for position, (country, worked) in enumerate(zip(profile.countries, values.countries, strict=True)):
        country.position, country.year_from, country.year_to = position, worked.year_from, worked.year_to


def _known_terms(user_id: int) -> rules.Known:
    # A theme that was retired since it was chosen may stay until its owner takes it off.
    kept = db.session.scalars(select(ProfileTheme.theme_id).where(ProfileTheme.user_id == user_id))
    return rules.Known(names.theme_ids() | set(kept), names.language_codes(), names.country_options(DEFAULT))


def _locked_user(user_id: int) -> User:
    # The account's row is the lock of the profile too: a first profile has no row yet that two savings could meet at.
    return db.session.scalars(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _load(user_id: int) -> Profile | None:
    rows = (selectinload(Profile.themes), selectinload(Profile.languages), selectinload(Profile.countries))
    return db.session.scalar(select(Profile).where(Profile.user_id == user_id).options(*rows))


def _lock_profile(user_id: int) -> Profile:
    profile = db.session.scalar(select(Profile).where(Profile.user_id == user_id).with_for_update())
    if profile is None:
        raise NotFound
    return profile
