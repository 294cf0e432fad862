"""Forms of the practices room."""

from exchange.practices.forms.people import PARTS, InviteForm, RemoveForm
from exchange.practices.forms.section import KEEP_MINE, KEEP_THEIRS, kept_theirs, section_form

__all__ = ["KEEP_MINE", "KEEP_THEIRS", "PARTS", "InviteForm", "RemoveForm", "kept_theirs", "section_form"]
