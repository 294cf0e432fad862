"""What every template can use without being handed it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user
from jinja2 import StrictUndefined

from exchange.core import access, forgery, identity, languages, refusals, text, tokens
from exchange.core.access import Need
from exchange.core.addresses import own_path
from exchange.core.languages import BY_CODE, LANGUAGES, direction

COLOUR_COOKIE = "theme"
COLOURS = ("light", "dark")


def same_page() -> dict[str, Any]:
    """The canonical address of a public page and its alternates in each language; a view that knows better passes its own."""
    endpoint = request.endpoint or ""
    open_to_all = access.declared_need(current_app.view_functions.get(endpoint)) is Need.NOTHING
    if request.method not in {"GET", "HEAD"} or not open_to_all or "lang" not in getattr(g, "address_parts", {}):
        return {"canonical": None, "alternates": []}
    values = request.view_args or {}
    address = languages.absolute(url_for(endpoint, **values))
    return {"canonical": address, "alternates": languages.alternates(endpoint, **values)}


def writer() -> str:
    """The number of the member a page is made for, which its forms carry; "" for a visitor."""
    return str(current_user.id) if current_user.is_authenticated else ""


def first_of_page(what: str) -> bool:
    """True the first time a page asks with this word: for what a macro brings along once, however often it is used."""
    brought: set[str] = g.setdefault("brought", set())
    if what in brought:
        return False
    brought.add(what)
    return True


def init(app: Flask) -> None:
    """Give the templates of `app` the language, its direction, links to the other languages, and static addresses that change with the file."""
    addresses: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in addresses or app.debug:
            content = Path(app.static_folder or "", name).read_bytes()
            addresses[name] = url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])
        return addresses[name]

    def values() -> dict[str, Any]:
        code = languages.current_language()
        colour = request.cookies.get(COLOUR_COOKIE)
        return {
            "lang": code,
            "dir": BY_CODE[code].dir,
            "LANGUAGES": LANGUAGES,
            "language_links": languages.links(),
            "exchange_name": identity.exchange_name(),
            "operator_text": identity.find_text,
            "colour_theme": colour if colour in COLOURS else None,
            "here": own_path(request.full_path if request.query_string else request.path) or "/",
            **same_page(),
        }

    app.context_processor(values)
    app.jinja_env.globals.update(
        absolute=languages.absolute,
        asset=asset,
        direction=direction,
        csrf_token=forgery.session_token,
        open_token=tokens.open_token,
    )
    app.jinja_env.globals.update(
        writer=writer, first_of_page=first_of_page, token_to_send_again=refusals.token, page_to_see=refusals.page_to_see
    )
    app.jinja_env.filters.update(markdown=text.markdown, shorten=text.shorten, plain=text.plain)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
