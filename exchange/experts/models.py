"""Tables of the expert profile."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import User
from exchange.core.db import Base


class ProfileTheme(Base):
    """A theme the expert works on, in the expert's own order."""

    __tablename__ = "profile_themes"

    user_id: Mapped[int] = mapped_column(ForeignKey("profiles.user_id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    position: Mapped[int]


class ProfileLanguage(Base):
    """A language the expert works in (BCP 47), and how well."""

    __tablename__ = "profile_languages"
    __table_args__ = (CheckConstraint("level IN ('basic', 'working', 'fluent', 'native')", name="level"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("profiles.user_id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]


class ProfileCountry(Base):
    """A country the expert worked in, with the first and last year where given."""

    __tablename__ = "profile_countries"
    __table_args__ = (CheckConstraint("year_to IS NULL OR year_from IS NULL OR year_from <= year_to", name="years_in_order"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("profiles.user_id", ondelete="CASCADE"), primary_key=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("places.code"), primary_key=True)
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    position: Mapped[int]


class Profile(Base):
    """What a member says of themselves. `reaches` maps a field to `everyone`, `members` or `nobody`."""

    __tablename__ = "profiles"
    __table_args__ = (
        CheckConstraint("open_to_requests IN ('yes', 'limited', 'no')", name="open_to_requests"),
        CheckConstraint("NOT public OR confirmed_at IS NOT NULL", name="public_is_confirmed"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    public: Mapped[bool] = mapped_column(default=False)
    biography: Mapped[dict[str, Any]]
    country_code: Mapped[str | None] = mapped_column(ForeignKey("places.code"))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[str] = mapped_column(String(120), default="")
    help_kinds: Mapped[list[Any]]
    open_to_requests: Mapped[str] = mapped_column(String(10), default="yes")
    open_until: Mapped[date | None]
    links: Mapped[list[Any]]
    orcid: Mapped[str] = mapped_column(String(19), default="")
    reaches: Mapped[dict[str, Any]]
    confirmed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    user: Mapped[User] = relationship(lazy="raise")
    themes: Mapped[list[ProfileTheme]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by=ProfileTheme.position)
    languages: Mapped[list[ProfileLanguage]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=ProfileLanguage.position
    )
    countries: Mapped[list[ProfileCountry]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=ProfileCountry.position
    )
