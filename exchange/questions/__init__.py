"""Kinds of questions, and forms made of them. A kind is a class; nothing outside this room asks which kind a question is."""

from exchange.questions.chosen import Choice, Choices, Declaration, Language, People, Radio
from exchange.questions.codes import Codes, Places, Targets, Themes, country_code
from exchange.questions.form import Form, Section
from exchange.questions.question import CodeList, Elsewhere, Part, Question, Terms, Tier, Unshown, Words, WrongShape
from exchange.questions.rows import Evidence, Links, Partners, References, Rows
from exchange.questions.texts import Address, Date, Line, Markdown, Name, Phrases, Text, year_of

__all__ = [
    "Address",
    "Choice",
    "Choices",
    "CodeList",
    "Codes",
    "Date",
    "Declaration",
    "Elsewhere",
    "Evidence",
    "Form",
    "Language",
    "Line",
    "Links",
    "Markdown",
    "Name",
    "Part",
    "Partners",
    "People",
    "Phrases",
    "Places",
    "Question",
    "Radio",
    "References",
    "Rows",
    "Section",
    "Targets",
    "Terms",
    "Text",
    "Themes",
    "Tier",
    "Unshown",
    "Words",
    "WrongShape",
    "country_code",
    "year_of",
]
