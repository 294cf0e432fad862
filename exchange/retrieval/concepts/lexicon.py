"""Finding names in a question: by analysed words, the longest first, within bounds.

A name fits where each of its words has a stem in common with the word typed, in the language of the name, and differs
from it by an ending. Words that only connect others count on neither side. Han is compared by character, so that a name is found inside a
longer run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from exchange.core.languages import CODES
from exchange.retrieval import analysis, inflection, parsing
from exchange.retrieval.analysis import Script, Token
from exchange.retrieval.concepts.names import PLACES, Name
from exchange.retrieval.inflection import CASED, count_shared
from exchange.retrieval.stopwords import CONNECTING

MOST_READ = 128
SHORTEST_STEMMED = 4
REMEMBERED = 50_000
Keys = frozenset[str]


class Entry:
    """A name with its words, analysed."""

    __slots__ = ("_words", "forms", "name", "script", "short")

    def __init__(self, name: Name, words: Sequence[Token]) -> None:
        self.name = name
        self.script = words[0].script
        self._words = tuple(words)
        self.forms = tuple(word.form for word in words)
        # Two or three letters, or an abbreviation, are a name only as they stand.
        self.short = len(words) == 1 and (name.text.isupper() or (self.script in CASED and len(self.forms[0]) < SHORTEST_STEMMED))

    def fits(self, typed: Sequence[Token]) -> bool:
        """True when the words typed are this name, in whatever number or case."""
        if self.exactly(typed):
            return True
        language = self.name.language
        if self.short or not all(_is_same(*pair, language) for pair in zip(typed, self._words, strict=True)):
            return False
        return self.name.facet not in PLACES or len(typed) > 1 or _same_place(typed[0], self.forms[0])

    def begins(self) -> Keys:
        """What its first word is compared by."""
        return keys(self._words[0], self.name.language)

    def exactly(self, typed: Sequence[Token]) -> bool:
        """True when the words typed are written as the name is."""
        return self.forms == tuple(word.form for word in typed)


@dataclass(frozen=True)
class Span:
    """Words that stand together in a question, and the names found there; none where the words name nothing on purpose."""

    words: tuple[Token, ...]
    entries: tuple[Entry, ...] = ()
    silent: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.words[-1].end

    def names(self) -> list[Name]:
        """A name for each term. A place written exactly so is meant, and not one that only has its stem."""
        exact = any(entry.name.facet in PLACES and entry.exactly(self.words) for entry in self.entries)
        held = [one for one in self.entries if not exact or one.name.facet not in PLACES or one.exactly(self.words)]
        return list({(one.name.facet, one.name.code): one.name for one in reversed(held)}.values())[::-1]


class Lexicon:
    """Names, ready to be found."""

    def __init__(
        self, names: Iterable[Name], of_nothing: Iterable[str], equivalents: Iterable[Iterable[tuple[str, str]]] = ()
    ) -> None:
        self._starting: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._nothing = {tuple(unit.form for unit in units(text)) for text in of_nothing}
        self._longest_nothing = max(map(len, self._nothing), default=0)
        self.terms: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.meant: defaultdict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
        for name in names:
            words = _with_meaning(name.text)
            if len(words) > 1 or (words and (words[0].script not in CASED or len(words[0].form) > 1)):
                self._add(Entry(name, words))
        self._same: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for group in equivalents:
            some = list(group)
            self._same.update({(language, text.casefold()): some for language, text in some})

    def equivalents(self, name: Name) -> list[Entry]:
        """What says the same as this name in every language, the name itself left out; none that is not in the table."""
        group = self._same.get((name.language, name.text.casefold()), [])
        others = (name._replace(language=language, text=text) for language, text in group)
        return [Entry(one, _with_meaning(one.text)) for one in others if one != name]

    def _add(self, entry: Entry) -> None:
        term = (entry.name.facet, entry.name.code)
        self.terms[term].append(entry)
        self.meant[entry.forms].add(term)
        for key in entry.begins():
            self._starting[entry.name.language, key].append(entry)

    def spans(self, text: str) -> list[Span]:
        """Where the question names terms, in its order. A name inside a longer one is not looked at."""
        found: list[Span] = []
        left = MOST_READ
        for run in parsing.plain(text):
            taken = [unit for token in run[:left] for unit in _split_characters(token)][:left]
            left -= len(taken)
            found += _outermost([*self._named_spans(taken), *self._silent_spans(taken)])
        return sorted((span for span in found if span.entries), key=lambda span: (span.start, -span.end))

    def _named_spans(self, taken: Sequence[Token]) -> Iterator[Span]:
        words = [unit for unit in taken if _has_meaning(unit)]
        for begin, word in enumerate(words):
            by_length: defaultdict[int, list[Entry]] = defaultdict(list)
            for entry in self._beginning(word):
                typed = words[begin : begin + len(entry.forms)]
                if len(typed) == len(entry.forms) and entry.fits(typed):
                    by_length[len(typed)].append(entry)
            for length, entries in by_length.items():
                if length > 1 or not _in_run(begin, words):
                    yield Span(tuple(words[begin : begin + length]), tuple(entries))

    def _beginning(self, word: Token) -> Iterator[Entry]:
        """Names whose first word this may be, each once."""
        seen: set[int] = set()
        for language in CODES:
            for key in keys(word, language):
                for entry in self._starting.get((language, key), ()):
                    if id(entry) not in seen:
                        seen.add(id(entry))
                        yield entry

    def _silent_spans(self, taken: Sequence[Token]) -> Iterator[Span]:
        for begin in range(len(taken)):
            for length in range(1, self._longest_nothing + 1):
                words = tuple(taken[begin : begin + length])
                if len(words) == length and tuple(word.form for word in words) in self._nothing:
                    yield Span(words, silent=True)


def units(text: str) -> list[Token]:
    """The words of a text, and each Han character of it."""
    return [unit for token in analysis.tokens(text) for unit in _split_characters(token)]


def _split_characters(token: Token) -> list[Token]:
    if token.script is not Script.HAN:
        return [token]
    if len(token.form) != token.end - token.start:
        # Folding changed the length, so places inside the run cannot be told.
        return [replace(token, form=one, plain=one) for one in token.form]
    return [
        Token(one, Script.HAN, token.place + offset, token.start + offset, token.start + offset + 1, one)
        for offset, one in enumerate(token.form)
    ]


def keys(word: Token, language: str) -> Keys:
    """What a word is compared by, in a language: its stem, with and without accents."""
    return frozenset((word.form,)) if word.script is Script.HAN else _stems(word.form, word.plain, word.script, language)


@lru_cache(maxsize=REMEMBERED)
def _stems(form: str, plain: str, script: Script, language: str) -> Keys:
    found = {analysis.document_stem(Token(form, script, 0, 0, 0, written), language) for written in (plain, form)}
    return frozenset(stem for stem in found if stem)


def _with_meaning(text: str) -> list[Token]:
    return [unit for unit in units(text) if _has_meaning(unit)]


def _has_meaning(unit: Token) -> bool:
    return unit.form not in CONNECTING


def _in_run(place: int, words: Sequence[Token]) -> bool:
    """True for a Han character that touches another one: alone it would be found in too many words."""
    if words[place].script is not Script.HAN:
        return False
    before = place > 0 and words[place - 1].script is Script.HAN and words[place - 1].end == words[place].start
    after = place + 1 < len(words) and words[place + 1].script is Script.HAN and words[place].end == words[place + 1].start
    return before or after


def _is_same(typed: Token, word: Token, language: str) -> bool:
    """A stem in common, with accents or without, and only an ending apart."""
    if keys(typed, language).isdisjoint(keys(word, language)):
        return False
    return typed.script not in CASED or inflection.only_ending_apart(typed.form, word.form)


def _same_place(typed: Token, form: str) -> bool:
    """Names of places are short and have few endings: at most the last letter differs, or the Arabic article."""
    if typed.script is Script.ARABIC:
        return _without_article(typed.form) == _without_article(form)
    return len(typed.form) >= len(form) and count_shared(typed.form, form) >= len(form) - 1


def _without_article(form: str) -> str:
    return next((form[len(joined) :] for joined in analysis.ARABIC_PREFIXES if form.startswith(joined)), form)


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The longest spans. Words may be part of two names side by side ("food waste management"), Han characters may not."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start, not span.silent)):
        han = span.words[0].script is Script.HAN
        if not any(
            (one.start <= span.start and span.end <= one.end) or (han and span.start < one.end and one.start < span.end)
            for one in kept
        ):
            kept.append(span)
    return kept
