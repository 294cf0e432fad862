"""What a second round and a publication need. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.review import lists

LONGEST_TEXT = 4_000


@dataclass(frozen=True)
class Point:
    """An open comment: where it stands, and its replies as (member, revision)."""

    id: int
    field: str
    replies: Sequence[tuple[int, int]] = ()


def unanswered_points(
    points: Iterable[Point], before: Mapping[str, Any], now: Mapping[str, Any], revision: int, authors: Collection[int]
) -> list[Point]:
    """The open comments that the authors answered neither by a reply in this round nor by changing the answer.

    `before` is what was sent last, as `revision`; `now` is what is about to be sent.
    """
    return [
        point
        for point in points
        if before.get(point.field) == now.get(point.field)
        and not any(author in authors and at >= revision for author, at in point.replies)
    ]


def answer_it(point: Point) -> str:
    """The sentence that asks the author to answer a comment."""
    label = FORM.by_name[point.field].label
    return str(_("Answer the comment on “%(label)s”: reply to it, or change the answer", label=label))


def lacking_to_publish(checks: Collection[str], open_comments: int, evidence: str | None) -> dict[str, str]:
    """What keeps a version from being published, by the field of the decision form, each a sentence that says how to mend it."""
    found = {}
    left = len(lists.unticked_entries(checks))
    if left:
        found["checks"] = str(
            ngettext("Tick the %(num)s point that is left", "Tick the %(num)s points that are left, or ask for changes", left)
        )
    if evidence not in choices.EVIDENCE_LEVELS:
        found["evidence"] = str(_("Choose the evidence level"))
    if open_comments:
        found["comments"] = str(
            ngettext(
                "Resolve the %(num)s open comment, or ask for changes",
                "Resolve the %(num)s open comments, or ask for changes",
                open_comments,
            )
        )
    return found
