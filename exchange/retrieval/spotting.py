"""Finding where given forms and stems stand in a text, without looking at all of its words. Pure.

Folding and stemming leave the first two letters of a word as they are where they are plain ones (but for dying, lying
and tying: die, lie, tie). So only words that begin as something sought does are looked at closely, and those of which
one of the first two letters is not plain.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from exchange.retrieval import analysis, inflection
from exchange.retrieval.parsing import Phrase

Span = tuple[int, int]
_WIDE_CAPITAL = "\u0130"  # the one letter of which the small form is two characters
_UNPLAIN = re.compile(
    rf"[^\x00-\x7f](?:{analysis.NO_LETTER_BEFORE.format('.')}|(?<=[0-9A-Za-z].){analysis.NO_LETTER_BEFORE.format('..')})",
    re.DOTALL,
)


class Spotter:
    """Where words stand that have one of these forms or stems, or a form that begins with one of `prefixes`."""

    def __init__(self, forms: Collection[str], stems: Collection[str], prefixes: tuple[str, ...]) -> None:
        self.forms = frozenset(forms)
        self.stems = frozenset(stems)
        self.prefixes = prefixes
        self._plain = _beginning({one[:2] for some in (forms, stems, prefixes) for one in some})
        self._known: dict[tuple[str, str], bool] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """Start and end of each such word of `text`, which is in `language` (primary subtag), in order."""
        if not (self.forms or self.stems or self.prefixes):
            return []
        if text.isascii():
            return [match.span() for match in self._plain.finditer(text.lower()) if self._is_sought(match[0], language)]
        found = []
        for start in sorted(self._starts(text)):
            word = analysis.LETTERS.match(text, start)
            if word and not (start and analysis.LETTER.match(text, start - 1)) and self._is_sought(word[0], language):
                found.append(word.span())
        return found

    def _starts(self, text: str) -> set[int]:
        """Where a word begins that may be sought, and some places more."""
        small = text.replace(_WIDE_CAPITAL, "i").lower()
        unplain = [match.start() for match in _UNPLAIN.finditer(text)]
        before = [place - 1 for place in unplain if place]
        return {*unplain, *before, *(match.start() for match in self._plain.finditer(small))}

    def _is_sought(self, word: str, language: str) -> bool:
        key = (language, word)
        if key not in self._known:
            form, stem = analysis.terms_of(word, language)
            self._known[key] = bool(form) and (
                form in self.forms or stem in self.stems or (bool(self.prefixes) and form.startswith(self.prefixes))
            )
        return self._known[key]


class Together:
    """Where words stand together as in one of these phrases; what lies between is left open."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        first = [(phrase.parts[0][1], phrase.language) for phrase in self._phrases]
        others = {one for form, language in first if language for one in inflection.beginnings(form)}
        self._first = Spotter({form for form, _language in first}, (), tuple(others))
        self._beginning: dict[str, list[Phrase]] = {}

    def spans(self, text: str, language: str) -> list[Span]:
        """Start and end of each such phrase in `text`, which is in `language` (primary subtag), by where they begin."""
        found = []
        for start, end in self._first.spans(text, language):
            for phrase in self._beginning_with(analysis.terms_of(text[start:end], language)[0]):
                last = phrase.parts[-1][0]
                words = list(islice(analysis.LETTERS.finditer(text, start), last + 1))
                if len(words) > last and _hold(words, phrase, language):
                    found.append((start, words[-1].end()))
        return found

    def _beginning_with(self, word: str) -> list[Phrase]:
        """The phrases of which the first word may be this one."""
        if word not in self._beginning:
            self._beginning[word] = [one for one in self._phrases if _is(word, one.parts[0][1], one.language)]
        return self._beginning[word]


def _hold(words: Sequence[re.Match[str]], phrase: Phrase, language: str) -> bool:
    """True when each part is the word at its offset."""
    return all(_is(analysis.terms_of(words[offset][0], language)[0], form, phrase.language) for offset, form in phrase.parts)


def _is(word: str, form: str, language: str | None) -> bool:
    return word == form or (language is not None and inflection.is_inflected(form, word, language))


def _beginning(begins: set[str]) -> re.Pattern[str]:
    """Finds in small letters what begins in one of these ways, up to a letter that is not plain.

    Sets of all letters would take longer to compile than a page of texts takes to search.
    """
    plain = {one for one in begins if one.isascii()}
    plain |= {f"{one[0]}y" for one in plain if one[1:] == "i"}
    return re.compile("|".join(f"{re.escape(one)}(?<![0-9a-z]{'.' * len(one)})[0-9a-z]*" for one in sorted(plain)) or r"(?!)")
