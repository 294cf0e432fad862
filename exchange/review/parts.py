"""What other rooms' templates can show of the review: the log of a submission, the comments at an answer, who is told."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from exchange.practices import rail
from exchange.practices.models import Version
from exchange.review import access, queries, reading
from exchange.review.queries import Thread
from exchange.review.reading import Event


def timeline_of(version_id: int) -> list[Event]:
    """The moves of a version for its authors, oldest first, as the macro `timeline` takes them; empty for everybody else."""
    if queries.own_version(version_id, _reader()) is None:
        return []
    return reading.timeline(queries.lines_of_version(version_id), for_moderators=False)


def comment_thread_for(version_id: int, field_name: str) -> Markup:
    """The comments at an answer with a link to reply, for the authors of a version; nothing for everybody else."""
    found = _threads(version_id).get(field_name, [])
    if not found:
        return Markup("")
    threads = reading.conversation(found)
    # Rendered without the context of a page: it stands inside one, which has worked that out already.
    template = current_app.jinja_env.get_template("review/thread.html")
    return Markup(template.render(threads=threads, number=version_id))  # noqa: S704 - the template escapes


def open_comments_for(version_id: int) -> dict[str, int]:
    """How many comments stand open at each answer, by field name, for the authors of a version; answers without one are left out."""
    counted = {name: sum(one.open for one in some) for name, some in _threads(version_id).items()}
    return {name: count for name, count in counted.items() if count}


def _threads(version_id: int) -> dict[str, list[Thread]]:
    own = queries.own_version(version_id, _reader())
    return queries.threads_of(version_id) if own is not None else {}


def _reader() -> int | None:
    return current_user.id if current_user.is_authenticated else None


def who_is_told(version: Version) -> int:
    """How many moderators are told when `version` is sent. Needs its themes loaded."""
    return len(queries.to_tell(queries.case_of(version)))


def told_on_sending(version_id: int) -> int:
    """How many moderators are told when a version is sent; 0 for everybody but its authors."""
    version = queries.own_version(version_id, _reader())
    return who_is_told(version) if version is not None else 0


def place_of(version_id: int, field_name: str, came_from: str | None = None) -> str:
    """The address of the question on its page of the form; `came_from` names the overview that page leads back to."""
    page, origin = rail.page_of(field_name), dict[str, Any]({"from": came_from})
    if page == rail.PEOPLE:
        return url_for("practices.people", number=version_id, **origin)
    return url_for("practices.section", number=version_id, section=page, _anchor=field_name, **origin)


def init(app: Flask) -> None:
    """Give the templates of `app` the functions above, to the page of an expert the number of their reviews, and moderators the number of what waits for them."""
    app.jinja_env.globals.update(
        timeline_of=timeline_of,
        comment_thread_for=comment_thread_for,
        open_comments_for=open_comments_for,
        told_on_sending=told_on_sending,
        reviews_done=queries.reviews_done,
    )

    @app.context_processor
    def waiting() -> dict[str, Any]:
        try:
            return {"review_count": _waiting()}
        except SQLAlchemyError:
            # The pages that say the database is away are made without it.
            return {}


def _waiting() -> int | None:
    if not current_user.is_authenticated or current_user.role not in access.REVIEWING:
        return None
    return queries.waiting_count(current_user.id)
