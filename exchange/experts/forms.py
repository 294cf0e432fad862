"""The form of the profile: shape and wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl
from wtforms import BooleanField, DateField, Field, FormField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from exchange.core.forms import CleanField, Form, Rows, readable
from exchange.core.languages import LANGUAGES
from exchange.experts import choices, names, rules
from exchange.experts.models import Profile
from exchange.experts.names import Names
from exchange.experts.rules import ProfileValues
from exchange.experts.visibility import Worked
from exchange.vocabularies import queries as vocabularies

SPARE_ROWS = 2
FEWEST_ROWS = 3


class Unmarked:
    """Leaves out "(optional)": the field is needed for a public profile, and only for that."""

    field_flags = {"optional_mark": False}  # noqa: RUF012 - WTForms reads it from the instance and never changes it

    def __call__(self, form: wtforms.Form, field: Field) -> None:
        """Accept anything."""


def year(form: wtforms.Form, field: Field) -> None:
    """Refuse what is not a year in four Western digits."""
    if field.data and not (field.data.isascii() and field.data.isdigit() and len(field.data) == 4):
        raise ValidationError(_("Enter the year with four digits, such as 2019."))


class LanguageRow(wtforms.Form):
    """A language and how well."""

    language = SelectField(_l("Language"), validators=[Unmarked()], validate_choice=False)
    level = SelectField(_pl("how well somebody knows a language", "Level"), validators=[Unmarked()], validate_choice=False)


class CountryRow(wtforms.Form):
    """A country and the years of work there."""

    country = SelectField(_l("Country"), validators=[Unmarked()], validate_choice=False)
    year_from = CleanField(_l("First year"), validators=[Optional(), readable, year], render_kw={"inputmode": "numeric"})
    year_to = CleanField(_l("Last year"), validators=[Optional(), readable, year], render_kw={"inputmode": "numeric"})


class ProfileForm(Form):
    """Everything a member says in their profile. `biography_<language>` and `reach_<field>` are added below."""

    name = CleanField(_l("Name as shown"), validators=[DataRequired(_l("Enter your name as others should see it.")), readable])
    position = CleanField(_l("Position"), validators=[readable], description=_l("For example: Head of the waste department."))
    organisation = CleanField(_l("Organisation"), validators=[readable])
    country = SelectField(_l("Country"), validators=[Unmarked()], validate_choice=False)
    themes = Rows(
        SelectField(_l("Theme"), validators=[Unmarked()], validate_choice=False),
        _l("Themes"),
        validators=[Unmarked()],
        min_entries=rules.THEMES_LIMIT,
        max_entries=rules.THEMES_LIMIT,
        description=_l("Choose up to 8. The first is your main theme."),
    )
    languages = Rows(
        FormField(LanguageRow),
        _l("Languages"),
        validators=[Unmarked()],
        max_entries=rules.LANGUAGES_LIMIT,
        description=_l("Save to get more empty rows."),
    )
    countries = Rows(
        FormField(CountryRow),
        _l("Countries worked in"),
        max_entries=rules.COUNTRIES_LIMIT,
        description=_l("Leave the last year empty if you still work there. Save to get more empty rows."),
    )
    help_kinds = SelectMultipleField(
        _l("Help you offer"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    open_to_requests = SelectField(_l("Are you open to requests?"), validators=[Unmarked()], validate_choice=False)
    open_until = DateField(
        _l("Open until"),
        validators=[Optional()],
        description=_l("After this day members can no longer write to you from your profile."),
    )
    links = Rows(
        CleanField(_l("Web address"), validators=[readable], render_kw={"dir": "ltr", "inputmode": "url"}),
        _l("Links"),
        min_entries=rules.LINKS_LIMIT,
        max_entries=rules.LINKS_LIMIT,
        description=_l("Up to 5 web addresses that begin with https:// or http://."),
    )
    orcid = CleanField(
        _l("ORCID"), validators=[readable], description=_l("For example 0000-0002-1825-0097."), render_kw={"dir": "ltr"}
    )
    public = BooleanField(
        _l("Show my profile to everyone"),
        description=_l("Needs your country, one theme and one language. Saving also confirms that your profile is right."),
    )

    def values(self) -> ProfileValues:
        """What was filled in; rows left empty are left out."""
        return ProfileValues(
            name=self.name.data or "",
            biography={one.code: self.text(f"biography_{one.code}") for one in LANGUAGES},
            country_code=self.country.data or None,
            organisation=self.organisation.data or "",
            position=self.position.data or "",
            themes=tuple(code for code in self.themes.data if code),
            languages=tuple((row["language"], row["level"] or "") for row in self.languages.data if row["language"]),
            countries=tuple(
                Worked(row["country"], _year(row["year_from"]), _year(row["year_to"]))
                for row in self.countries.data
                if row["country"]
            ),
            help_kinds=tuple(self.help_kinds.data or ()),
            open_to_requests=self.open_to_requests.data or "",
            open_until=self.open_until.data,
            links=tuple(link for link in self.links.data if link),
            orcid=self.orcid.data or "",
            reaches={name: self[f"reach_{name}"].data or "" for name in choices.FIELDS},
            public=self.public.data,
        )


for _one in LANGUAGES:
    setattr(
        ProfileForm,
        f"biography_{_one.code}",
        TextAreaField(_l("Biography"), validators=[readable], render_kw={"data-count": rules.BIOGRAPHY_LIMIT, "lang": _one.code}),
    )
for _name in choices.FIELDS:
    setattr(
        ProfileForm,
        f"reach_{_name}",
        SelectField(_l("Who can see this?"), validators=[Unmarked()], validate_choice=False),
    )


def filled_form(profile: Profile | None, name: str, language: str) -> ProfileForm:
    """The form filled with a profile (None: not kept yet) and the name of its owner; its lists are in `language`."""
    return _with_lists(ProfileForm(formdata=None, data={"name": name, **(_values(profile) if profile else _fresh())}), language)


def sent_form(language: str) -> ProfileForm:
    """The form as a person sent it; what is missing in it is empty, whatever is kept. Its lists are in `language`."""
    return _with_lists(ProfileForm(), language)


def _with_lists(form: ProfileForm, language: str) -> ProfileForm:
    _offer_themes(form, language)
    none = {"": _("Choose one")}
    countries = {**none, **names.country_options(language)}
    spoken = {**none, **names.language_options(language)}
    _offer(form.country, countries)
    for row in form.countries.entries:
        _offer(row.form.country, countries)
    for row in form.languages.entries:
        _offer(row.form.language, spoken)
        _offer(row.form.level, {**none, **choices.LEVELS})
    _offer(form.help_kinds, choices.HELP_KINDS)
    _offer(form.open_to_requests, choices.OPENNESS)
    for number, entry in enumerate(form.links.entries, 1):
        entry.label.text = _("Link %(number)s", number=number)
    for one in LANGUAGES:
        form[f"biography_{one.code}"].label.text = _("Biography in %(language)s", language=one.name)
    for part, words in choices.FIELDS.items():
        _offer(form[f"reach_{part}"], choices.REACHES)
        form[f"reach_{part}"].label.text = _("Who can see this: %(part)s", part=words)
    return form


def _offer(field: Any, options: Mapping[str, Any]) -> None:
    # Words of another language stay lazy until here; WTForms takes plain ones.
    field.choices = {code: str(words) for code, words in options.items()}


def _offer_themes(form: ProfileForm, language: str) -> None:
    groups = names.theme_options(language)
    # A theme retired since it was chosen stays in the list of the row that holds it.
    for number, entry in enumerate(form.themes.entries, 1):
        held = {entry.data: Names(language).theme(entry.data)} if vocabularies.theme(entry.data or "") else {}
        retired = {} if set(held) <= names.theme_ids() else held
        entry.choices = {"": _("Choose one"), **retired, **groups}
        entry.label.text = _("Main theme") if number == 1 else _("Theme %(number)s", number=number)


def _fresh() -> dict[str, Any]:
    reaches = {f"reach_{part}": "everyone" for part in choices.FIELDS}
    return {"languages": [{}] * FEWEST_ROWS, "countries": [{}] * FEWEST_ROWS, "open_to_requests": "yes", **reaches}


def _values(profile: Profile) -> dict[str, Any]:
    languages = [{"language": row.language, "level": row.level} for row in profile.languages]
    countries = [
        {"country": row.place_code, "year_from": _year_text(row.year_from), "year_to": _year_text(row.year_to)}
        for row in profile.countries
    ]
    return {
        "position": profile.position,
        "organisation": profile.organisation,
        "country": profile.country_code or "",
        "themes": [row.theme_id for row in profile.themes],
        "languages": _with_spare(languages, rules.LANGUAGES_LIMIT),
        "countries": _with_spare(countries, rules.COUNTRIES_LIMIT),
        "help_kinds": profile.help_kinds,
        "open_to_requests": profile.open_to_requests,
        "open_until": profile.open_until,
        "links": profile.links,
        "orcid": profile.orcid,
        "public": profile.public,
        **{f"biography_{code}": text for code, text in profile.biography.items()},
        **{f"reach_{part}": profile.reaches.get(part, "nobody") for part in choices.FIELDS},
    }


def _with_spare(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    wanted = min(max(FEWEST_ROWS, len(rows) + SPARE_ROWS), most)
    return rows + [{}] * (wanted - len(rows))


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _year_text(number: int | None) -> str:
    return "" if number is None else str(number)
