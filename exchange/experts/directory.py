"""Which experts name a theme or a country, as everybody may see it; listed in the database. How many: figures.py."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, or_, select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.experts.models import Profile, ProfileCountry, ProfileTheme


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
