"""Limits on how often one network address may ask. Whatever counts by network address counts by `network`, here and elsewhere."""

from __future__ import annotations

import ipaddress
import time

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits.errors import ConfigurationError
from werkzeug.middleware.proxy_fix import ProxyFix

from config import SettingsError

# What one subscriber gets at least, and can ask from every address of (RIPE-690).
SUBSCRIBER = 64


def network() -> str:
    """What stands for where a request comes from: an IPv4 address, or the first 64 bits of an IPv6 one.

    The address is that of the peer, or what the trusted proxies report.
    """
    given = request.remote_addr or "127.0.0.1"
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, SUBSCRIBER), strict=False))


limiter = Limiter(network, default_limits=[], swallow_errors=True)


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
