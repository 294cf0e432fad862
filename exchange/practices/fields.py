"""The questions of the form as data: section, kind, tier and limit of every answer.

Everything that walks over a practice's answers (form, missing list, page, comparison, import, export,
index) reads this table. Source: design paper "Records", § 1. Files and figures are not asked yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.practices import choices
from exchange.practices.choices import Choices


class Kind(Enum):
    """What an answer is, and the shape of its value in `answers`."""

    LINE = "line"  # str, one line
    TEXT = "text"  # str, plain, several lines
    MARKDOWN = "markdown"  # str, Markdown
    LANGUAGE = "language"  # str, BCP 47
    DATE = "date"  # str, "YYYY" or "YYYY-MM-DD"; a draft may hold anything
    CHOICE = "choice"  # str, a code of `choices`
    CHOICES = "choices"  # list[str], codes of `choices`
    THEMES = "themes"  # list[str], theme ids, the main one first
    PLACES = "places"  # list[str], place codes
    TARGETS = "targets"  # list[str], SDG target codes
    WORDS = "words"  # list[str]
    LINKS = "links"  # list of {"url", "label"}
    REFERENCES = "references"  # list of {"url", "label"}; url may be empty for a citation
    PARTNERS = "partners"  # list of {"name", "role"}
    EVIDENCE = "evidence"  # list of {"url", "label", "kind"}
    PEOPLE = "people"  # kept in practice_people, not in `answers`
    DECLARATION = "declaration"  # bool


class Tier(Enum):
    """S must be answered before sending; F may follow; O is optional."""

    S = "S"
    F = "F"
    O = "O"  # noqa: E741 - the letter the record design uses


@dataclass(frozen=True)
class Field:
    """One question. `limit` is the most characters of a text, or of each word; `most` the most entries of a list."""

    name: str
    section: str
    kind: Kind
    tier: Tier
    label: LazyString
    hint: LazyString
    missing: LazyString
    limit: int = 0
    most: int = 0
    choices: Choices | None = None

    @property
    def is_text(self) -> bool:
        """True for answers written in a language, which a translation holds too."""
        return self.kind in {Kind.LINE, Kind.TEXT, Kind.MARKDOWN} and self.name not in {"organisation", "place"}


@dataclass(frozen=True)
class Section:
    """A page of the form: its name in the address, heading, one-line hint, and sentences that help to write it well."""

    name: str
    label: LazyString
    hint: LazyString
    advice: tuple[LazyString, ...] = ()


SECTIONS = (
    Section("overview", _l("Overview"), _l("Title, summary, themes, kind"), (
        _l("Write for somebody in another country who has never heard of your project."),
        _l("Put the main result in the summary, with a number if you have one."),
    )),
    Section("where", _l("Where and when"), _l("Countries, place, dates")),
    Section("done", _l("What was done"), _l("Problem, aims, steps"), (
        _l("Say who did what, in which order and with what, so that somebody else could do it again."),
        _l("Short sentences and common words help people who read in their second language."),
    )),
    Section("people", _l("Organisations and people"), _l("Lead organisation, partners, who took part")),
    Section("means", _l("Costs and means"), _l("Cost, funding, what it takes"), (
        _l("A rough cost with its currency and year is worth more than none."),
    )),
    Section("results", _l("Results and evidence"), _l("What changed, and how it is known"), (
        _l("Say what changed, and against what you compare: the time before, or a place without the practice."),
        _l("A small result that was measured helps more than a large one that is claimed."),
    )),
    Section("lessons", _l("Lessons"), _l("What helped, what got in the way, advice"), (
        _l("What went wrong is what others find nowhere else."),
        _l("Name one thing you would do differently."),
    )),
    Section("sources", _l("Sources"), _l("References and links")),
    Section("declarations", _l("Declarations"), _l("Consent, interests, licence")),
)  # fmt: skip

S, F, O = Tier.S, Tier.F, Tier.O  # noqa: E741 - the letters the record design uses
K = Kind
NO = _l("Answer this question")

FIELDS = (
    Field("title", "overview", K.LINE, S, _l("Title of the practice"), _l("Say what was done and where, in plain words. For example: Repair vouchers for household appliances in Porto."), _l("Enter a title"), limit=150),
    Field("summary", "overview", K.TEXT, S, _l("Summary"), _l("The problem and the result in two sentences. Readers see this in search results."), _l("Enter a summary"), limit=300),
    Field("language", "overview", K.LANGUAGE, S, _l("Language you write in"), _l("The language of the title and the long answers."), _l("Choose the language you write in")),
    Field("themes", "overview", K.THEMES, S, _l("Themes"), _l("The narrowest that fit, 1 to 5. The first is the main one."), _l("Choose at least one theme"), most=5),
    Field("kind", "overview", K.CHOICE, S, _l("Kind of practice"), _l("What it is above all."), _l("Choose the kind of practice"), choices=choices.KINDS),
    Field("scale", "overview", K.CHOICE, S, _l("Scale"), _l("How wide it reached."), _l("Choose the scale of the practice"), choices=choices.SCALES),
    Field("keywords", "overview", K.WORDS, O, _l("Keywords"), _l("Up to 8 words or short phrases, separated by commas."), NO, limit=40, most=8),
    Field("countries", "where", K.PLACES, S, _l("Countries or areas"), _l("1 to 10 countries or regions, or the world."), _l("Choose the country where the practice took place"), most=10),
    Field("place", "where", K.LINE, O, _l("Place"), _l("City, district or site."), NO, limit=120),
    Field("start", "where", K.DATE, S, _l("Start"), _l("A year or a date, such as 2021 or 2021-03-15."), _l("Enter the year it started")),
    Field("end", "where", K.DATE, O, _l("End"), _l("A year or a date. Leave empty while it runs."), _l("Enter the year it ended")),
    Field("state", "where", K.CHOICE, S, _l("State today"), _l("Where the practice stands now."), _l("Choose the state of the practice today"), choices=choices.STATES),
    Field("problem", "done", K.MARKDOWN, S, _l("The problem"), _l("What was wrong, for whom, and how it was known."), _l("Describe the problem"), limit=1500),
    Field("objectives", "done", K.MARKDOWN, F, _l("Objectives"), _l("What the practice was meant to reach."), NO, limit=1000),
    Field("description", "done", K.MARKDOWN, S, _l("What was done"), _l("The steps, in order, so that somebody else could repeat them."), _l("Describe what was done"), limit=4000),
    Field("adapted_link", "done", K.LINE, O, _l("Adapted from"), _l("Address of the practice or source this one was adapted from."), NO, limit=500),
    Field("adapted_changes", "done", K.TEXT, O, _l("What was changed when adapting it"), _l("In a few sentences."), NO, limit=600),
    Field("tools", "done", K.LINKS, O, _l("Tools and standards used"), _l("Up to 10 links. Each address begins with https://"), NO, most=10),
    Field("targets", "done", K.TARGETS, F, _l("SDG targets"), _l("Up to 5 targets the practice served."), NO, most=5),
    Field("organisation", "people", K.LINE, S, _l("Lead organisation"), _l("The organisation that ran the practice."), _l("Enter the lead organisation"), limit=200),
    Field("partners", "people", K.PARTNERS, F, _l("Partners"), _l("Up to 15 organisations, each with its role."), NO, limit=200, most=15),
    Field("stakeholders", "people", K.CHOICES, F, _l("Who took part"), _l("Choose all that apply."), NO, choices=choices.STAKEHOLDERS),
    Field("participation", "people", K.TEXT, F, _l("How they took part, and who was left out"), _l("In a few sentences."), NO, limit=800),
    Field("contacts", "people", K.PEOPLE, S, _l("Contact"), _l("1 to 5 members who agreed to be asked about this practice."), _l("Name a contact who agreed to be asked"), most=5),
    Field("cost", "means", K.TEXT, F, _l("What it cost"), _l("What the cost covers. “Not known” is an answer."), NO, limit=300),
    Field("funding", "means", K.CHOICES, F, _l("Who paid"), _l("Choose all that apply."), NO, choices=choices.FUNDING),
    Field("funding_text", "means", K.TEXT, F, _l("More about the funding"), _l("In a few sentences."), NO, limit=300),
    Field("capacity", "means", K.MARKDOWN, F, _l("Capacity and technology needed"), _l("Skills, staff, equipment."), NO, limit=1400),
    Field("time_to_effect", "means", K.CHOICE, F, _l("Time to the first clear effect"), _l("Counted from the start."), NO, choices=choices.TIME_TO_EFFECT),
    Field("results", "results", K.MARKDOWN, S, _l("What changed"), _l("The result, apart from what was done. Give a source, or write “not measured”."), _l("Say what changed"), limit=1500),
    Field("evidence_links", "results", K.EVIDENCE, F, _l("Evidence"), _l("Up to 10 links to evaluations, data, audits, papers or testimonies. Each address begins with https://"), NO, most=10),
    Field("harm", "results", K.TEXT, F, _l("Harm, shift or rebound elsewhere"), _l("Effects nobody wanted. “None” is an answer."), NO, limit=600),
    Field("lessons", "lessons", K.MARKDOWN, F, _l("What helped and what got in the way"), _l("And how it was overcome."), NO, limit=2000),
    Field("failures", "lessons", K.MARKDOWN, F, _l("What did not work"), _l("So that others need not try it again."), NO, limit=800),
    Field("advice", "lessons", K.MARKDOWN, S, _l("Advice to others"), _l("What you would tell somebody who starts tomorrow."), _l("Write your advice to others"), limit=1000),
    Field("preconditions", "lessons", K.MARKDOWN, F, _l("What another place must have first"), _l("Laws, money, partners, habits."), NO, limit=800),
    Field("offers", "lessons", K.CHOICES, S, _l("What you can offer"), _l("Choose all that apply, or “None”."), _l("Choose what you can offer"), choices=choices.OFFERS),
    Field("references", "sources", K.REFERENCES, O, _l("References"), _l("Up to 20 links or citations."), NO, limit=500, most=20),
    Field("agreed", "declarations", K.DECLARATION, S, _l("People and organisations named here have agreed"), _l("Ask them before you send."), _l("Confirm that people and organisations named have agreed")),
    Field("interests", "declarations", K.TEXT, S, _l("Interests"), _l("Money or ties that readers should know of. “None” is an answer."), _l("State your interests, or write “None”"), limit=600),
    Field("licence", "declarations", K.CHOICE, S, _l("Licence"), _l("How others may use the text."), _l("Choose a licence"), choices=choices.LICENCES),
    Field("terms", "declarations", K.DECLARATION, S, _l("I wrote this text or may publish it, under the licence chosen"), _l("No text of others without their licence."), _l("Confirm that you may publish this text")),
)  # fmt: skip

BY_NAME = {field.name: field for field in FIELDS}
COLUMNS = ("title", "summary", "language", "kind", "scale", "organisation")
LISTS = ("themes", "countries", "targets")
# What an author confirms at one time: asked anew whenever a draft comes into being.
DECLARATIONS = tuple(field.name for field in FIELDS if field.kind is Kind.DECLARATION)
TEXTS = tuple(field.name for field in FIELDS if field.is_text)


def of_section(name: str) -> list[Field]:
    """The fields of a section in the order they are asked; empty for an unknown name."""
    return [field for field in FIELDS if field.section == name]
