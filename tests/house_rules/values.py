"""What addresses with parts need: each function makes the records and gives the parts of the address.

A row of `routes.csv` names one in its last column. It gets the member who will open the address (None for a visitor), so
that a row can speak of their own draft as well as of somebody else's. A key that is no part of the address goes into its
query (GET) or into the form (POST).
"""

from __future__ import annotations

from typing import Any

from exchange.accounts import security
from exchange.accounts.models import User
from exchange.core.db import db
from tests import factories

Values = dict[str, Any]


def forged_link(_actor: User | None) -> Values:
    return {"token": "forged"}


def link_to_confirm(_actor: User | None) -> Values:
    user = factories.member(confirmed=False)
    return {"token": security.confirm_token(db.session.merge(user))}


def link_to_reset(_actor: User | None) -> Values:
    user = factories.member()
    return {"token": security.reset_token(db.session.merge(user))}


def style_sheet(_actor: User | None) -> Values:
    return {"filename": "style.css"}


def theme_waste(_actor: User | None) -> dict[str, Any]:
    return {"theme_id": "waste"}


def theme_nobody_knows(_actor: User | None) -> dict[str, Any]:
    return {"theme_id": "no-such-theme"}


def country_kenya(_actor: User | None) -> dict[str, Any]:
    return {"code": "KE"}


def country_nobody_knows(_actor: User | None) -> dict[str, Any]:
    return {"code": "ZZ"}
