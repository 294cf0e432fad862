"""The languages of the pages: the one in the address, its direction, and the choice for a reader without one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from babel import Locale
from babel.core import parse_locale
from flask import Flask, current_app, g, has_request_context, redirect, request, url_for
from flask_babel import Babel
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, RequestRedirect
from werkzeug.wrappers import Response


@dataclass(frozen=True)
class Language:
    """A language of the pages: its code and its name in itself."""

    code: str
    name: str

    @property
    def dir(self) -> str:
        """Its direction: `ltr` or `rtl`."""
        return direction(self.code)


LANGUAGES = (
    Language("ar", "العربية"),
    Language("zh", "中文"),
    Language("en", "English"),
    Language("fr", "Français"),
    Language("ru", "Русский"),
    Language("es", "Español"),
)
CODES = tuple(language.code for language in LANGUAGES)
BY_CODE = {language.code: language for language in LANGUAGES}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "dv", "ckb", "yi", "sd", "ug"})
DEFAULT = "en"
COOKIE = "language"


class LanguageConverter(BaseConverter):
    """Matches only the codes of `LANGUAGES`, so that `/xx/` is an unknown address and not a page."""

    regex = "|".join(CODES)


def current_language() -> str:
    """The language of the page being made: the address's, or English where there is none."""
    return str(getattr(g, "language", DEFAULT)) if has_request_context() else DEFAULT


def speak(code: str) -> None:
    """Make the rest of this answer in the language with this code, where the address does not say which."""
    g.language = code


def direction(code: str | None) -> str:
    """`rtl` or `ltr` for a BCP 47 code; `auto` when the code is empty."""
    if not code:
        return "auto"
    return "rtl" if code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def page_language(code: str) -> str | None:
    """Which of the languages of the pages a BCP 47 code belongs to (`zh-Hans`: zh), or None."""
    base = code.split("-")[0].lower()
    return base if base in CODES else None


def is_known(code: str) -> bool:
    """True for the BCP 47 code of a language with a name, such as `fr` or `pt-BR`."""
    try:
        return parse_locale(code, sep="-")[0] in Locale("en").languages
    except ValueError:
        return False


def preferred_language() -> str:
    """The reader's language where the address names none: cookie, account, `Accept-Language`, English."""
    cookie = request.cookies.get(COOKIE)
    if cookie in BY_CODE:
        return str(cookie)
    if current_user.is_authenticated and current_user.language in BY_CODE:
        return str(current_user.language)
    # In the reader's own order, `es-MX` before `en`: the library prefers an exact tag to a wished one.
    wished = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wished if code in BY_CODE), DEFAULT)


def lead_to_known_spelling() -> Response | None:
    """Send whoever spells a language otherwise (`/EN/`, `/en-GB/`, `/zh-CN/`) to the same page in it; nothing for an address that is none then either."""
    if request.routing_exception is None or request.method not in {"GET", "HEAD"}:
        return None
    first, slash, rest = request.path.lstrip("/").partition("/")
    code = page_language(first.replace("_", "-"))
    if code is None or code == first or not is_known(first.replace("_", "-").lower()):
        return None
    # Quoted anew: what was read from the address may hold signs that no address can.
    address = quote(f"/{code}/{rest}" if slash else f"/{code}/")
    query = request.query_string.decode("utf-8", "replace")
    try:
        current_app.url_map.bind("").match(f"/{code}/{rest}", method="GET")
    except RequestRedirect:
        pass
    except HTTPException:
        return None
    return redirect(f"{address}?{query}" if query else address, 301)


def links() -> list[tuple[str, str, str, bool]]:
    """(code, own name, address, is current) of this page in each language; home where a page has no place for one."""
    rows = []
    for language in LANGUAGES:
        if request.endpoint and request.method == "GET" and "lang" in getattr(g, "address_parts", {}):
            values: dict[str, Any] = {**(request.view_args or {}), "lang": language.code}
            address = url_for(request.endpoint, **values)
            query = request.query_string.decode("utf-8", "replace")
            address = f"{address}?{query}" if query else address
        else:
            address = url_for("pages.home", lang=language.code)
        rows.append((language.code, language.name, address, language.code == current_language()))
    return rows


def absolute(address: str) -> str:
    """An address of this product with the public host before it."""
    return f"{current_app.config['PUBLIC_URL']}{address}"


def alternates(endpoint: str, codes: Iterable[str] = CODES, **values: Any) -> list[tuple[str, str]]:
    """(code, absolute address) of a page in each of the languages its content exists in, in the order of `LANGUAGES`."""
    wanted = set(codes)
    return [(code, absolute(url_for(endpoint, lang=code, **values))) for code in CODES if code in wanted]


def init(app: Flask) -> None:
    """Read the language from the address, put it into every address made, and tell Babel."""
    app.url_map.converters["language"] = LanguageConverter

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.address_parts = dict(values or {})
        if values and "lang" in values:
            g.language = values.pop("lang")
        else:
            # An unknown address below a language is answered in it.
            first = request.path.partition("/")[2].partition("/")[0]
            g.language = first if first in BY_CODE else DEFAULT

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current_language()

    app.before_request(lead_to_known_spelling)
    Babel(app, locale_selector=current_language)
