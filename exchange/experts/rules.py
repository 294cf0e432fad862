"""What a profile may hold, and what it must hold before everybody may see it. Pure: values in, problems out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from flask_babel import gettext as _

from exchange.accounts import names as member_names
from exchange.core.addresses import web_address
from exchange.core.languages import CODES
from exchange.core.text import clean, one_line
from exchange.experts import choices, orcid
from exchange.experts.visibility import Worked

BIOGRAPHY_LIMIT = 600
ORGANISATION_LIMIT = 200
POSITION_LIMIT = 120
THEMES_LIMIT = 8
LANGUAGES_LIMIT = 12
COUNTRIES_LIMIT = 20
LINKS_LIMIT = 5
LINK_LIMIT = 500
FIRST_YEAR = 1950

Problems = dict[str, str]


@dataclass(frozen=True)
class ProfileValues:
    """Everything a member says in their profile.

    `biography` maps a language of the pages to a text; `themes` are ids, the main one first; `languages` are
    (BCP 47, level); `reaches` maps a field of `choices.FIELDS` to a code of `choices.REACHES`, `everyone` where it says
    nothing; `public` is the wish that everyone may see the profile.
    """

    name: str
    biography: Mapping[str, str] = field(default_factory=dict)
    country_code: str | None = None
    organisation: str = ""
    position: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    countries: tuple[Worked, ...] = ()
    help_kinds: tuple[str, ...] = ()
    open_to_requests: str = "yes"
    open_until: date | None = None
    links: tuple[str, ...] = ()
    orcid: str = ""
    reaches: Mapping[str, str] = field(default_factory=dict)
    public: bool = False


@dataclass(frozen=True)
class Known:
    """The codes that may be chosen."""

    themes: Collection[str]
    languages: Collection[str]
    countries: Collection[str]


def clean_values(values: ProfileValues) -> ProfileValues:
    """`values` with tidy texts, empty ones left out, the ORCID in its one form where it is right, and a reach for every field."""
    biography = {code: clean(text) for code, text in values.biography.items()}
    return replace(
        values,
        name=member_names.normal(values.name),
        biography={code: text for code, text in biography.items() if text},
        country_code=values.country_code or None,
        organisation=one_line(values.organisation),
        position=one_line(values.position),
        help_kinds=tuple(kind for kind in choices.HELP_KINDS if kind in values.help_kinds),
        links=tuple(link for link in map(web_address, values.links) if link),
        orcid=orcid.normal(values.orcid) or one_line(values.orcid),
        reaches={name: values.reaches.get(name, "everyone") for name in choices.FIELDS},
    )


def problems(values: ProfileValues, known: Known, today: date) -> Problems:
    """What must be mended in cleaned `values` before they can be kept, by field; empty when nothing."""
    found: Problems = {}
    found.update(_texts(values))
    found.update(_lists(values, known, today))
    found.update(_codes(values, known))
    if values.public:
        found.update({name: text for name, text in _missing_answers(values).items() if name not in found})
    return found


def _missing_answers(values: ProfileValues) -> Problems:
    missing: Problems = {}
    if not values.country_code:
        missing["country"] = _("Choose your country. A profile that everyone can see needs it.")
    if not values.themes:
        missing["themes"] = _("Choose at least one theme. A profile that everyone can see needs it.")
    if not values.languages:
        missing["languages"] = _("Add at least one language. A profile that everyone can see needs it.")
    return missing


def _texts(values: ProfileValues) -> Problems:
    found: Problems = {}
    flaw = member_names.flaw(values.name)
    if flaw:
        found["name"] = flaw if values.name else _("Enter your name as others should see it.")
    for code, text in values.biography.items():
        if code not in CODES:
            found["biography"] = _("Write your biography in one of the six languages.")
        elif len(text) > BIOGRAPHY_LIMIT:
            found[f"biography_{code}"] = _("Shorten this biography to %(number)s characters.", number=BIOGRAPHY_LIMIT)
    if len(values.organisation) > ORGANISATION_LIMIT:
        found["organisation"] = _("Shorten the organisation to %(number)s characters.", number=ORGANISATION_LIMIT)
    if len(values.position) > POSITION_LIMIT:
        found["position"] = _("Shorten your position to %(number)s characters.", number=POSITION_LIMIT)
    if values.orcid and orcid.normal(values.orcid) is None:
        found["orcid"] = _("Check your ORCID. It has 16 characters, for example 0000-0002-1825-0097.")
    return found


def _lists(values: ProfileValues, known: Known, today: date) -> Problems:
    tests = {
        "themes": _themes(values.themes, known),
        "languages": _languages(values.languages, known),
        "countries": _countries(values.countries, known, today),
        "links": _links(values.links),
    }
    return {name: text for name, text in tests.items() if text}


def _first_problem(*tests: tuple[object, str]) -> str:
    """The text of the first test that holds, "" when none does."""
    return next((text for broken, text in tests if broken), "")


def _themes(themes: tuple[str, ...], known: Known) -> str:
    return _first_problem(
        (len(themes) > THEMES_LIMIT, _("Choose at most %(number)s themes.", number=THEMES_LIMIT)),
        (any(code not in known.themes for code in themes), _("Choose each theme from the list.")),
        (len(set(themes)) < len(themes), _("Choose each theme once.")),
    )


def _languages(languages: tuple[tuple[str, str], ...], known: Known) -> str:
    return _first_problem(
        (len(languages) > LANGUAGES_LIMIT, _("Add at most %(number)s languages.", number=LANGUAGES_LIMIT)),
        (any(code not in known.languages for code, _level in languages), _("Choose each language from the list.")),
        (any(level not in choices.LEVELS for _code, level in languages), _("Choose how well you know each language.")),
        (len({code for code, _level in languages}) < len(languages), _("Add each language once.")),
    )


def _countries(countries: tuple[Worked, ...], known: Known, today: date) -> str:
    years = [year for row in countries for year in (row.year_from, row.year_to) if year is not None]
    return _first_problem(
        (len(countries) > COUNTRIES_LIMIT, _("Add at most %(number)s countries.", number=COUNTRIES_LIMIT)),
        (any(row.place_code not in known.countries for row in countries), _("Choose each country from the list.")),
        (len({row.place_code for row in countries}) < len(countries), _("Add each country once, with its first and last year.")),
        (
            any(not FIRST_YEAR <= year <= today.year for year in years),
            _("Enter years between %(first)s and %(last)s.", first=FIRST_YEAR, last=today.year),
        ),
        (
            any(row.year_from and row.year_to and row.year_from > row.year_to for row in countries),
            _("Enter a first year that is not after the last year."),
        ),
    )


def _links(links: tuple[str, ...]) -> str:
    return _first_problem(
        (len(links) > LINKS_LIMIT, _("Give at most %(number)s links.", number=LINKS_LIMIT)),
        (any(len(link) > LINK_LIMIT for link in links), _("Shorten each link to %(number)s characters.", number=LINK_LIMIT)),
        (
            any(not is_web_address(link) for link in links),
            _("Enter each link as a web address that begins with https:// or http://."),
        ),
        (len(set(links)) < len(links), _("Give each link once.")),
    )


def _codes(values: ProfileValues, known: Known) -> Problems:
    found: Problems = {}
    if values.country_code and values.country_code not in known.countries:
        found["country"] = _("Choose your country from the list.")
    if values.open_to_requests not in choices.OPENNESS:
        found["open_to_requests"] = _("Choose whether you are open to requests.")
    for name, reach in values.reaches.items():
        if reach not in choices.REACHES:
            found[f"reach_{name}"] = _("Choose who can see this part.")
    return found


def is_web_address(link: str) -> bool:
    """True for an http or https address with a host and without white space or a password."""
    if any(character.isspace() for character in link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc
