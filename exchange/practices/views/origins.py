"""From which overview a person came to a page of the form, and is led back to.

The page carries it in its address, and in the form that is sent, under the name `from`: it needs no script, and outlives a form
that has problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

NAME = "from"


@dataclass(frozen=True)
class Origin:
    """An overview whose links lead to single pages of the form: its name in the address, its endpoint, the words that lead back."""

    name: str
    endpoint: str
    save: LazyString
    back: LazyString

    def address(self, number: int, anchor: str | None = None) -> str:
        """Where this overview of a submission stands."""
        return url_for(self.endpoint, number=number, _anchor=anchor)


ORIGINS = {
    "check": Origin("check", "practices.check", _l("Save and back to check"), _l("Back to check")),
    "send": Origin("send", "review.send", _l("Save and back to sending"), _l("Back to sending")),
}


def current_origin() -> Origin | None:
    """The overview the person came from, None for those who write page after page."""
    return ORIGINS.get(request.values.get(NAME, ""))


def carried_arguments() -> dict[str, Any]:
    """What the address of the same page needs, so that the way back is not forgotten."""
    origin = current_origin()
    return {NAME: origin.name} if origin else {}
