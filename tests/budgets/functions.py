"""Every function over text of members or readers, with the inputs its work is measured on. A new one is added here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import StringField

from exchange.api import parameters as api
from exchange.core import arguments, forms, markup, text
from exchange.practices import edits, substance
from exchange.practices.fields import FORM
from exchange.practices.searchable import PRACTICES, documents
from exchange.questions import compare
from exchange.retrieval import analysis, concepts, highlight, parsing
from exchange.search import parameters
from exchange.transfer import plain_text
from exchange.transfer import reading as transfer
from exchange.transfer.sources import Source
from tests.questions.samples import CodesAsWords

Made = Callable[[int], Any]

# Each is repeated up to the length wanted: single signs, beginnings without an end, pairs that part programs take apart again and again.
PIECES = (
    "a", " ", "\n", "\t", "*", "_", "`", "[", "]", "(", "!", "<", ">", "&", "\\", "|", "#", "-", "+", "~", "'", '"', "/", ".", ",", ":",
    "•", "。", "减", "é", "\u0301", "ﷺ", "İ", "ط", "д", "😀",
    "a ", "a\n", "a\n\n", "](", "[a](", "![", "![a](http://b)", "[a]: b\n", "[a1]: b", "[a]: http://b '\n", "[^1]", "`a``", "*a **a", "*a_ ",
    "a*", "<a", "<!--", "&#", "&a;", "\\`", "> ", "> - ", "- a\n", " - ", "• a\n", "1. a\n", "|a|b|\n|-|-|\n", "a|b\n", "|\n|-\n", "=\n",
    "http://", "http://a)", "http://a.b ", "://", "l'", "a-b", '"a', '" "', '-"', "a* ", "«a", "Waste waste ", "waste management ", "a.b@c ",
    "## a\n", "    a\n", "~~~\n", "\u00a0", "a\u200b",
    "\u2067", "\u2067\u202ax", "\u2069\u2067", "a\u200d", "\u0301\u200d", "ب\u064e\u0651", "\u200b",
)  # fmt: skip


def repeated(piece: str) -> Made:
    """Makes texts of any length from a piece."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def cases(length: int) -> str:
    """One word in ever new mixtures of capital and small letters."""
    words = (
        "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate("wastewaterplan"))
        for number in range(length // 15)
    )
    return " ".join(words)


TEXTS: dict[str, Made] = {
    **{repr(piece): repeated(piece) for piece in PIECES},
    "runs of marks": lambda length: "".join("`" * (number % 90) + "a" for number in range(length // 45)),
    "nested lists": lambda length: "\n".join("  " * (number % 8) + "- a" for number in range(length // 10)),
    "brackets in brackets": lambda length: "[" * (length // 2) + "]" * (length // 2),
    "pictures in pictures": lambda length: "![" * (length // 5) + "](a)" * (length // 5),
    "many definitions": lambda length: "".join(f"[{number}]: http://a\n" for number in range(length // 15)),
    "table of many columns": lambda length: (
        "|" + "a|" * (length // 6) + "\n|" + "-|" * (length // 6) + "\n" + "a\n" * (length // 6)
    ),
    "one word in many spellings": cases,
    "different words": lambda length: " ".join(f"w{number}" for number in range(length // 6)),
}


SOME = {name: TEXTS[name] for name in (*map(repr, ("a", "*", "\n", "a ", "减", "Waste waste ")), "different words")}
# Twenty levels deep the library stops to look for links in links: only longer texts show how it goes on.
MARKDOWN: dict[str, Made] = {**TEXTS, "'[a]('": lambda length: repeated("[a](")(5 * length)}


def different(piece: str, other: str) -> Made:
    """Makes pairs of texts to compare."""
    return lambda length: (repeated(piece)(length), repeated(other)(length))


PAIRS: dict[str, Made] = {
    **{
        f"{piece!r} and {other!r}": different(piece, other)
        for piece, other in (
            ("a\n", "b\na\n"), ("a ", "b a "), ("a\n", "a\n\n\n"), ("a,", "b,"), ("减", "少减"), (" ", "  "), ("a b\n", "b a\n"), ("\n", "a\n"),
        )
    },
    "words in another order": lambda length: (
        " ".join(f"w{number}" for number in range(length // 6)), " ".join(f"w{number}" for number in range(length // 6, 0, -1)),
    ),
    "each word changed": lambda length: (
        " ".join(f"a{number % 7}" for number in range(length // 3)), " ".join(f"a{number % 5}" for number in range(length // 3)),
    ),
}  # fmt: skip
VALUES: dict[str, Made] = {
    "different values": lambda number: MultiDict([("country", f"X{one}") for one in range(number)]),
    "one value again and again": lambda number: MultiDict([("country", "KE")] * number),
    "empty values": lambda number: MultiDict([("country", " ")] * number),
    "many names": lambda number: MultiDict([(f"x{one}", "1") for one in range(number)]),
    "many counts": lambda number: MultiDict([("counts", "theme")] * number),
}
ROWS: dict[str, Made] = {
    "text in each row": lambda number: MultiDict([(f"rows-{one}", "a") for one in range(number)]),
    "other names": lambda number: MultiDict([(f"rows-{one}-x-y", "a") for one in range(number)]),
}
LISTS: dict[str, Made] = {
    "links": lambda number: {"references": [{"url": f"https://example.org/{one}", "label": "a"} for one in range(number)]},
    "words": lambda number: {"keywords": [f"a{one}" for one in range(number)]},
    "codes": lambda number: {
        "stakeholders": [f"a{one}" for one in range(number)],
        "themes": [f"a{one}" for one in range(number)],
    },
    "long text": lambda number: {"description": "a " * number, "title": "a" * number},
}


@dataclass(frozen=True)
class Measured:
    """A function, its inputs by name, and the smallest size for counting lines and for taking the time; 0 leaves one of them out.

    The time is taken where most of the work is done in C: regular expressions, the alignment of texts, joining and cutting.
    """

    work: Callable[[Any], object]
    inputs: dict[str, Made] = field(default_factory=lambda: TEXTS)
    lines: int = 40
    time: int = 0


class _Form(forms.Form):
    rows = forms.Rows(StringField("Row"))


def _marks() -> highlight.Marks:
    return highlight.Marks(parsing.parse('waste "waste management" plan* l\'eau 减少 "a b a"'))


def _form(values: Any) -> object:
    form = _Form(values, meta={"csrf": False})
    form.validate()
    return form


def _corrected(written: str) -> str:
    return parsing.correct(written, parsing.spans_of(written), {"a": "b", "waste": "water"})


EMPTY = dict.fromkeys(FORM.by_name, "")

FUNCTIONS: dict[str, Measured] = {
    "core.text.clean": Measured(text.clean, time=3_000),
    "core.text.one_line": Measured(text.one_line, time=3_000),
    "core.text.fold": Measured(text.fold, time=3_000),
    "core.text.slug": Measured(text.slug, time=1_500),
    "core.text.shorten": Measured(lambda one: text.shorten(one, 200), time=3_000),
    "core.text.bare": Measured(text.bare, time=3_000),
    "core.markup.show": Measured(markup.show, MARKDOWN, lines=25),
    "core.markup.words": Measured(
        markup.words, {name: MARKDOWN[name] for name in ("'*a **a'", "'[a]('", "table of many columns", "'a\\n'")}
    ),
    "core.markup.show beyond its budget": Measured(
        lambda one: markup.show("*" * (markup.MOST_SIGNS + 1) + one), SOME, lines=0, time=3_000
    ),
    "core.arguments.values_of": Measured(lambda one: arguments.values_of(one, "country", 300), VALUES, time=1_000),
    "core.forms.Rows": Measured(_form, ROWS, lines=60),
    "questions.compare.compare": Measured(lambda one: compare.compare(*one), PAIRS, time=3_000),
    "questions.compare.units": Measured(compare.units, lines=0, time=1_000),
    "questions words": Measured(
        lambda one: [FORM.by_name[name].words(value, CodesAsWords()) for name, value in one.items()], LISTS
    ),
    "practices.substance.count_words": Measured(substance.count_words, time=3_000),
    "practices.edits.digest": Measured(edits.digest, time=3_000),
    "practices.edits.BaseRevision.read": Measured(lambda one: edits.BaseRevision.read(one, ["title"]), time=3_000),
    "questions.form.Form.problems": Measured(lambda one: FORM.problems(EMPTY | one), LISTS),
    "questions.texts.Phrases.take": Measured(lambda one: FORM.by_name["keywords"].take(one)),
    "transfer.plain_text.to_markdown": Measured(plain_text.to_markdown, time=200),
    "transfer.reading.sections": Measured(lambda one: transfer.sections(one, Source())),
    "retrieval.analysis.analyse": Measured(lambda one: analysis.analyse("", [one], "en")),
    "retrieval.analysis.title_key": Measured(analysis.title_key),
    "retrieval.parsing.parse": Measured(parsing.parse),
    "retrieval.parsing.correct": Measured(_corrected),
    "retrieval.concepts.understand": Measured(lambda one: concepts.understand(parsing.parse(one), PRACTICES), SOME, lines=20),
    "search.documents words": Measured(documents._LINK.findall, lines=0, time=3_000),
    "retrieval.highlight.Marks.mark": Measured(lambda one: _marks().mark(one, "en")),
    "retrieval.highlight.Marks.snippet": Measured(lambda one: _marks().snippet(one, 300, "en")),
    "search.parameters.read": Measured(lambda one: parameters.read(PRACTICES, one), VALUES, lines=100),
    "search.parameters.read of words": Measured(lambda one: parameters.read(PRACTICES, MultiDict({"q": one})), SOME),
    "api.parameters.read": Measured(lambda one: api.read(PRACTICES, one), VALUES, lines=100),
}
