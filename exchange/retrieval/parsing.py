"""What a reader typed, read as a question. Pure, bounded, and never an error.

Words are optional and ranked; "quoted words" must stand together; -word and -"some words" must not occur;
a trailing star stands for any ending of a word of two letters or more. Everything else is text. So are the quotation marks of
a text of more than MOST_BESIDE_QUOTES other words: a passage pasted from elsewhere, whose quotes nobody meant as a demand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from exchange.retrieval import analysis
from exchange.retrieval.analysis import Script, Token
from exchange.retrieval.stopwords import CONNECTING, STOP_WORDS

MOST_CHARACTERS = 10_000
MOST_WORDS = 64
MOST_PHRASES = 8
MOST_BESIDE_QUOTES = 20
MOST_PREFIXES = 4
SHORTEST_PREFIX = 2

_PART = re.compile(
    r'(?:(?<=\s)|^)(?P<minus>-(?=[\w"“„«]))?(?:["“”„«](?P<phrase>[^"“”„«»]*)["“”»](?=\s|$|[^\w])|(?P<text>\S+))|(?P<rest>\S+)'
)


@dataclass(frozen=True)
class Word:
    """A word to look for: folded in `shown`, in small letters but with its accents in `written`.

    It is of a `language` (primary subtag), or of any when that is None; it is looked for in its other forms too, unless it is `exact`.
    """

    shown: str
    written: str
    language: str | None = None
    exact: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words that stand together: (offset, form) with offsets from 0. With a `language` (primary subtag), in any of their forms there."""

    shown: str
    parts: tuple[tuple[int, str], ...]
    language: str | None = None


@dataclass(frozen=True)
class Meaning:
    """A term of a vocabulary that the question names.

    `facet` is a facet or a link of the kind of record; `typed` is how the reader wrote it; `covers` are
    the words of the question it was read from; `labels` say the same in the other languages, ready to be looked for. Where
    the words are not the term's own name but one near to it, `near` are the names of the term.
    """

    facet: str
    code: str
    typed: str
    covers: tuple[Word, ...]
    labels: tuple[Word | Phrase, ...] = ()
    near: tuple[Word | Phrase, ...] = ()


class Span(NamedTuple):
    """A word of a question and where it stands in the text as typed."""

    start: int
    end: int
    word: Word


@dataclass(frozen=True)
class Query:
    """A question: words ranked by, phrases demanded, what must not occur, beginnings of words; `cut` when it was too long.

    `meanings` are the terms of the vocabularies it names; `concepts.understood` adds them.
    """

    text: str = ""
    title: str = ""
    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    prefixes: tuple[str, ...] = ()
    without_words: tuple[Word, ...] = ()
    without_phrases: tuple[Phrase, ...] = ()
    without_prefixes: tuple[str, ...] = ()
    cut: bool = False
    meanings: tuple[Meaning, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing that can be looked for was asked."""
        return not (self.words or self.phrases or self.prefixes or self.without)

    @property
    def without(self) -> bool:
        """True when something must not occur."""
        return bool(self.without_words or self.without_phrases or self.without_prefixes)

    @property
    def ranked(self) -> bool:
        """True when there is something to rank by."""
        return bool(self.words or self.phrases or self.prefixes)


NOTHING = Query()


def parse(text: str) -> Query:
    """The question in `text`."""
    text = text.replace("\x00", " ")
    cut = len(text) > MOST_CHARACTERS
    text = text[:MOST_CHARACTERS]
    wanted, unwanted = _gather(text, quoted=True)
    if len(wanted.words_to_ask()) > MOST_BESIDE_QUOTES:
        wanted, unwanted = _gather(text, quoted=False)
    kept = wanted.words_to_ask()
    return Query(
        text=text,
        title=analysis.title_key(text),
        words=tuple(kept[:MOST_WORDS]),
        phrases=tuple(dict.fromkeys(wanted.phrases))[:MOST_PHRASES],
        prefixes=tuple(dict.fromkeys(wanted.prefixes))[:MOST_PREFIXES],
        without_words=tuple(dict.fromkeys(word for word, _stop in unwanted.words))[:MOST_WORDS],
        without_phrases=tuple(dict.fromkeys(unwanted.phrases))[:MOST_PHRASES],
        without_prefixes=tuple(dict.fromkeys(unwanted.prefixes))[:MOST_PREFIXES],
        cut=cut or len(kept) > MOST_WORDS or len(wanted.phrases) > MOST_PHRASES or len(wanted.prefixes) > MOST_PREFIXES,
    )


def plain(text: str) -> list[list[Token]]:
    """The words outside of quotes and without a minus or a star, where they stand: in runs that nothing else interrupts."""
    runs: list[list[Token]] = [[]]
    for part in _PART.finditer(text[:MOST_CHARACTERS].replace("\x00", " ")):
        written = part["text"] or part["rest"]
        if part["minus"] or written is None:
            runs.append([])
            continue
        found, beginning = _tokens(written)
        begin = part.end() - len(written)
        runs[-1] += [replace(token, start=token.start + begin, end=token.end + begin) for token in found]
        if beginning:
            runs.append([])
    return [run for run in runs if run]


def _tokens(text: str) -> tuple[list[Token], str]:
    """The words of a piece without spaces, and the beginning of a word that stands before a star at its end."""
    found = list(analysis.tokens(text))
    if found and text.endswith("*") and found[-1].end == len(text) - 1:
        last = found[-1]
        if last.script is not Script.HAN and len(last.form) >= SHORTEST_PREFIX:
            return found[:-1], last.form
    return found, ""


def _gather(text: str, *, quoted: bool) -> tuple[_Gathered, _Gathered]:
    """What is wanted and what is not; quoted words stand together only when `quoted` is on, or after a minus."""
    wanted, unwanted = _Gathered(), _Gathered()
    for part in _PART.finditer(text):
        side = unwanted if part["minus"] else wanted
        if part["phrase"] is not None and (quoted or part["minus"]):
            side.phrase(part["phrase"])
        else:
            side.text(part["phrase"] or part["text"] or part["rest"] or "")
    return wanted, unwanted


class _Gathered:
    """What was found on one side of the question."""

    def __init__(self) -> None:
        self.words: list[tuple[Word, bool]] = []
        self.phrases: list[Phrase] = []
        self.prefixes: list[str] = []

    def text(self, text: str) -> None:
        found, beginning = _tokens(text)
        if beginning:
            self.prefixes.append(beginning)
        for token in found:
            self.words.extend((word, word.shown in STOP_WORDS) for word in words_of(token))

    def words_to_ask(self) -> list[Word]:
        """The words, each once; stop words only when there is nothing else."""
        meaning = [word for word, stop in self.words if not stop]
        if not meaning and not (self.phrases or self.prefixes):
            meaning = [word for word, _stop in self.words]
        return list({word.shown: word for word in meaning}.values())

    def phrase(self, text: str) -> None:
        found = phrase_of(text)
        if found.parts:
            self.phrases.append(found)


def spans_of(text: str) -> list[Span]:
    """The words of a question that are nothing but words, in order, with where they stand: those of `plain` but for Han."""
    found = [token for run in plain(text) for token in run if token.script is not Script.HAN]
    return [Span(token.start, token.end, word) for token in found for word in words_of(token)]


def correct(text: str, places: Iterable[Span], words: Mapping[str, str]) -> str:
    """The question with `words` (by how they are shown now) put in their places; all else stays as typed."""
    parts, place = [], 0
    for spot in sorted(places):
        if spot.word.shown in words:
            parts += [text[place : spot.start], words[spot.word.shown]]
            place = spot.end
    return "".join([*parts, text[place:]])


def _forms(token: Token) -> list[str]:
    return analysis.pairs(token.form) if token.script is Script.HAN else [token.form]


def words_of(token: Token) -> list[Word]:
    """The words of a question that one word in it makes: several for a Han run."""
    if token.script is Script.HAN:
        return [Word(form, form, exact=True) for form in analysis.pairs(token.form)]
    return [Word(token.form, token.plain)]


def phrase_of(text: str) -> Phrase:
    """The words of `text` as they must stand together; no parts when it holds no word.

    Words that only connect others are left open, unless there are none but stop words: "reduction of waste" is also said
    in a text on "reduction in waste", and looking for each "of" takes long.
    """
    parts = [(token.place + offset, form) for token in analysis.tokens(text) for offset, form in enumerate(_forms(token))]
    if any(form not in STOP_WORDS for _place, form in parts):
        parts = [part for part in parts if part[1] not in CONNECTING]
    first = parts[0][0] if parts else 0
    return Phrase(" ".join(text.split()), tuple((place - first, form) for place, form in parts[:MOST_WORDS]))
