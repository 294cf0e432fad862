"""Saved searches in the application."""

from __future__ import annotations

from flask import Flask

from exchange.accounts.places import DESK, Desk, DeskBlock
from exchange.outbox.worker import Queue, register
from exchange.practices.events import PUBLISHED
from exchange.saved import choices, looking, notices, queries, service
from exchange.saved.views import blueprint
from exchange.search import parameters


def saved_searches(desk: Desk) -> list[DeskBlock]:
    """The searches the member saved, or how to save one."""
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


def init(app: Flask) -> None:
    """Add the room's addresses and notice, the queue that looks for what is new, and the job that publishing owes it."""
    app.register_blueprint(blueprint)
    notices.init(app)
    DESK.fill(app, saved_searches, order=40)
    register(app, Queue(service.TOPIC, looking.handle, batch=looking.BATCH))
    PUBLISHED.connect(app, service.owe_look)
