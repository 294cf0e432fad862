"""Limits on how often one address may ask, and on how large a request may be."""

from __future__ import annotations

import time

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError
from werkzeug.middleware.proxy_fix import ProxyFix

from config import SettingsError

limiter = Limiter(get_remote_address, default_limits=[], swallow_errors=True)


def init(app: Flask) -> None:
    """Count requests in the store of the settings, by the address the trusted proxies report. SettingsError for a store there is not."""
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    try:
        limiter.init_app(app)
    except ConfigurationError:
        raise SettingsError(
            "Set RATE_LIMIT_STORE to an address of a store whose Python package is installed, or memory://."
        ) from None


@limiter.request_filter
def _not_limited() -> bool:
    # Asked of the application that answers: the limiter itself is one for all applications of a process.
    return not current_app.config["RATE_LIMITS"]


def seconds_to_wait() -> int:
    """How long the limit that was just reached lasts, at least one second; a minute when the store cannot say."""
    reached = limiter.current_limit
    # The limiter gives the next whole second after the end; from an unrounded now that is never a second too many.
    return max(1, int(reached.reset_at - time.time())) if reached else 60
