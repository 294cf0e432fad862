"""Tables of accounts."""

from __future__ import annotations

from datetime import datetime

from flask_security.core import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.core.db import Base


class ModeratorTheme(Base):
    """A theme a moderator reviews; a moderator with none has all."""

    __tablename__ = "moderator_themes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("themes.id"), primary_key=True)


class ModeratorLanguage(Base):
    """A language a moderator reads; a moderator with none has all."""

    __tablename__ = "moderator_languages"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)


class User(Base, UserMixin):
    """A member: an account with a confirmed or still unconfirmed e-mail address and one role."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('member', 'moderator', 'administrator')", name="role"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="member")
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(2), default="en")
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    # While it is set the account is closed too: all that asks for open accounts passes it over.
    suspended_at: Mapped[datetime | None]
    moderator_themes: Mapped[list[ModeratorTheme]] = relationship(lazy="raise", cascade="all, delete-orphan")
    moderator_languages: Mapped[list[ModeratorLanguage]] = relationship(lazy="raise", cascade="all, delete-orphan")


class RoleRequest(Base):
    """A role one administrator asks for a member, with the reason; it is given when another agrees. One a member."""

    __tablename__ = "role_requests"
    __table_args__ = (CheckConstraint("role IN ('member', 'moderator', 'administrator')", name="role"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]


class Registration(Base):
    """What somebody typed who registered an address: a proposal for the page behind the link in its mail, never proof of anything.

    Written for every address, whether it has an account or not, and without a password: that is chosen behind the link.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        Index("ix_registrations_email", "email"),
        Index("ix_registrations_created", "created_at"),
    )

    # Drawn by chance and never used again, so that a link names this row alone, in a restored database too.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]


class SignIn(Base):
    """One device signed in. The cookie holds the token, the table its digest; deleting the row ends the session."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_user", "user_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
