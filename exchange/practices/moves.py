"""Making a move: the one place that sets a version's status and writes the log line with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from exchange.core import clock
from exchange.core.db import db
from exchange.core.errors import Conflict
from exchange.core.transaction import require_transaction
from exchange.practices import lifecycle
from exchange.practices.models import Move, TranslationVersion, Version

Tell = Callable[[Sequence[int]], None]


def when_published(app: Flask, room: str, tell: Tell) -> None:
    """Let a room above hear of practices that get a published version, by number, inside the transaction that publishes them."""
    app.extensions.setdefault("published", {})[room] = tell


def make(
    version: Version,
    move: str,
    actor_id: int | None,
    *,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Move `version` by the rule named `move` and log it, in the caller's transaction.

    Raises Conflict when the version is no longer in a state the move starts from: somebody came first.
    Rights are the caller's to check.
    """
    require_transaction()
    before = version.status
    if not lifecycle.allowed(move, before):
        raise Conflict(str(_("Somebody else has moved this practice in the meantime. Look at where it stands now.")))
    moment = at or clock.now()
    version.status = lifecycle.RULES[move].after
    version.updated_at = moment
    if version.status == lifecycle.SUBMITTED and move != "hand_back":
        version.sent_at = moment
    if version.status == lifecycle.PUBLISHED:
        version.published_at = moment
    db.session.flush()
    _take_translations_along(version, moment)
    log(version.practice_id, version, move, actor_id, before=before, note=note, reason=reason, at=moment)
    _tell_of([version.practice_id], version.status)


def make_many(rows: Sequence[Mapping[str, Any]], move: str, actor_id: int | None, *, at: datetime) -> dict[int, int]:
    """Begin one version for each of `rows` by a move that starts from nothing, with a log line each: version by practice.

    `rows` hold the columns of a version apart from its state and dates, at most one row a practice.
    """
    require_transaction()
    if not lifecycle.allowed(move, None):
        raise ValueError(f"{move} does not begin a version")
    if not rows:
        return {}
    state = _state(lifecycle.RULES[move].after, at)
    whole = [{**row, **state, "created_at": at, "updated_at": at, "checks": []} for row in rows]
    begun = db.session.execute(insert(Version).returning(Version.practice_id, Version.id), whole)
    made: dict[int, int] = {row.practice_id: row.id for row in begun}
    lines = [
        {
            "practice_id": row["practice_id"],
            "version_id": made[row["practice_id"]],
            "revision": row["revision"],
            "actor_id": actor_id,
            "move": move,
            "before": None,
            "after": state["status"],
            "at": at,
        }
        for row in rows
    ]
    db.session.execute(insert(Move), lines)
    _tell_of(sorted(made), state["status"])
    return made


def _tell_of(practice_ids: Sequence[int], status: str) -> None:
    if status == lifecycle.PUBLISHED:
        for tell in current_app.extensions.get("published", {}).values():
            tell(practice_ids)


def translate_many(rows: Sequence[Mapping[str, Any]], move: str, *, at: datetime) -> None:
    """Begin one version of a translation for each of `rows`, in the state in which `move` begins the version it was made from."""
    require_transaction()
    state = _state(lifecycle.RULES[move].after, at)
    if state["status"] == lifecycle.PUBLISHED:
        _supersede_translations([row["translation_id"] for row in rows])
    state.pop("sent_at", None)
    if rows:
        db.session.execute(insert(TranslationVersion), [{**row, **state, "created_at": at} for row in rows])


def drop_translations(translation_ids: Sequence[int]) -> None:
    """Take the published versions of these translations from view: their source gives them no longer. A member's stay."""
    require_transaction()
    imported = select(TranslationVersion.translation_id).where(
        TranslationVersion.translation_id.in_(translation_ids),
        TranslationVersion.status == lifecycle.PUBLISHED,
        TranslationVersion.translator_id.is_(None),
    )
    _supersede_translations(list(db.session.scalars(imported)))


def _state(status: str, at: datetime) -> dict[str, Any]:
    dates = {lifecycle.SUBMITTED: "sent_at", lifecycle.PUBLISHED: "published_at"}
    return {"status": status, **({dates[status]: at} if status in dates else {})}


def _take_translations_along(version: Version, at: datetime) -> None:
    """Translations that came in with a version wait for its decision: published with it, or declined or withdrawn with it."""
    if version.status not in {lifecycle.PUBLISHED, lifecycle.DECLINED, lifecycle.WITHDRAWN}:
        return
    waiting = (TranslationVersion.made_from_id == version.id) & (TranslationVersion.status == lifecycle.SUBMITTED)
    ids = list(db.session.scalars(select(TranslationVersion.translation_id).where(waiting)))
    if not ids:
        return
    if version.status == lifecycle.PUBLISHED:
        _supersede_translations(ids)
    db.session.execute(update(TranslationVersion).where(waiting).values(**_state(version.status, at)))


def _supersede_translations(translation_ids: Sequence[int]) -> None:
    if translation_ids:
        published = update(TranslationVersion).where(
            TranslationVersion.translation_id.in_(translation_ids), TranslationVersion.status == lifecycle.PUBLISHED
        )
        db.session.execute(published.values(status=lifecycle.SUPERSEDED))


def log(
    practice_id: int,
    version: Version | None,
    move: str,
    actor_id: int | None,
    *,
    before: str | None = None,
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
    gone: bool = False,
) -> None:
    """Write a log line, for moves of a version and for what happens to the practice apart from its versions; `gone` for a version that is removed."""
    require_transaction()
    line = Move(
        practice_id=practice_id,
        version_id=version.id if version else None,
        revision=version.revision if version else None,
        actor_id=actor_id,
        move=move,
        before=before,
        after=version.status if version and not gone else None,
        reason=reason,
        note=note,
        at=at or clock.now(),
    )
    db.session.add(line)
