"""Addresses of practices: reading, writing, people."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect

# After a POST the next page is asked for with GET.
see_other = partial(redirect, code=303)
blueprint = Blueprint("practices", __name__, url_prefix="/<language:lang>")

from exchange.practices.views import download, people, reading, sections, writing  # noqa: E402, F401 - they add their addresses to the blueprint
