"""What a reader may see of a profile: the one place where reaches are read. Pure.

The page, the directory card, the search document and everything else that shows a profile take a
`ProfileView`, so a part that is held back cannot appear in one place and be missing in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from exchange.accounts.names import name_of
from exchange.core.text import slug
from exchange.experts.models import Profile

VISITOR = "visitor"
CONFIRMED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Worked:
    """A country worked in, with the first and last year where given."""

    place_code: str
    year_from: int | None
    year_to: int | None


@dataclass(frozen=True)
class ProfileView:
    """A profile as one kind of reader sees it. What is held back is empty, or None, as if never given. `name` carries the role.

    `biography` maps a language to its text; `themes` are ids, the main one first; `languages` are (BCP 47, level),
    `countries` and `help_kinds` in the expert's own order. `open_to_requests` is `yes`, `limited`, `no`, or None when
    held back, and holds until the end of `open_until` where that is given.
    """

    user_id: int
    name: str
    biography: Mapping[str, str]
    country_code: str | None
    organisation: str
    position: str
    themes: tuple[str, ...]
    languages: tuple[tuple[str, str], ...]
    countries: tuple[Worked, ...]
    help_kinds: tuple[str, ...]
    open_to_requests: str | None
    open_until: date | None
    links: tuple[str, ...]
    orcid: str
    confirmed_at: datetime | None
    updated_at: datetime

    @property
    def slug(self) -> str:
        """The part of the page's address that is for people."""
        return slug(self.name)

    def biography_for(self, language: str) -> tuple[str, str] | None:
        """(language, text) for a reader of `language`: that one, else English, else the first given; None without any."""
        for code in (language, "en", *self.biography):
            if self.biography.get(code):
                return code, self.biography[code]
        return None

    def openness(self, today: date) -> str | None:
        """`yes`, `limited` or `no` as it stands on `today`; None when held back."""
        return None if self.open_to_requests is None else openness(self.open_to_requests, self.open_until, today)

    def confirmed_lately(self, now: datetime) -> bool:
        """True when the owner confirmed the profile in the last twelve months."""
        return self.confirmed_at is not None and now - self.confirmed_at <= CONFIRMED_FOR


def openness(stated: str, until: date | None, today: date) -> str:
    """What an expert stated about requests, as it stands on `today`: after the last day given it is `no`."""
    return "no" if until is not None and until < today else stated


def view_for(profile: Profile, role: str) -> ProfileView:
    """What a reader with `role` (`visitor`, or the role of a member) sees of `profile`, whose parts and `user` are loaded.

    A field without a reach is seen by nobody.
    """
    reached = {"everyone"} if role == VISITOR else {"everyone", "members"}

    def reaches(field: str) -> bool:
        return profile.reaches.get(field) in reached

    countries = (Worked(row.place_code, row.year_from, row.year_to) for row in profile.countries)
    return ProfileView(
        user_id=profile.user_id,
        name=name_of(profile.user),
        biography=dict(profile.biography) if reaches("biography") else {},
        country_code=profile.country_code if reaches("country") else None,
        organisation=profile.organisation if reaches("organisation") else "",
        position=profile.position if reaches("position") else "",
        themes=tuple(row.theme_id for row in profile.themes) if reaches("themes") else (),
        languages=tuple((row.language, row.level) for row in profile.languages) if reaches("languages") else (),
        countries=tuple(countries) if reaches("countries") else (),
        help_kinds=tuple(profile.help_kinds) if reaches("help_kinds") else (),
        open_to_requests=profile.open_to_requests if reaches("open_to_requests") else None,
        open_until=profile.open_until if reaches("open_to_requests") else None,
        links=tuple(profile.links) if reaches("links") else (),
        orcid=profile.orcid if reaches("orcid") else "",
        confirmed_at=profile.confirmed_at,
        updated_at=profile.updated_at,
    )
