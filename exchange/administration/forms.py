"""Forms of administration: shape and words. What is refused is the services' to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from exchange.accounts import access
from exchange.accounts.administering import LONGEST_REASON
from exchange.core import formats
from exchange.core.forms import Form, readable
from exchange.core.languages import CODES, current_language
from exchange.vocabularies import queries as vocabularies

ROLE_WORDS: dict[str, LazyString] = {
    access.MEMBER: _l("Member"),
    access.MODERATOR: _l("Moderator"),
    access.ADMINISTRATOR: _l("Administrator"),
}
STATE_WORDS: dict[str, LazyString] = {
    "open": _l("Open"),
    "unconfirmed": _l("Address not confirmed"),
    "suspended": _l("Suspended"),
    "closed": _l("Closed"),
}


class Checklist(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AgreeForm(Form):
    """A button. `seen` says what the page knew of when it was made."""

    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """The last line of the log that the page knew of; -1, which none is, for what is no number."""
        given = self.text("seen")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else -1


class ReasonForm(AgreeForm):
    """A reason, for the log."""

    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Write the reason")),
            Length(max=LONGEST_REASON, message=_l("Shorten the reason to %(number)s characters.", number=LONGEST_REASON)),
            readable,
        ],
        render_kw={"data-count": LONGEST_REASON},
    )


class RoleForm(ReasonForm):
    """Another role of a member, and what a moderator reviews."""

    role = RadioField(
        _l("Role"), [InputRequired(_l("Choose a role."))], choices=[SelectChoice(*one) for one in ROLE_WORDS.items()]
    )
    themes = Checklist(_l("Themes a moderator reviews"), description=_l("None chosen means all."))
    languages = Checklist(_l("Languages a moderator reads"), description=_l("None chosen means all."))

    def __init__(self, *given: Any, themes_kept: Iterable[str] = (), languages_kept: Iterable[str] = (), **values: Any) -> None:
        super().__init__(*given, **values)
        reader = current_language()
        tree = {
            branch.theme.id: [branch.theme.id, *(child.id for child in branch.children)] for branch in vocabularies.theme_tree()
        }
        offered = {one for some in tree.values() for one in some}
        # Retired since a moderator got it: it stays to be kept or taken away.
        tree |= {one: [one] for one in themes_kept if one not in offered}
        self.themes.choices = {
            vocabularies.theme_label(top, reader): [SelectChoice(one, vocabularies.theme_label(one, reader)) for one in some]
            for top, some in tree.items()
        }
        codes = dict.fromkeys((*CODES, *languages_kept))
        self.languages.choices = [SelectChoice(code, formats.name_of_language(code, reader)) for code in codes]


class TextForm(ReasonForm):
    """A text of the operator, `words`, which may be empty: the text is taken away then."""

    words = TextAreaField(_l("Text"), [readable])
