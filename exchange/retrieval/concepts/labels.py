"""Which names of a term are looked for in texts when a question names it.

Its preferred names in every language are, and of a theme the synonyms of several words that name nothing else. A
synonym of one word ("refuse", "building") says too little when it stands alone: it would fill the result with texts
about anything, and so would a name that is a word of every text (Togo is "that" in Russian). Whoever asks by a synonym
("recycling") gets first what says the same in other languages, where the table of equivalents has it, and beside that
the preferred names alone. Names of several words are looked for in any form that their words have in the language of
the name; names of places of one word as they are written, since their stems are often other words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from exchange.retrieval import analysis, parsing
from exchange.retrieval.analysis import Script
from exchange.retrieval.concepts.lexicon import Entry, Lexicon, units
from exchange.retrieval.concepts.names import PLACES, Name
from exchange.retrieval.parsing import Phrase, Word
from exchange.retrieval.stopwords import STOP_WORDS
from exchange.retrieval.terms import terms_of

MOST_WORDS = 10
MOST_SYNONYMS = 3
SHORTEST = 3
PAIR = 2
SEVERAL = {Script.HAN: 4}
Labels = tuple[Word | Phrase, ...]


def of(lexicon: Lexicon, name: Name, typed: str) -> tuple[Labels, Labels]:
    """The names to look for when `typed` was read as `name`, each once, without what was typed: those that say the same, and those near to it."""
    if name.preferred:
        return _labels(_looked_for(lexicon, name, synonyms=True), typed), ()
    same = _labels(lexicon.equivalents(name), typed)
    near = _labels(_looked_for(lexicon, name, synonyms=not same), typed)
    return same, tuple(label for label in near if label not in same)


def _labels(entries: Iterable[Entry], typed: str) -> Labels:
    written = tuple(unit.form for unit in units(typed))
    found: dict[object, Word | Phrase] = {}
    for entry in entries:
        if entry.forms != written:
            label = _label(entry)
            found.setdefault(terms_of(label) if isinstance(label, Word) else label.parts, label)
    return tuple(found.values())


def _looked_for(lexicon: Lexicon, named: Name, *, synonyms: bool) -> Iterator[Entry]:
    taken: Counter[str] = Counter()
    for entry in lexicon.terms[named.facet, named.code]:
        name = entry.name
        if name.preferred:
            if (
                len(entry.forms) <= MOST_WORDS
                and len("".join(entry.forms)) >= _shortest(entry)
                and not STOP_WORDS.issuperset(entry.forms)
            ):
                yield entry
        elif synonyms and name.facet == "theme" and _has_several(entry) and len(lexicon.meant[entry.forms]) == 1:
            taken[name.language] += 1
            if taken[name.language] <= MOST_SYNONYMS:
                yield entry


def _shortest(entry: Entry) -> int:
    return PAIR if entry.script is Script.HAN else SHORTEST


def _has_several(entry: Entry) -> bool:
    """Several words, or as many Han characters as several words have."""
    return len(entry.forms) >= SEVERAL.get(entry.script, 2)


def _label(entry: Entry) -> Word | Phrase:
    words = list(analysis.tokens(entry.name.text))
    if len(words) == 1 and words[0].script is not Script.HAN:
        # The stems of names of places are often other words.
        return Word(words[0].form, words[0].plain, entry.name.language, exact=entry.name.facet in PLACES)
    if len(words) == 1 and len(words[0].form) <= PAIR:
        return parsing.words_of(words[0])[0]
    return replace(parsing.phrase_of(entry.name.text), language=entry.name.language)
