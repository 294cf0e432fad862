"""What moderators and administrators did with practices, for the log of administration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l

from exchange.practices.lifecycle import VERSIONS
from exchange.review import queries, words
from exchange.workflow.models import Event
from exchange.workflow.places import Acts, Told

NAMES = ("hide", "show_again", "ask_retraction", "refuse_retraction", "retract")


def tell(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words, with the practice and the way to it for moderators."""
    titles = queries.titles_published({one.number for one in lines})
    return {one.id: _tell(one, *titles.get(one.number, ("", ""))) for one in lines}


def _tell(line: Event, title: str, language: str) -> Told:
    return Told(words.describe_move(line.what), title, url_for("review.practice", number=line.number), language)


ON_PRACTICES = Acts(VERSIONS.subject, _l("Practices"), NAMES, tell)
