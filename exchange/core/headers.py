"""Headers every answer carries: what the page may load, and what may be kept by caches."""

from __future__ import annotations

from flask import Flask, request
from flask_login import current_user
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def always(*, production: bool) -> dict[str, str]:
    """The security headers of ASVS 5.0 chapter 3.4, whatever is answered."""
    return {**ALWAYS, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if production else ALWAYS


def init(app: Flask) -> None:
    """Set the security headers and the caching rules on every answer."""
    security = always(production=app.config["SETTINGS"].production)

    @app.after_request
    def set_headers(answer: Response) -> Response:
        headers = answer.headers
        for name, value in security.items():
            headers.setdefault(name, value)
        if request.endpoint == "static":
            if request.args.get("v"):
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if _is_private() else "no-cache"
        if answer.mimetype == "text/html":
            answer.vary.add("Cookie")
        return answer


def _is_private() -> bool:
    if request.method not in {"GET", "HEAD"} or "/account/" in request.path:
        return True
    try:
        return bool(current_user.is_authenticated)
    except Exception:
        # With the database away nobody can be told apart; such an answer must not be kept.
        return True
