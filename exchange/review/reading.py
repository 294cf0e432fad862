"""What the pages of the review show: answers with what changed in them, comments, the log. No rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from exchange.accounts.names import name_of
from exchange.core import languages, text
from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.practices.queries import Names
from exchange.questions import Question, compare
from exchange.questions.compare import Segment
from exchange.review import lists, queries, words
from exchange.review.queries import Thread
from exchange.workflow import models as log

# What moderators write to each other is not for the authors.
BETWEEN_MODERATORS = frozenset({"hand_back", "ask_retraction", "refuse_retraction"})


@dataclass(frozen=True)
class Answer:
    """An answer on the review page: `text` in words, `value` as it is kept, `change` the way from the earlier text (None: nothing to compare)."""

    field: Question
    text: str
    value: Any
    change: list[Segment] | None
    changed: bool
    threads: Sequence[Thread]
    lang: str | None

    @property
    def is_fact(self) -> bool:
        """True for what is said in a few words and stands in a table; False for texts and lists of links."""
        return self.field.is_brief

    @property
    def is_worth_showing(self) -> bool:
        """True when there is something to read: an answer, one that was taken away, or a comment."""
        return bool(self.text or self.changed or self.threads)

    @property
    def has_open(self) -> bool:
        """True while a comment stands open at it."""
        return any(thread.open for thread in self.threads)


def answers(now: Mapping[str, Any], before: Mapping[str, Any] | None, threads: Mapping[str, list[Thread]]) -> list[Answer]:
    """Every answer of a version in the order of the form, compared with `before` where given."""
    people = queries.names_of({one for given in (now, before or {}) for one in given.get("contacts", [])})
    steps = compare.Steps()
    return [_answer(field, now, before, threads.get(field.name, []), people, steps) for field in FORM.questions]


def _answer(
    field: Question,
    now: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    threads: Sequence[Thread],
    people: Mapping[int, str],
    steps: compare.Steps,
) -> Answer:
    new = plain(field, now.get(field.name), people)
    old = plain(field, before.get(field.name), people) if before is not None else None
    changed = old is not None and old != new
    return Answer(
        field=field,
        text=new,
        value=[people[one] for one in now.get(field.name) or [] if one in people] if field.kept_apart else now.get(field.name),
        change=compare.compare(*_without_marks(field, old, new), steps) if old is not None and changed else None,
        changed=changed,
        threads=threads,
        lang=str(now.get("language") or "") or None if field.own_words else None,
    )


def _without_marks(field: Question, old: str, new: str) -> tuple[str, str]:
    """Two texts without the marks of Markdown, where the marks are no addresses and no change of their own."""
    if not field.is_rich or "](" in old + new:
        return old, new
    bare = tuple("\n".join(text.plain(line) for line in one.splitlines()) for one in (old, new))
    return (bare[0], bare[1]) if bare[0] != bare[1] else (old, new)


def plain(field: Question, value: Any, people: Mapping[int, str]) -> str:
    """An answer as plain text in the reader's language; "" for none."""
    if field.kept_apart:
        value = [people[one] for one in value or [] if one in people]
    return field.words(value, Names(languages.current_language())) if field.has_answer(value) else ""


@dataclass(frozen=True)
class Event:
    """A line of a timeline: who (empty for the platform), what, when, and the message or reason as text below."""

    who: str
    what: str
    when: datetime
    text: Markup | None
    system: bool
    decision: bool


def timeline(lines: Sequence[log.Event], *, for_moderators: bool) -> list[Event]:
    """The log in sentences, oldest first; authors do not read what moderators write to each other."""
    names = queries.names_of({one for line in lines for one in (line.actor_id, _assigned_reviewer(line))})
    return [_event(line, names, for_moderators) for line in lines]


def _assigned_reviewer(line: log.Event) -> int | None:
    return int(line.reason) if line.what == "assign" and line.reason.isdigit() else None


def _event(line: log.Event, names: Mapping[int, str], for_moderators: bool) -> Event:
    former = _("Former member")
    listed = lists.REASONS.get(line.reason)
    reason = listed.label(languages.current_language()) if listed else evidence_label(line.reason) or line.reason
    what = words.describe_move(
        line.what, revision=line.revision or 0, reviewer=names.get(_assigned_reviewer(line) or 0, former), reason=reason
    )
    shown = line.note if for_moderators or line.what not in BETWEEN_MODERATORS else ""
    return Event(
        who=names.get(line.actor_id, former) if line.actor_id is not None else "",
        what=what,
        when=line.at,
        text=text.markdown(shown) if shown else None,
        system=line.actor_id is None,
        decision=line.what in queries.DECISIONS,
    )


def conversation(threads: Sequence[Thread]) -> list[dict[str, Any]]:
    """Threads as the macro `comment_thread` takes them."""
    former = _("Former member")
    return [
        {
            "id": thread.comment.id,
            "author": name_of(thread.comment.author) if thread.comment.author.active else former,
            "when": thread.comment.created_at,
            "text": thread.comment.body,
            "state": "open" if thread.open else "resolved",
            "replies": [
                {"author": name_of(one.author) if one.author.active else former, "when": one.created_at, "text": one.body}
                for one in thread.replies
            ],
        }
        for thread in threads
    ]


def evidence_label(code: str | None) -> str:
    """The evidence level in words, "" for none."""
    return str(choices.EVIDENCE_LEVELS.get(code or "", ""))
