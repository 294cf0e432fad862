"""Writes that are refused: what was typed goes back to the person, in a form that goes on from there.

A write is refused when nobody is signed in or somebody else is, when its form is too old, a right is gone, a record is
locked, a limit is met or a part of the service is away. Whatever the reason, the answer carries the fields that came
(`typed_input`), so that nothing typed is lost with or without script. Secrets are never given back, and only a form that came
from a page of ours is: another site could otherwise put its own words on our pages.

Two kinds of writes are refused before anything else looks at them: bodies that are no form, and forms from other sites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from exchange.core import forgery
from exchange.core.addresses import own_path
from exchange.core.errors import DomainError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
TOKEN = "csrf_token"  # noqa: S105 - the name of a field
# Names of the fields that hold a secret; a test holds them against every form.
SECRETS = frozenset({TOKEN, "password", "old", "code"})
# Who the page was made for, and the number of the copy its script keeps on the device.
WRITER, COPY = "writer", "copy"
COPIES_COOKIE = "saved_copies"
MOST_COPIES = 20
# Before the name of each field that another form carries along, such as the one for signing in.
CARRIED = "typed."
# More fields than any form of ours has; giving back more would make a small request a large answer.
MOST_FIELDS = 2_000
# What forms carry for themselves and nobody reads: whose page, which copy, which edit, which way back.
_MACHINERY = frozenset({WRITER, COPY, "edit", "revision", "asked", "from"})
_CODE = re.compile(r"[\w.:,+/%-]{0,60}", re.ASCII)
_COPY = re.compile(r"[0-9a-z-]{1,40}")
_LINE = 70
_TALLEST = 14


@dataclass(frozen=True)
class TypedField:
    """One field as it was sent."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        """True for what a person may want to read again, false for a code, a number or nothing."""
        return self.name.removeprefix(CARRIED) not in _MACHINERY and not _CODE.fullmatch(self.value)

    @property
    def rows(self) -> int:
        """How many lines a box needs to show the value, within reason."""
        lines = self.value[: _LINE * _TALLEST].split("\n")
        return min(_TALLEST, 1 + sum(1 + len(line) // _LINE for line in lines))


@dataclass(frozen=True)
class Typed:
    """What came with a write: the address it was sent to, and its fields in the order sent, without secrets."""

    address: str
    fields: tuple[TypedField, ...]

    @property
    def writer(self) -> str:
        """The number of the member whose page the form stood on; "" when it does not say."""
        return next((field.value for field in self.fields if field.name == WRITER), "")

    def fields_to_carry(self) -> list[TypedField]:
        """The fields under names that do not meet those of the form which carries them."""
        return [TypedField(CARRIED + field.name, field.value) for field in self.fields]


def is_write() -> bool:
    """True when this request may change something."""
    return request.method not in SAFE


def from_our_page() -> bool:
    """True unless the browser says that this request came from a page of another site.

    Browsers say so by `Sec-Fetch-Site`, older ones by `Origin` or `Referer`; a program that sends none of them sends no
    cookie either (OWASP, Cross-Site Request Forgery Prevention, "Verifying Origin With Standard Headers").
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is None or urlsplit(origin).netloc in {request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc}


def typed_input() -> Typed | None:
    """What this write came with; None for a read, for what cannot be read as a form, and for a form from another site."""
    if not is_write() or not from_our_page():
        return None
    try:
        pairs = [(name, value) for name, values in request.form.lists() for value in values]
    except HTTPException:
        # More than is read at all: what the script keeps on the device is left.
        return None
    if len(pairs) > MOST_FIELDS:
        return None
    return Typed(_address(), tuple(TypedField(name, value) for name, value in pairs if name.removeprefix(CARRIED) not in SECRETS))


def read_carried(address: str) -> Typed | None:
    """What the form of this request carries for a write to `address`; None when it carries nothing."""
    pairs = [(name, value) for name, values in request.form.lists() if name.startswith(CARRIED) for value in values]
    if not pairs or not from_our_page():
        return None
    return Typed(address, tuple(TypedField(name.removeprefix(CARRIED), value) for name, value in pairs))


def _address() -> str:
    full = request.full_path if request.query_string else request.path
    return own_path(full) or request.path


def page_to_see(typed: Typed) -> str:
    """Where a person sees what they wrote about as it is now: the address itself where it shows a page, else the page they came from; "" for neither."""
    try:
        current_app.url_map.bind("").match(urlsplit(typed.address).path, method="GET")
    except HTTPException:
        came_from = urlsplit(request.referrer or "")
        return own_path(came_from.path) or "" if came_from.netloc == request.host else ""
    return typed.address


def by_script() -> bool:
    """True when the script that saves drafts asks: it reads the status alone."""
    return request.headers.get("X-Autosave") == "1"


def is_of_another(member: int) -> bool:
    """True when the form of this write stood on a page made for somebody else than `member`."""
    writer = request.form.get(WRITER, "") if is_write() else ""
    return writer not in {"", str(member)}


def token() -> str:
    """A token for the form that sends again; "" when the session, which may be what failed, gives none."""
    try:
        return forgery.session_token()
    except Exception:
        return ""


def take_forms_only() -> None:
    """Refuse a write whose body is no form, before any other parser looks at it."""
    if is_write() and request.mimetype not in FORMS and (request.mimetype or request.content_length):
        abort(415)


def refuse_other_sites() -> None:
    """Refuse a write that a page of another site has sent, whatever token it carries."""
    if is_write() and not from_our_page():
        raise DomainError(str(_("This form was sent from another site. Open the page here and fill it in again.")))


def name_saved_copy(answer: Response) -> Response:
    """Tell the script, by a cookie it takes away, that the text it keeps a copy of was saved. Every write that succeeds redirects (303)."""
    if is_write() and answer.status_code == 303:
        number = request.form.get(COPY, "")
        if _COPY.fullmatch(number):
            known = [one for one in request.cookies.get(COPIES_COOKIE, "").split(".") if _COPY.fullmatch(one)]
            value = ".".join([*known, number][-MOST_COPIES:])
            secure = current_app.config["SESSION_COOKIE_SECURE"]
            answer.set_cookie(COPIES_COOKIE, value, max_age=86_400, samesite="Lax", secure=secure)
    return answer


def init(app: Flask) -> None:
    """Look at every write to `app` before anything else does."""
    app.before_request(take_forms_only)
    app.before_request(refuse_other_sites)
    app.after_request(name_saved_copy)
