"""Members and versions as the rules of `access.py` see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from exchange.accounts import access as roles
from exchange.accounts.models import User
from exchange.core.db import db
from exchange.experts.models import Profile
from exchange.practices.models import Person as Part
from exchange.practices.models import Practice, Version
from exchange.review import access
from exchange.review.access import Case, Person
from exchange.vocabularies import queries as vocabularies


def person(user_id: int) -> Person | None:
    """A member as the rules see them, None for an unknown number."""
    return next(iter(persons([user_id])), None)


def persons(ids: Iterable[int]) -> list[Person]:
    """Members as the rules see them, by number, ascending; unknown ones are left out."""
    return _persons(User.id.in_(set(ids)))


def _persons(*chosen: ColumnElement[bool]) -> list[Person]:
    users = db.session.scalars(
        select(User)
        .options(selectinload(User.moderator_themes), selectinload(User.moderator_languages))
        .where(*chosen)
        .order_by(User.id)
    ).all()
    organisations = organisations_of(user.id for user in users)
    return [
        Person(
            id=user.id,
            role=user.role,
            active=user.active,
            themes=frozenset(row.theme_id for row in user.moderator_themes),
            languages=frozenset(row.language for row in user.moderator_languages),
            organisation=organisations.get(user.id, ""),
        )
        for user in users
    ]


def organisations_of(ids: Iterable[int]) -> dict[int, str]:
    """The organisations members gave, by number, empty ones left out. For conflicts of interest, never for showing."""
    rows = db.session.execute(select(Profile.user_id, Profile.organisation).where(Profile.user_id.in_(set(ids))))
    return {row[0]: row[1] for row in rows if row[1]}


def case_of(version: Version) -> Case:
    """A version as the rules see it. Needs its themes loaded."""
    return cases_of([version])[version.id]


def cases_of(versions: Sequence[Version]) -> dict[int, Case]:
    """Versions as the rules see them, by number, in a few queries whatever their number. Needs their themes loaded."""
    numbers = {version.practice_id for version in versions}
    parts: dict[int, list[Part]] = defaultdict(list)
    for part in db.session.scalars(select(Part).where(Part.practice_id.in_(numbers))):
        parts[part.practice_id].append(part)
    given = organisations_of(part.user_id for some in parts.values() for part in some if part.part == "author")
    asked = select(Practice.id, Practice.retraction_asked_by).where(Practice.id.in_(numbers))
    asked_by = {row[0]: row[1] for row in db.session.execute(asked)}
    return {version.id: _case(version, parts[version.practice_id], given, asked_by[version.practice_id]) for version in versions}


def _case(version: Version, parts: list[Part], given: dict[int, str], asked_by: int | None) -> Case:
    own, known = {row.theme_id for row in version.themes}, vocabularies.current_vocabularies().themes
    partners = [str(row.get("name", "")) for row in version.answers.get("partners", []) if isinstance(row, dict)]
    authors = [part.user_id for part in parts if part.part == "author"]
    return Case(
        authors=frozenset(part.user_id for part in parts if part.part == "author" and part.agreed_at is not None),
        people=frozenset(part.user_id for part in parts),
        organisations=access.names([version.organisation, *partners, *(given.get(number, "") for number in authors)]),
        themes=frozenset(own | {known[theme].parent_id or theme for theme in own if theme in known}),
        language=version.language,
        reviewer_id=version.reviewer_id,
        barred_reviewer_id=version.barred_reviewer_id,
        retraction_asked_by=asked_by,
    )


def themes_below(themes: Iterable[str]) -> list[str]:
    """`themes` with the themes below them: what a moderator who has them reviews."""
    wanted = set(themes)
    return [one.id for one in vocabularies.current_vocabularies().themes.values() if one.id in wanted or one.parent_id in wanted]


def eligible(case: Case) -> list[Person]:
    """Those who may review a case, by number."""
    return [
        one
        for one in _persons(User.role.in_(roles.RIGHTS_OF_ROLES["review"]), User.active.is_(True))
        if access.RIGHTS.may("take", one, case)
    ]


def to_tell(case: Case) -> list[Person]:
    """The moderators who may review a case, by number; the administrators who may when no moderator can."""
    found = eligible(case)
    return [one for one in found if not roles.may(one, "oversee reviews")] or found


def others_apart(case: Case) -> list[Person]:
    """Moderators and administrators without a part in a practice, who may decide about a retraction, by number."""
    reviewing = _persons(User.role.in_(roles.RIGHTS_OF_ROLES["review"]), User.active.is_(True))
    return [one for one in reviewing if access.RIGHTS.may("refuse_retraction", one, case)]


def users(ids: Iterable[int]) -> list[User]:
    """The accounts that are open among `ids`, by number: those a notice can reach."""
    return list(db.session.scalars(select(User).where(User.id.in_(set(ids)), User.active).order_by(User.id)))


def candidates(version: Version, asker_id: int) -> list[tuple[int, str]]:
    """Number and name of those whom a moderator may make the reviewer, by name. Needs the version's themes loaded."""
    ids = [one.id for one in eligible(case_of(version)) if one.id != asker_id]
    return sorted(((user.id, user.name) for user in users(ids)), key=lambda one: (one[1].casefold(), one[0]))
