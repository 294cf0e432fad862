"""Which experts name a theme or a country, as everybody may see it; counted and listed in the database."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, or_, select, union

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.experts.models import Profile, ProfileCountry, ProfileTheme
from exchange.vocabularies.models import Theme


def _shown_to_all(field: str) -> ColumnElement[bool]:
    reach: ColumnElement[str] = Profile.reaches[field].as_string()
    return reach == "everyone"


def _public_numbers() -> Select[int]:
    public = select(Profile.user_id).join(User, User.id == Profile.user_id)
    return public.where(Profile.public, User.active, User.confirmed_at.is_not(None))


def on_themes(themes: Collection[str], limit: int) -> list[int]:
    """Numbers of the experts who name one of the themes, those confirmed last first."""
    named = select(ProfileTheme.user_id).where(ProfileTheme.theme_id.in_(themes))
    chosen = _public_numbers().where(_shown_to_all("themes"), Profile.user_id.in_(named))
    return list(db.session.scalars(chosen.order_by(Profile.confirmed_at.desc(), Profile.user_id).limit(limit)))


def _of_country(code: str) -> Select[int]:
    worked = select(ProfileCountry.user_id).where(ProfileCountry.place_code == code)
    lives = _shown_to_all("country") & (Profile.country_code == code)
    return _public_numbers().where(or_(lives, _shown_to_all("countries") & Profile.user_id.in_(worked)))


def of_country(code: str, limit: int) -> list[int]:
    """Numbers of the experts who live in a country or worked there, those confirmed last first."""
    return list(db.session.scalars(_of_country(code).order_by(Profile.confirmed_at.desc(), Profile.user_id).limit(limit)))


def counts_by_theme(country: str | None = None) -> dict[str, int]:
    """Number of experts by theme, of one country if given; a theme counts those of the themes below it, each expert once. Themes without any are left out."""
    people = _public_numbers() if country is None else _of_country(country)
    named = (
        select(ProfileTheme.user_id, ProfileTheme.theme_id)
        .join(Profile, Profile.user_id == ProfileTheme.user_id)
        .where(_shown_to_all("themes"), ProfileTheme.user_id.in_(people))
        .subquery()
    )
    above = select(named.c.user_id, Theme.parent_id).join(Theme, Theme.id == named.c.theme_id).where(Theme.parent_id.is_not(None))
    both = union(select(named.c.user_id, named.c.theme_id), above).subquery()
    rows = db.session.execute(select(both.c.theme_id, func.count()).group_by(both.c.theme_id))
    return {row[0]: row[1] for row in rows}


def counts_by_country() -> dict[str, int]:
    """Number of experts by country they live in or worked in, each expert once a country. Countries without any are left out."""
    lives = _public_numbers().add_columns(Profile.country_code).where(_shown_to_all("country"), Profile.country_code.is_not(None))
    worked = (
        _public_numbers()
        .add_columns(ProfileCountry.place_code)
        .join(ProfileCountry, ProfileCountry.user_id == Profile.user_id)
        .where(_shown_to_all("countries"))
    )
    both = union(lives, worked).subquery()
    rows = db.session.execute(select(both.c[1], func.count()).group_by(both.c[1]))
    return {row[0]: row[1] for row in rows}


def count() -> int:
    """Number of experts everybody may see."""
    return db.session.scalar(select(func.count()).select_from(_public_numbers().subquery())) or 0
