"""What a member has written, as a file to take away: a page to read anywhere, and lines for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Response, stream_template, stream_with_context, url_for
from flask_babel import gettext as _
from flask_login import current_user

from exchange.accounts import limits
from exchange.core import access, clock, languages
from exchange.core.access import Need
from exchange.practices import lifecycle, queries
from exchange.practices.fields import FORM
from exchange.practices.queries import Written
from exchange.practices.views import blueprint
from exchange.questions import Question

PAGE = "text/html; charset=utf-8"
LINES = "application/jsonl; charset=utf-8"


@blueprint.get("/submissions/download.html")
@access.needs(Need.MEMBER)
@limits.download
def download_page() -> Response:
    """A file of one page with everything the member has written, drafts included."""
    body = stream_template(
        "practices/download.html",
        written=queries.written_by(current_user.id),
        sections=FORM.sections,
        of_section=_as_typed,
        names=queries.Names(languages.current_language()),
        status_words=lifecycle.STATUS_WORDS,
        address=_address,
        now=clock.now(),
    )
    return _file(body, PAGE, "html")


@blueprint.get("/submissions/download.jsonl")
@access.needs(Need.MEMBER)
@limits.download
def download_lines() -> Response:
    """The same for programs: a line of JSON for each version."""
    lines = (json.dumps(_record(one), ensure_ascii=False) + "\n" for one in queries.written_by(current_user.id))
    return _file(stream_with_context(lines), LINES, "jsonl")


def _as_typed(section: str) -> list[Question]:
    """The questions of a section, to show each answer as it was typed."""
    return [one.as_typed() for one in FORM.of_section(section)]


def _record(one: Written) -> dict[str, Any]:
    version = one.version
    return {
        "practice": one.practice.id,
        "version": version.number,
        "status": version.status,
        "created_at": version.created_at.isoformat(),
        "updated_at": version.updated_at.isoformat(),
        "sent_at": _moment(version.sent_at),
        "published_at": _moment(version.published_at),
        "address": _address(one),
        "answers": one.answers,
        "sent": [{"number": each.number, "sent_at": each.sent_at.isoformat(), "answers": each.answers} for each in one.revisions],
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _address(one: Written) -> str | None:
    """Where everybody reads the version; None for one that not everybody may."""
    public = one.practice.hidden_at is None and one.practice.retracted_at is None
    if one.version.status != lifecycle.PUBLISHED or not public:
        return None
    return languages.absolute(url_for("practices.show", number=one.practice.id))


def _file(body: Iterator[str], kind: str, ending: str) -> Response:
    """An answer that the browser saves under a name in the reader's language, with one in plain letters for those that know no other."""
    day = clock.now().date().isoformat()
    answer = Response(body, content_type=kind)
    named = quote(f"{_('My practices')} {day}.{ending}", safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename=practices-{day}.{ending}; filename*=UTF-8''{named}"
    return answer
