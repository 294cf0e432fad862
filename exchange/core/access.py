"""Access declared on the view: who may open an address at all.

Each view names one `Need` with `@access.needs(...)`. The guard refuses a view that names none, so that
a forgotten declaration closes a page instead of opening it. What an actor may do with one practice or
conversation is decided in the feature's `access.py` and enforced in its `service.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from enum import Enum
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from exchange.core import refusals
from exchange.core.errors import Forbidden

View = TypeVar("View", bound=Callable[..., Any])
# The role of a reader who has no account.
VISITOR = "visitor"


class Need(Enum):
    """What a person must be to open an address."""

    NOTHING = "everyone"
    MEMBER = "a member who is signed in"
    MODERATOR = "a moderator or administrator"
    ADMINISTRATOR = "an administrator"


# What a member without the role reads.
REFUSALS = {
    Need.MODERATOR: _l("Only a moderator or administrator can open this page."),
    Need.ADMINISTRATOR: _l("Only an administrator can open this page."),
}


class Actor(Protocol):
    """Whoever acts: a member, as services see them."""

    @property
    def id(self) -> Any: ...
    @property
    def role(self) -> Any: ...


def needs(need: Need, why: object = "") -> Callable[[View], View]:
    """Declare what a view needs; `why`, a marked sentence, tells a visitor on the sign-in page what an account is needed for there."""

    def declare(view: View) -> View:
        view.__access__ = need  # type: ignore[attr-defined]  # functions take attributes; Callable does not say so
        view.__why__ = why  # type: ignore[attr-defined]  # as above
        return view

    return declare


def declared_need(view: Callable[..., Any] | None) -> Need | None:
    """The need a view declares, or None when it declares none."""
    return getattr(view, "__access__", None)


def reason_at(address: str) -> str:
    """Why the page at this address of ours needs an account, in the reader's language; "" where its view gives no reason."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(urlsplit(address).path, method="GET")
    except HTTPException:
        return ""
    return str(getattr(current_app.view_functions.get(endpoint), "__why__", ""))


def role_of_reader() -> str:
    """`VISITOR`, or the role of the member who is signed in."""
    return str(current_user.role) if current_user.is_authenticated else VISITOR


def init(app: Flask, reached_by: Mapping[Need, Set[str]], sign_in: Callable[[], Response]) -> None:
    """Guard every address of `app`: `reached_by` holds the roles that meet a need, `sign_in` makes the answer for a visitor who must sign in first.

    It also answers a write whose form stood on a page of another member: theirs is the account it needs.
    """

    def guard() -> Response | None:
        if request.endpoint is None:
            return None
        need = declared_need(app.view_functions.get(request.endpoint))
        if need is None:
            raise RuntimeError(f"the view {request.endpoint} declares no access")
        if need is Need.NOTHING:
            return None
        role = role_of_reader()
        if role == VISITOR or refusals.is_of_another(current_user.id):
            return sign_in()
        if role in reached_by[need]:
            return None
        raise Forbidden(str(REFUSALS.get(need, "")))

    app.before_request(guard)
    app.view_functions["static"] = needs(Need.NOTHING)(app.view_functions["static"])
