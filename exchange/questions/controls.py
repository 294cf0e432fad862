"""The controls of WTForms that questions are asked with; everything in them works without script."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms.utils import unset_value
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea, TextInput

from exchange.core.forms import MOST_ROWS, CleanField, Rows

SPARE = 2
FEWEST = 3


def require_listed(_form: Any, field: Any) -> None:
    """Refuse a code that the list does not offer."""
    offered = {option[0] for option in field.iter_choices()}
    given = field.data if isinstance(field.data, list) else [field.data or ""]
    if not set(given) <= offered | {""}:
        raise ValidationError(_("Choose from the list"))


class Area(CleanField):
    """Several lines of text."""

    widget = TextArea()


class AddressField(CleanField):
    """A web address, written from left to right; any text is kept."""

    widget = TextInput()


class SeveralRows(Rows):
    """Rows of an answer; a form without any row of ours leaves the answer as it is."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the rows posted, or those of `data` when there are none."""
        posted = bool(formdata) and bool(self._extract_indices(self.name, formdata))
        super().process(formdata if posted else None, data, extra_filters)


def rows_for(filled: int, most: int) -> dict[str, int]:
    """How many rows a list shows that has `filled` of at most `most` entries, and how many it takes, as WTForms names both."""
    return {
        "min_entries": max(filled, min(most, max(FEWEST, filled + SPARE))),
        "max_entries": max(MOST_ROWS, filled + SPARE),
    }
