"""What every question of a form has, whatever its kind. A kind is a class below it: all that is true of its answers stands there.

`knows` may ask the database; controls and words are in the language of the request. All else is pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Protocol, TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _

from exchange.questions import compare

# Stable codes with the words people see.
CodeList = dict[str, LazyString]
Value = TypeVar("Value")


class Tier(Enum):
    """S must be answered before sending; F may follow; O is optional."""

    S = "S"
    F = "F"
    O = "O"  # noqa: E741 - the letter the record design uses


class Words(Protocol):
    """Labels by code, in one language."""

    def theme(self, theme_id: str) -> str: ...
    def place(self, code: str) -> str: ...
    def target(self, code: str) -> str: ...


@dataclass(frozen=True)
class Terms:
    """The codes this exchange knows. `themes` maps each theme to the one to use today."""

    themes: Mapping[str, str]
    places: Collection[str]
    targets: Collection[str]


class WrongShape(Exception):
    """An answer from outside is not what its question takes; the text says where it stands and what it is not."""


@dataclass(frozen=True, eq=False)
class Part:
    """A heading of a record's page with answers below it. The answer to the question `lead` stands without a heading of its own."""

    anchor: str
    heading: LazyString
    lead: str = ""


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """Readers see the answer in a place that a template lays out by hand, which `where` names."""

    where: str


@dataclass(frozen=True, eq=False)
class Unshown:
    """No reader sees the answer; `why` says the reason."""

    why: str


@dataclass(frozen=True, eq=False)
class Question:
    """One question of a form. `limit` is the most characters of a text, or of each word; `most` the most entries of a list.

    `shown` says where readers see the answer: among those of one part, a higher `place` stands below. `heading` stands above it there,
    where the question would read oddly. `searched` is False for a text that a search does not look into.
    """

    # The macros of templates/macros/questions.html that draw the control and the answer: `ask_…` and `read_…`.
    asking: ClassVar[str] = "field"
    reading: ClassVar[str] = "plain"
    # Answers are kept and asked for elsewhere, and not among those of the form.
    kept_apart: ClassVar[bool] = False
    # Answers are written in a language, and a translation holds them too.
    is_text: ClassVar[bool] = False
    # Answers are in the writer's own words.
    own_words: ClassVar[bool] = False
    # Answers are Markdown.
    is_rich: ClassVar[bool] = False
    # True when an answer is said in a few words and can stand in a table of facts.
    is_brief: ClassVar[bool] = True
    # True when an answer has parts with links, which its text alone does not give.
    has_links: ClassVar[bool] = False
    # Answers hold for one sending, and are asked for anew before the next.
    asked_anew: ClassVar[bool] = False

    name: str
    tier: Tier
    label: LazyString
    hint: LazyString
    missing: LazyString
    shown: Part | Elsewhere | Unshown = field(kw_only=True)
    place: int = field(default=0, kw_only=True)
    heading: LazyString | None = field(default=None, kw_only=True)
    limit: int = field(default=0, kw_only=True)
    most: int = field(default=0, kw_only=True)
    searched: bool = field(default=True, kw_only=True)

    @property
    def is_shown(self) -> bool:
        """True when readers see the answer."""
        return not isinstance(self.shown, Unshown)

    @property
    def empty(self) -> Any:
        """The value of a question nobody answered; a list is a new one."""
        return ""

    def has_answer(self, value: Any) -> bool:
        """True for a value that answers the question."""
        return value is not False and value not in ("", [], None)

    def control(self, value: Any) -> Any:
        """The unbound control that asks the question when the answer is `value`. TypeError for a kind that is kept apart, and asked on a page of its own."""
        raise TypeError(f"{type(self).__name__} is asked on a page of its own")

    def name_rows(self, control: Any) -> None:
        """Give the rows of a control their words; one without rows has none."""

    def control_value(self, value: Any) -> Any:
        """`value` as its control takes it."""
        return value

    def take(self, data: Any) -> Any:
        """The value of what was typed into the control."""
        return data

    def as_typed(self) -> Question:
        """The question to show its answers as they were typed."""
        return self

    def problem(self, value: Any, given: Mapping[str, Any]) -> str:
        """The sentence that says how to mend the answer `value`, which stands among those in `given`; "" for a good one."""
        if self.most and len(value) > self.most:
            return str(_("Keep at most %(most)s and remove the others", most=self.most))
        return self.flaw(value, given)

    def flaw(self, value: Any, given: Mapping[str, Any]) -> str:
        """`problem`, for what is wrong in this kind only."""
        return ""

    def knows(self, value: Any) -> bool:
        """False for a value with a code that its list does not have."""
        return True

    def words(self, value: Any, words: Words) -> str:
        """An answer as plain text in the reader's language, one line for each entry of a list."""
        return str(value)

    def comparable(self, value: Any, words: Words) -> str:
        """The text by which an answer is compared with another."""
        return self.words(value, words)

    def compare(self, before: Any, after: Any, words: Words, steps: compare.Steps) -> compare.Sides:
        """What changed between two answers, as `compare.sides` gives it; `steps` are shared by all comparisons of a page."""
        old, new = (self.comparable(value, words) if self.has_answer(value) else "" for value in (before, after))
        return compare.sides(compare.compare(old, new, steps))

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of an answer in a file."""
        return {"type": "string"}

    def accept(self, value: Any, terms: Terms, where: str) -> Any:
        """The value of an answer from a file, codes that are not known left out; WrongShape, naming `where` it stands, for another shape."""
        return require_shape(value, str, "text", where)


def require_shape(value: Any, shape: type[Value], words: str, where: str) -> Value:
    """`value` when it is of this type; else WrongShape says that what stands at `where` is not `words`."""
    if not isinstance(value, shape):
        raise WrongShape(f"{where} is not {words}")
    return value
