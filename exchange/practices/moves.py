"""What happens with the transitions of a version: its translations come along, and rooms above hear of what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import require_transaction
from exchange.practices import lifecycle
from exchange.practices.events import KIND, PUBLISHED, PracticesPublished
from exchange.practices.lifecycle import TRANSLATIONS, VERSIONS
from exchange.practices.models import TranslationVersion, Version
from exchange.workflow import service as workflow
from exchange.workflow.table import Subject


def make(
    version: Version,
    move: str,
    actor_id: int | None,
    *,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Make the transition `move` of `VERSIONS` with `version`, in the caller's transaction; the translations that wait for it come along.

    Raises Conflict when the version is no longer in a state the transition starts from: somebody came first.
    Rights are the caller's to check.
    """
    moment = at or clock.now()
    workflow.make_transition(VERSIONS, move, version, actor_id, note=note, reason=reason, at=moment)
    _take_translations_along(version, move, moment)
    _tell_of([version.practice_id], version.status)


def make_many(rows: Sequence[Mapping[str, Any]], move: str, actor_id: int | None, *, at: datetime) -> dict[int, int]:
    """Begin one version for each of `rows` by a transition that starts from nothing, with a log line each: version by practice.

    `rows` hold the columns of a version apart from its state and dates, at most one row a practice.
    """
    whole = [{**row, "created_at": at, "updated_at": at, "checks": []} for row in rows]
    made = workflow.begin_many(VERSIONS, move, Version, whole, actor_id, by="practice_id", subject_of=_subject, at=at)
    if made:
        _tell_of(sorted(made), str(VERSIONS[move].after))
    return made


def _subject(row: Mapping[str, Any], key: int) -> Subject:
    return Subject(row["practice_id"], key, row["revision"])


def _tell_of(practice_ids: Sequence[int], status: str) -> None:
    if status == lifecycle.PUBLISHED:
        changes.record(KIND, practice_ids)
        PUBLISHED.send(PracticesPublished(practice_ids))


def translate_many(rows: Sequence[Mapping[str, Any]], move: str, *, at: datetime) -> None:
    """Begin one version of a translation for each of `rows`, by the transition that began the version it was made from."""
    require_transaction()
    if TRANSLATIONS[move].after == lifecycle.PUBLISHED:
        _supersede_translations([row["translation_id"] for row in rows], at)
    workflow.begin_followers(TRANSLATIONS, move, TranslationVersion, [{**row, "created_at": at} for row in rows], at=at)


def drop_translations(translation_ids: Sequence[int], *, at: datetime) -> None:
    """Take the published versions of these translations from view: their source gives them no longer. A member's stay."""
    require_transaction()
    imported = select(TranslationVersion.translation_id).where(
        TranslationVersion.translation_id.in_(translation_ids),
        TranslationVersion.status == lifecycle.PUBLISHED,
        TranslationVersion.translator_id.is_(None),
    )
    _supersede_translations(list(db.session.scalars(imported)), at)


def _take_translations_along(version: Version, move: str, at: datetime) -> None:
    if move not in TRANSLATIONS.names_from(lifecycle.SUBMITTED):
        return
    made_from = TranslationVersion.made_from_id == version.id
    waiting = select(TranslationVersion.translation_id).where(made_from, TranslationVersion.status.in_(TRANSLATIONS[move].before))
    ids = list(db.session.scalars(waiting))
    if not ids:
        return
    if TRANSLATIONS[move].after == lifecycle.PUBLISHED:
        _supersede_translations(ids, at)
    workflow.take_followers(TRANSLATIONS, move, TranslationVersion, made_from, at=at)


def _supersede_translations(translation_ids: Sequence[int], at: datetime) -> None:
    if translation_ids:
        which = TranslationVersion.translation_id.in_(translation_ids)
        workflow.take_followers(TRANSLATIONS, "supersede", TranslationVersion, which, at=at)


def log(practice_id: int, remark: str, actor_id: int | None, *, note: str = "", reason: str = "") -> None:
    """Log what happens to a practice apart from its versions: a remark of `VERSIONS`."""
    workflow.add_remark(VERSIONS, remark, Subject(practice_id), actor_id, note=note, reason=reason)
