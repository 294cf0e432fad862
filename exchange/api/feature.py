"""The interface for programs in the application: its addresses, its errors, and nothing of a browser's session."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

from exchange.api import problems
from exchange.api.answers import open_to_scripts
from exchange.api.sessions import Sessions
from exchange.api.views import PREFIX, blueprint
from exchange.core import answers, languages


def init(app: Flask) -> None:
    """Add the room's addresses. Everything below `/api/`, known or not, is answered for programs."""
    app.register_blueprint(blueprint)
    app.session_interface = Sessions(PREFIX)
    answers.otherwise(app, PREFIX, problems.answer)

    @app.before_request
    def speak() -> None:
        lang = request.args.get("lang")
        if lang in languages.BY_CODE and request.path.startswith(PREFIX):
            languages.speak(lang)

    @app.after_request
    def open_answers(answer: Response) -> Response:
        return open_to_scripts(answer) if request.path.startswith(PREFIX) else answer
