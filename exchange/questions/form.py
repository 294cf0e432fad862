"""A form: sections, each with a list of questions. Everything that walks over the answers of a record asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import LazyString

from exchange.core import forms
from exchange.questions.question import Part, Question, Terms, Tier


@dataclass(frozen=True)
class Section:
    """A page of a form: its name in the address, heading, one-line hint, questions, and sentences that help to write it well."""

    name: str
    label: LazyString
    hint: LazyString
    questions: tuple[Question, ...] = ()
    advice: tuple[LazyString, ...] = ()


class Form:
    """The questions of a record by section, in the order they are asked.

    `given` is always a mapping of answers by the name of the question, in the shape they are kept.
    """

    def __init__(self, *sections: Section) -> None:
        self.sections = sections

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question."""
        return tuple(one for section in self.sections for one in section.questions)

    @cached_property
    def kept_questions(self) -> tuple[Question, ...]:
        """The questions whose answers are kept together: all but those that are asked and kept apart."""
        return tuple(one for one in self.questions if not one.kept_apart)

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """Every question by its name."""
        return {one.name: one for one in self.questions}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Names of the questions answered in a language, which a translation holds too."""
        return tuple(one.name for one in self.questions if one.is_text)

    @cached_property
    def searched_texts(self) -> tuple[str, ...]:
        """Names of the texts a search looks into."""
        return tuple(one.name for one in self.questions if one.is_text and one.searched)

    @cached_property
    def _section_names(self) -> dict[str, str]:
        return {one.name: section.name for section in self.sections for one in section.questions}

    def section_of(self, name: str) -> str:
        """The name of the section a question stands in."""
        return self._section_names[name]

    def page_questions(self, section: str) -> list[Question]:
        """The questions on the page of a section; empty for an unknown name."""
        return [one for one in self.of_section(section) if not one.kept_apart]

    def of_section(self, section: str) -> list[Question]:
        """The questions of a section, those kept apart too; empty for an unknown name."""
        return [one for one in self.questions if self._section_names[one.name] == section]

    def of_part(self, part: Part) -> list[Question]:
        """The questions whose answers readers see in a part of the record's page, in the order they stand there."""
        return sorted((one for one in self.questions if one.shown is part), key=lambda one: one.place)

    def missing_answers(self, given: Mapping[str, Any]) -> list[str]:
        """Names of the S questions without an answer; those kept apart count too."""
        return [one.name for one in self.questions if one.tier is Tier.S and not one.has_answer(given.get(one.name))]

    def problems(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Answers that are there and break a rule, by name: the sentence says how to mend it."""
        told = {one.name: one.problem(given[one.name], given) for one in self.questions if one.has_answer(given.get(one.name))}
        return {name: sentence for name, sentence in told.items() if sentence}

    def blocking(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Everything that keeps the answers from being sent, by name; empty when they can be sent."""
        absent, wrong = set(self.missing_answers(given)), self.problems(given)
        return {
            one.name: str(one.missing) if one.name in absent else wrong[one.name]
            for one in self.questions
            if one.name in absent or one.name in wrong
        }

    def controls(self, section: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The unbound controls of a section by name, for the class of a web form."""
        return {one.name: one.control(given[one.name]) for one in self.page_questions(section)}

    def page(self, section: str, given: Mapping[str, Any], controls: Mapping[str, Any] | None = None) -> forms.Form:
        """The web form of a section with what was posted, else with `given`; `controls` are those of `controls()` and others beside them."""
        asked = self.page_questions(section)
        made = type("SectionForm", (forms.Form,), dict(controls or self.controls(section, given)))
        form: forms.Form = made(data={one.name: one.control_value(given[one.name]) for one in asked})
        for one in asked:
            form[one.name].flags.optional_mark = False if one.tier is Tier.S else None
            one.name_rows(form[one.name])
        return form

    def values(self, section: str, form: forms.Form) -> dict[str, Any]:
        """The answers in a web form of a section, in the shape they are kept; empty rows are left out."""
        return {one.name: one.take(form[one.name].data) for one in self.page_questions(section)}

    def schema(self) -> dict[str, dict[str, Any]]:
        """The JSON Schema of each answer that is kept here, with its question as description."""
        return {one.name: {**one.schema(), "description": str(one.label)} for one in self.kept_questions}

    def accept(self, given: Mapping[str, Any], terms: Terms, where: str) -> dict[str, Any]:
        """The answers of a file in the order of the form: codes not known, empty answers and unknown questions are left out.

        Raises WrongShape, naming `where` the answer stands, when one has the wrong shape.
        """
        found = {}
        for one in self.kept_questions:
            if given.get(one.name) is not None:
                value = one.accept(given[one.name], terms, f"{where}.{one.name}")
                if one.has_answer(value):
                    found[one.name] = value
        return found
