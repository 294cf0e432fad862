"""A good answer for every kind of question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from exchange.questions import (
    Address,
    Choice,
    Choices,
    Date,
    Declaration,
    Evidence,
    Language,
    Line,
    Links,
    Partners,
    People,
    Phrases,
    Places,
    Question,
    References,
    Targets,
    Terms,
    Text,
    Themes,
)

TERMS = Terms({"waste": "waste"}, {"PT"}, {"12.5"})
# By kind, its own or that of a kind above it. The name stands in it, so that one answer is not taken for another.
SAMPLES: dict[type[Question], Callable[[Any], Any]] = {
    Line: lambda one: f"Line of {one.name}",
    Text: lambda one: f"Text of {one.name}",
    Address: lambda one: f"https://example.org/{one.name}",
    Date: lambda one: "2021",
    Phrases: lambda one: [f"first of {one.name}", f"second of {one.name}"],
    Language: lambda one: "en",
    Choice: lambda one: list(one.choices)[-1],
    Choices: lambda one: list(one.choices)[:2],
    Declaration: lambda one: True,
    Themes: lambda one: ["waste"],
    Places: lambda one: ["PT"],
    Targets: lambda one: ["12.5"],
    Links: lambda one: [{"url": f"https://example.org/{one.name}", "label": f"Label of {one.name}"}],
    References: lambda one: [{"url": "", "label": f"Label of {one.name}"}],
    Partners: lambda one: [{"name": f"Name of {one.name}", "role": list(one.roles)[-1]}],
    Evidence: lambda one: [
        {"url": f"https://example.org/{one.name}", "label": f"Label of {one.name}", "kind": list(one.kinds)[-1]}
    ],
    People: lambda one: [f"Name of {one.name}"],
}


def sample(question: Question) -> Any:
    """A good answer; a kind without one fails with a sentence."""
    for kind in type(question).__mro__:
        if kind in SAMPLES:
            return SAMPLES[kind](question)
    raise AssertionError(f"Add an answer for {type(question).__name__} to SAMPLES of tests/questions/samples.py.")


def kinds() -> Iterator[type[Question]]:
    """Every kind of the room that a form can hold: those that no kind of the room stands below, and those that stand for themselves."""
    waiting = [Question]
    while waiting:
        one = waiting.pop()
        waiting.extend(below for below in one.__subclasses__() if below.__module__.startswith("exchange.questions."))
        if one.__module__.startswith("exchange.questions.") and one.__name__ not in {"Question", "Codes", "Rows"}:
            yield one


class CodesAsWords:
    """Labels by code, for a question whose words are not looked at: each code stands for itself."""

    def theme(self, theme_id: str) -> str:
        return theme_id

    def place(self, code: str) -> str:
        return code

    def target(self, code: str) -> str:
        return code
