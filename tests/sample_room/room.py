"""Trials: a member tries what a practice did, and tells how it went.

A record with states, a form, a kind that is searched with a facet, blocks on pages of other rooms and a notice that is due in a week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, flash, redirect, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import JSON, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from werkzeug.wrappers import Response

from exchange.accounts.models import User
from exchange.accounts.places import DESK, MINE, NAVIGATION, Desk, DeskBlock, Entry
from exchange.changes import service as changes
from exchange.core import access, clock, places
from exchange.core.access import Need
from exchange.core.db import Base, db
from exchange.core.errors import Invalid, NotFound
from exchange.core.forms import answer, answer_refused
from exchange.core.rights import Rights, Rule
from exchange.core.transaction import transaction
from exchange.notices import service as notices
from exchange.notices.service import Cause, Member, Words
from exchange.practices import queries as practices
from exchange.practices.models import Practice
from exchange.practices.places import AFTER_TEXT, MODERATION, Reading
from exchange.questions import Form, Line, Markdown, Part, Places, Section, Tier
from exchange.retrieval.database.records import Records
from exchange.retrieval.kinds import shared
from exchange.retrieval.kinds.facet import Facet
from exchange.retrieval.kinds.searchable import Searchable, codes_by_facet, register
from exchange.retrieval.kinds.values import Terms
from exchange.retrieval.port import Document
from exchange.workflow import service as workflow
from exchange.workflow.table import Subject, Transition, Workflow

KIND = "trial"
WEEK = timedelta(days=7)


class Apart(DeclarativeBase):
    """Parent of a table that no migration of the product makes."""

    registry = registry(type_annotation_map={**Base.registry.type_annotation_map, dict[str, Any]: JSON()})


class Trial(Apart):
    """Who tries a practice, and what they answered."""

    __tablename__ = "trials"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int]
    member_id: Mapped[int]
    answers: Mapped[dict[str, Any]]
    status: Mapped[str]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def subject(self) -> Subject:
        return Subject(self.id)


TRIALS = Workflow(
    KIND,
    _l("Somebody else has moved this trial in the meantime."),
    (Transition("begin", (None,), "running"), Transition("end", ("running",), "ended", stamps="ended_at", needs=("note",))),
)


def tries_it(person: User, trial: Trial) -> bool:
    """The one whose trial it is."""
    return person.id == trial.member_id


RIGHTS: Rights[User, Trial] = Rights({"end": (Rule(tries_it, _l("Only who tries a practice ends the trial.")),)})
STORY = Part("story", _l("How it goes"), "story")
FORM = Form(
    Section("trial", _l("Your trial"), _l("Where and how you try it"), (
        Line("title", Tier.S, _l("Title"), _l("What you try."), _l("Enter a title"), limit=80, shown=STORY),
        Places("countries", Tier.S, _l("Countries"), _l("Where."), _l("Choose a country"), most=2, shown=STORY),
        Markdown("story", Tier.F, _l("Story"), _l("How it goes."), _l("Tell how it goes"), limit=500, shown=STORY),
    )),
)  # fmt: skip
NOTHING = {one.name: one.empty for one in FORM.questions}


def running() -> list[Trial]:
    """The trials everybody may read, by number."""
    return list(db.session.scalars(select(Trial).where(Trial.status == "running").order_by(Trial.id)))


def begin(actor: User, practice_id: int, given: Mapping[str, Any]) -> Trial:
    """Begin a trial: its author is asked in a week how it went. Invalid for answers that break a rule."""
    problems = FORM.blocking(given)
    if problems:
        raise Invalid(problems)
    trial = Trial(practice_id=practice_id, member_id=actor.id, answers=dict(given))
    db.session.add(trial)
    workflow.make_transition(TRIALS, "begin", trial, actor.id)
    changes.record(KIND, [trial.id])
    notices.owe_all("trial.ask", [(Member(actor.id), {"trial": trial.id})], clock.now() + WEEK)
    return trial


def end(actor: User, trial: Trial, note: str) -> None:
    """End a trial: readers no longer see it. Forbidden for anybody but its author."""
    RIGHTS.authorise("end", actor, trial)
    workflow.make_transition(TRIALS, "end", trial, actor.id, note=note)
    changes.record(KIND, [trial.id])


def ask(values: Mapping[str, Any]) -> Words | None:
    """To who tries a practice: how did it go? None once the trial is over."""
    trial = db.session.get_one(Trial, values["trial"])
    return Words("How did it go?", trial.answers["title"]) if trial.status == "running" else None


FACETS: list[Facet[Trial]] = [
    Facet(name="country", label=_l("Country"), meaning="Where it is tried.", values=Terms("country"), codes=lambda one: one.answers["countries"]),
    Facet(**shared.LANGUAGE, codes=None),
]  # fmt: skip


def documents(numbers: Sequence[int]) -> list[Document]:
    """What the index holds of those of the trials that everybody may read."""
    return [
        Document(one.id, "en", one.answers["title"], (one.answers["story"],), codes_by_facet(FACETS, one), newest=one.updated_at.timestamp())
        for one in running()
        if one.id in numbers
    ]  # fmt: skip


SEARCHED: Searchable[Trial] = Searchable(
    name="trials",
    record=KIND,
    version=1,
    facets=FACETS,
    numbers=lambda: [one.id for one in running()],
    documents=documents,
    database=Records(
        every=running,
        number=lambda one: one.id,
        newest=lambda one: one.updated_at.timestamp(),
        texts=lambda one: {"en": one.answers["title"]},
        facets=FACETS,
    ),
    counted=lambda count: f"{count} trials",
)  # fmt: skip

blueprint = Blueprint("trials", __name__, url_prefix="/<language:lang>/trials", template_folder="templates")


@blueprint.route("/of/<int:number>/", methods=["GET", "POST"])
@access.needs(Need.MEMBER)
def try_practice(number: int) -> Response:
    """The form of a trial of a practice."""
    if practices.published_practice(number) is None:
        raise NotFound()
    form = FORM.page("trial", NOTHING)
    page: dict[str, Any] = {"questions": FORM.questions, "number": number}
    if not form.validate_on_submit():
        return answer(form, "trials/try.html", **page)
    try:
        with transaction():
            begin(current_user._get_current_object(), number, FORM.values("trial", form))
    except Invalid as problem:
        return answer_refused(form, problem, "trials/try.html", **page)
    flash("Your trial has begun.", "success")
    return redirect(url_for("practices.show", number=number), 303)


def _blocks(which: Sequence[Trial]) -> list[places.Block]:
    return [places.Block("trials/block.html", {"titles": [one.answers["title"] for one in which]})] if which else []


def on_practice(reading: Reading) -> list[places.Block]:
    """Who tries the practice now."""
    return _blocks([one for one in running() if one.practice_id == reading.found.practice.id])


def for_moderators(practice: Practice) -> list[places.Block]:
    """The same for moderators."""
    return _blocks([one for one in running() if one.practice_id == practice.id])


def on_desk(desk: Desk) -> list[DeskBlock]:
    """The member's own trials."""
    if desk.view != MINE:
        return []
    own = [one.answers["title"] for one in running() if one.member_id == desk.member.id]
    return [DeskBlock("trials/block.html", {"titles": own}, position=25)] if own else []


def init(app: Flask) -> None:
    """Add the room to `app`: addresses, what is searched, the notice, and blocks on pages of other rooms."""
    app.register_blueprint(blueprint)
    register(app, SEARCHED)
    changes.register(app, KIND, lambda numbers: {one.id: None for one in running() if one.id in numbers})
    notices.compose_with(app, "trial.ask", ask, Cause.ASKED)
    AFTER_TEXT.fill(app, on_practice, order=30)
    MODERATION.fill(app, for_moderators, order=10)
    DESK.fill(app, on_desk, order=60)
    places.HOME.fill(app, lambda _language: _blocks(running()), order=10)
    NAVIGATION.fill(app, lambda _member: [Entry(url_for("pages.home"), "Trials")], order=60)
