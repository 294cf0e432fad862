"""What the interface answers, as types. They are what is written out, and what the OpenAPI document describes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

Number = Annotated[int, Meta(description="The permanent number.", ge=1)]
Code = Annotated[str, Meta(description="A stable code, the same in every language.")]
Address = Annotated[str, Meta(description="An absolute address.", extra_json_schema={"format": "uri"})]
Language = Annotated[str, Meta(description="BCP 47 code of the language the text is in.")]
Languages = Annotated[list[str], Meta(description="BCP 47 codes of the languages it can be read in, the original's first.")]
Countries = Annotated[list[str], Meta(description="ISO 3166-1 alpha-2 codes of the countries.")]
Regions = Annotated[list[str], Meta(description="M49 codes of the regions named in place of countries; 001 is the world.")]
Themes = Annotated[list[str], Meta(description="Identifiers of the themes, the main one first.")]
Marked = Annotated[str, Meta(description="HTML: <mark> around what matches, everything else escaped.")]
Score = Annotated[float, Meta(description="How well it matches; comparable within one answer only. 0 without words.", ge=0)]
SourceId = Annotated[
    str | None, Meta(description="Identity in the collection it was taken from; null for a practice written here.")
]


class FacetValue(Struct, frozen=True):
    """A value of a filter, and how many results choosing it would give. Values without any are left out unless selected."""

    value: Code
    label: Annotated[str, Meta(description="Its name in the language asked for.")]
    count: Annotated[int, Meta(ge=0)]
    selected: bool


class Highlights(Struct, frozen=True):
    """Where a practice matches, in the language of the result. A part that does not match is left out."""

    title: Marked | UnsetType = UNSET
    summary: Marked | UnsetType = UNSET
    text: (
        Annotated[str, Meta(description="The part of the full text where most matches stand together, as HTML.")] | UnsetType
    ) = UNSET


class ExpertHighlights(Struct, frozen=True):
    """Where a profile matches. A part that does not match is left out."""

    name: Marked | UnsetType = UNSET
    position: Marked | UnsetType = UNSET
    organisation: Marked | UnsetType = UNSET
    text: (
        Annotated[str, Meta(description="The part of the biography where most matches stand together, as HTML.")] | UnsetType
    ) = UNSET


class PracticeResult(Struct, frozen=True):
    """A practice found. Title and summary are in the language asked for where there is such a text."""

    id: Number
    source_id: SourceId
    title: str
    summary: Annotated[str, Meta(description="Its summary, or the beginning of its text; plain text, may be empty.")]
    language: Language
    languages: Languages
    countries: Countries
    regions: Regions
    themes: Themes
    kind: Code | None
    evidence: Annotated[str, Meta(description="The level a reviewer here gave, else `unchecked`.")]
    published_at: datetime | None
    url: Address
    score: Score
    highlights: Highlights


class ExpertResult(Struct, frozen=True):
    """A public profile found, as everybody may see it. What its owner holds back is null or empty."""

    id: Number
    name: str
    position: str
    organisation: str
    country: Annotated[str | None, Meta(description="ISO 3166-1 alpha-2 code of the country they live in.")]
    countries: Annotated[list[str], Meta(description="ISO 3166-1 alpha-2 codes of the countries they worked in.")]
    themes: Themes
    languages: Annotated[list[str], Meta(description="BCP 47 codes of the languages they work in.")]
    practices: Annotated[int, Meta(description="Published practices they wrote.", ge=0)]
    open: Annotated[str | None, Meta(description="Whether they take requests today: yes, limited or no.")]
    url: Address
    score: Score
    highlights: ExpertHighlights
    why: Annotated[str | None, Meta(description="In one line, why they were found.")]


class Results(Struct, frozen=True):
    """A page of results. After the last page `results` is empty and `next` null."""

    total: Annotated[int, Meta(description="Results on all pages.", ge=0)]
    page: Annotated[int, Meta(ge=1)]
    per_page: Annotated[int, Meta(ge=1, le=100)]
    next: Annotated[str | None, Meta(description="Address of the next page.")]
    facets: Annotated[dict[str, list[FacetValue]], Meta(description="By parameter name, the values to narrow by.")]
    suggestion: Annotated[str | None, Meta(description="Other words that were probably meant.")]
    problems: Annotated[list[str], Meta(description="Sentences on what was asked and could not be taken as it stands.")]
    reduced: Annotated[
        bool, Meta(description="True while the index is being rebuilt: titles and summaries only, no facets, no ranking.")
    ]


class Practices(Results, frozen=True):
    """A page of practices."""

    results: list[PracticeResult]


class Experts(Results, frozen=True):
    """A page of experts."""

    results: list[ExpertResult]


class Term(Struct, frozen=True):
    """A code and its name in the language asked for."""

    value: Code
    label: str


class Author(Struct, frozen=True):
    """Somebody who wrote the practice; `url` leads to their public profile."""

    name: str
    url: Address | None


class Translation(Struct, frozen=True):
    """The practice in another language."""

    language: Language
    title: str
    url: Address
    by_machine: bool
    current: Annotated[bool, Meta(description="False when the original changed after it was made.")]


class Source(Struct, frozen=True):
    """The collection a practice was taken from."""

    id: str
    name: str
    url: Annotated[str | None, Meta(description="Address of the record there.")]


class Practice(Struct, frozen=True):
    """A practice with everything everybody may read of it."""

    id: Number
    source_id: SourceId
    url: Address
    title: str
    summary: str
    language: Language
    original_language: Language
    languages: Languages
    translations: list[Translation]
    themes: list[Term]
    countries: list[Term]
    regions: list[Term]
    other_countries: Annotated[list[str], Meta(description="Countries as the source writes them, where our list lacks them.")]
    kind: Term | None
    scale: Term | None
    evidence: Annotated[Term, Meta(description="The level a reviewer here gave, else `unchecked`.")]
    start_year: int | None
    end_year: int | None
    organisation: str
    answers: Annotated[
        dict[str, Any],
        Meta(description="Every answered question of the form by its name; long texts are Markdown, choices are codes."),
    ]
    authors: list[Author]
    version: Annotated[int, Meta(ge=1)]
    published_at: datetime | None
    confirmed_at: Annotated[datetime | None, Meta(description="When its authors last said that it still holds.")]
    reviewed: Annotated[bool, Meta(description="True when a moderator of this exchange reviewed it.")]
    licence: str
    attribution: Annotated[str, Meta(description="Whom to credit.")]
    source: Source | None


class Problem(Struct, frozen=True, omit_defaults=True):
    """What went wrong (RFC 9457, application/problem+json)."""

    title: str
    status: int
    type: str = "about:blank"
    detail: str | None = None
    reference: Annotated[str | None, Meta(description="Finds a fault in the log of the exchange.")] = None


class WrongParameter(Struct, frozen=True):
    """A parameter that cannot be taken."""

    parameter: str
    detail: Annotated[str, Meta(description="What is allowed.")]


class ParameterProblem(Problem, frozen=True, omit_defaults=True, kw_only=True):
    """Parameters that cannot be taken; each is named with what is allowed."""

    errors: list[WrongParameter]


class RetractedProblem(Problem, frozen=True, omit_defaults=True, kw_only=True):
    """What stays of a practice that was retracted."""

    practice_title: str
    retracted_on: datetime
    reason: str
