from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.experts import choices, rules
from exchange.experts.rules import Known, ProfileValues
from exchange.experts.visibility import Worked

TODAY = date(2026, 11, 23)
KNOWN = Known(
    {f"theme-{n}" for n in range(20)},
    {"en", "fr", "ar", *(f"l{n}" for n in range(20))},
    {"KE", "FR", *(f"C{n}" for n in range(30))},
)
RIGHT = ProfileValues(
    name="Amina Osei",
    biography={"en": "Ten years in waste."},
    country_code="KE",
    organisation="City of Nairobi",
    position="Head of waste",
    themes=("theme-1", "theme-2"),
    languages=(("en", "fluent"), ("fr", "basic")),
    countries=(Worked("KE", 2010, 2020), Worked("FR", None, None)),
    help_kinds=("answer",),
    open_to_requests="limited",
    links=("https://example.org/amina",),
    orcid="0000-0002-1825-0097",
    public=True,
)


def problems(**changed: Any) -> dict[str, str]:
    return rules.problems(rules.clean_values(replace(RIGHT, **changed)), KNOWN, TODAY)


def test_a_whole_profile_has_no_problem(app: Flask) -> None:
    assert problems() == {}


def test_an_empty_profile_that_is_not_public_needs_a_name_only(app: Flask) -> None:
    assert rules.problems(rules.clean_values(ProfileValues(name="A")), KNOWN, TODAY) == {}
    assert set(rules.problems(rules.clean_values(ProfileValues(name=" ")), KNOWN, TODAY)) == {"name"}


def test_a_public_profile_needs_country_theme_and_language(app: Flask) -> None:
    assert set(problems(country_code=None, themes=(), languages=())) == {"country", "themes", "languages"}


def test_a_field_with_a_problem_of_its_own_is_not_called_missing(app: Flask) -> None:
    assert problems(country_code="XX")["country"] == "Choose your country from the list."


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("name", {"name": "n" * 121}),
        ("biography_en", {"biography": {"en": "b" * 601}}),
        ("biography", {"biography": {"de": "Zehn Jahre."}}),
        ("organisation", {"organisation": "o" * 201}),
        ("position", {"position": "p" * 121}),
        ("orcid", {"orcid": "0000-0002-1825-0098"}),
        ("country", {"country_code": "XX"}),
        ("themes", {"themes": tuple(f"theme-{n}" for n in range(9))}),
        ("themes", {"themes": ("theme-1", "nothing")}),
        ("themes", {"themes": ("theme-1", "theme-1")}),
        ("languages", {"languages": tuple((f"l{n}", "basic") for n in range(13))}),
        ("languages", {"languages": (("xx", "basic"),)}),
        ("languages", {"languages": (("en", ""),)}),
        ("languages", {"languages": (("en", "basic"), ("en", "fluent"))}),
        ("countries", {"countries": tuple(Worked(f"C{n}", None, None) for n in range(21))}),
        ("countries", {"countries": (Worked("XX", None, None),)}),
        ("countries", {"countries": (Worked("KE", None, None), Worked("KE", 2010, None))}),
        ("countries", {"countries": (Worked("KE", 1949, None),)}),
        ("countries", {"countries": (Worked("KE", None, 2027),)}),
        ("countries", {"countries": (Worked("KE", 2012, 2011),)}),
        ("links", {"links": tuple(f"https://example.org/{n}" for n in range(6))}),
        ("links", {"links": ("https://example.org/" + "l" * 500,)}),
        ("links", {"links": ("ftp://example.org/",)}),
        ("links", {"links": ("https://example.org/", "https://example.org/")}),
        ("open_to_requests", {"open_to_requests": "often"}),
        ("reach_orcid", {"reaches": {"orcid": "friends"}}),
    ],
)
def test_what_breaks_a_rule_is_named_at_its_field(app: Flask, field: str, changed: dict[str, Any]) -> None:
    assert set(problems(**changed)) == {field}


def test_lengths_at_the_limit_are_kept(app: Flask) -> None:
    changed = {"name": "n" * 120, "biography": {"zh": "书" * 600}, "themes": tuple(f"theme-{n}" for n in range(8))}
    assert problems(**changed) == {}


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://",
        "//example.org",
        "https://a b.org",
        "https://me:secret@example.org",
        "http://[::1",
        "example.org",
    ],
)
def test_only_web_addresses_are_links(link: str) -> None:
    assert not rules.is_web_address(link)


def test_cleaning_tidies_texts_and_fills_in_reaches() -> None:
    made = rules.clean_values(
        ProfileValues(
            name="  A  B ",
            biography={"en": " x\r\ny ", "fr": " "},
            links=(" ", "https://a.org"),
            orcid="0000000218250097",
            help_kinds=("speak", "answer", "dance"),
        )
    )
    assert made.name == "A B"
    assert made.biography == {"en": "x\ny"}
    assert made.links == ("https://a.org",)
    assert made.orcid == "0000-0002-1825-0097"
    assert made.help_kinds == ("answer", "speak")
    assert made.reaches == dict.fromkeys(choices.FIELDS, "everyone")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(), link=st.text(), orcid=st.text(), biography=st.text())
def test_no_text_is_a_fault(app: Flask, name: str, link: str, orcid: str, biography: str) -> None:
    found = problems(name=name, links=(link,), orcid=orcid, biography={"en": biography})
    assert set(found) <= {"name", "links", "orcid", "biography_en"}
