"""Saved searches in the application."""

from __future__ import annotations

from flask import Flask
from flask_babel import ngettext

from exchange.accounts.models import User
from exchange.accounts.places import DESK, DESK_COUNT, NEWS, SAVED, Desk, DeskBlock, Line
from exchange.outbox.worker import Queue, register
from exchange.practices.events import PUBLISHED
from exchange.saved import choices, looking, notices, queries, service
from exchange.saved.views import blueprint
from exchange.search import parameters


def saved_searches(desk: Desk) -> list[DeskBlock]:
    """The searches the member saved, or how to save one."""
    if desk.view != SAVED:
        return []
    rows = [
        {
            "number": one.id,
            "name": one.name,
            "href": parameters.newest_first(one.kind, one.query),
            "mail": choices.MAIL[one.often],
        }
        for one in queries.of_member(desk.member.id)
    ]
    return [DeskBlock("saved/desk.html", {"rows": rows}, 40)]


def news(member: User) -> list[Line]:
    """The member's searches of whose new practices they were told in the last two weeks, the latest first."""
    return [
        Line(
            one.name,
            parameters.newest_first(one.kind, one.query),
            ngettext("%(num)s new practice", "%(num)s new practices", number),
        )
        for one, number in queries.told_lately(member.id)
    ]


def init(app: Flask) -> None:
    """Add the room's addresses and notice, the queue that looks for what is new, and the job that publishing owes it."""
    app.register_blueprint(blueprint)
    notices.init(app)
    DESK.fill(app, saved_searches, order=40)
    DESK_COUNT.fill(app, lambda member: [(SAVED, queries.count(member.id))], order=40)
    NEWS.fill(app, news, order=40)
    register(app, Queue(service.TOPIC, looking.handle, batch=looking.BATCH))
    PUBLISHED.connect(app, service.owe_look)
