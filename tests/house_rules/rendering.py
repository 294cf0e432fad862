"""What is asked of the database and the index while a template is rendered."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from flask import Flask, before_render_template, template_rendered
from jinja2 import Template
from sqlalchemy import event

from exchange.core.db import db
from exchange.retrieval.whoosh.engine import WhooshEngine

QUESTIONS = [name for name, value in vars(WhooshEngine).items() if callable(value) and not name.startswith("_")]


class Watch:
    """Notes what is asked between the start and the end of the rendering of any template."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._open: list[str] = []

    def begin(self, _app: Flask, template: Template, **_more: Any) -> None:
        self._open.append(template.name or "")

    def end(self, _app: Flask, **_more: Any) -> None:
        self._open.pop()

    def note(self, what: str) -> None:
        """Add a line if a template is being rendered: which, where in the templates, and what was asked."""
        if self._open:
            self.found.append(f"{_place() or self._open[-1]} asks: {' '.join(what.split())[:100]}")


def _place() -> str:
    """The innermost template that runs, with its line; "" when none does."""
    for frame, line in traceback.walk_stack(None):
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return f"{template.name}:{template.get_corresponding_lineno(line)}"
    return ""


@contextmanager
def watched(app: Flask) -> Iterator[list[str]]:
    """Lines that say which template asked what, for every statement and call of the index inside the block while one is rendered."""
    watch = Watch()

    def statement(_connection: object, _cursor: object, text: str, *_more: object) -> None:
        watch.note(text)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", statement)
    try:
        with ExitStack() as stack:
            stack.enter_context(before_render_template.connected_to(watch.begin, app))
            stack.enter_context(template_rendered.connected_to(watch.end, app))
            for name in QUESTIONS:
                stack.enter_context(mock.patch.object(WhooshEngine, name, _noting(watch, name)))
            yield watch.found
    finally:
        event.remove(engine, "before_cursor_execute", statement)


def _noting(watch: Watch, name: str) -> Any:
    asked = getattr(WhooshEngine, name)

    def note(*given: Any, **named: Any) -> Any:
        watch.note(f"the index: {name}")
        return asked(*given, **named)

    return note
