"""Headers every answer carries: what the page may load, and what may be kept by caches."""

from __future__ import annotations

from flask import Flask, request
from flask_login import current_user
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init(app: Flask) -> None:
    """Set the security headers of ASVS 5.0 chapter 3.4 and the caching rules on every answer."""
    production = app.config["SETTINGS"].production

    @app.after_request
    def set_headers(answer: Response) -> Response:
        headers = answer.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if production:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static":
            if request.args.get("v"):
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if _private() else "no-cache"
        if answer.mimetype == "text/html":
            answer.vary.add("Cookie")
        return answer


def _private() -> bool:
    if request.method != "GET" or "/account/" in request.path:
        return True
    try:
        return bool(current_user.is_authenticated)
    except Exception:
        # With the database away nobody can be told apart; such an answer must not be kept.
        return True
