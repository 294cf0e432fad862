"""Text to terms, by script. Pure: the same text gives the same terms in the index and in a query.

Words are found in the original text and only folded one by one, so that a match can be shown where it stands.
Han and kana runs give overlapping pairs, and single characters in the index. Other words give their folded form,
and the stem of the document's language under a mark. Sources: Unicode TR15 (NFKC), Snowball, and for Arabic the
light stemmer of Larkey, Ballesteros and Connell (2002) as in Lucene.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import Stemmer

VERSION = 1
LONGEST = 64
GAP = 100
TITLE_WEIGHT = 3
REMEMBERED = 200_000

_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
_HAN = "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Runs of letters and runs of marks by turns: tried one by one at each character, a text takes four times as long.
_PLAIN = re.compile(f"(?:[^\\W_]+|[{_MARKS}]+)+")
LETTERS = re.compile(f"(?:[^\\W_{_HAN}]+|[{_MARKS}]+)+")
WORD = re.compile(f"(?P<han>[{_HAN}]+)|(?P<word>{LETTERS.pattern})")
_RUN = re.compile(f"[{_HAN}]")
RUNS = re.compile(f"[{_HAN}]+")
# A letter or digit of a word that is no Han run.
LETTER = re.compile(f"[^\\W_{_HAN}]|[{_MARKS}]")
# For an expression: no such letter stands before what `{}` has the width of.
NO_LETTER_BEFORE = f"(?<![^\\W_{_HAN}]{{0}})(?<![{_MARKS}]{{0}})"
_APOSTROPHE = "['’ʼ＇]"
_APOSTROPHES = re.compile(_APOSTROPHE)
_ELIDED = re.compile(rf"(?<![^\W_])(?<![{_MARKS}])(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu){_APOSTROPHE}(?=[^\W\d_])", re.IGNORECASE)
# How many letters such a word has before its apostrophe.
_ELIDED_LENGTHS = (1, 2, 5, 6)
_ENDING = re.compile(rf"(?<=[^\W_]){_APOSTROPHE}(?:[stdm]|re|ve|ll)(?![^\W_]|[{_MARKS}])", re.IGNORECASE)
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t"})
_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ؤ": "و", "ئ": "ي", "ـ": None}
)
ARABIC_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_ARABIC_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
SNOWBALL = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian"}
QUERY_STEMS = ("en", "fr", "es")


class Script(Enum):
    """How a word is analysed."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"
    HAN = "han"
    OTHER = "other"


@dataclass(frozen=True)
class Token:
    """A word of a text: its folded form, its script, its place in the order of words, and where it stands (start, end)."""

    form: str
    script: Script
    place: int
    start: int
    end: int
    plain: str


def script_of(word: str) -> Script:
    """The script of a word's first letter."""
    for character in word:
        if not character.isalpha():
            continue
        point = ord(character)
        if (
            point < 0x250
            or 0x1E00 <= point < 0x1F00
            or 0x2C60 <= point < 0x2C80
            or 0xFB00 <= point < 0xFB07
            or 0xFF21 <= point < 0xFF5B
        ):
            return Script.LATIN
        if 0x400 <= point < 0x530:
            return Script.CYRILLIC
        if 0x600 <= point < 0x780 or 0x8A0 <= point < 0x900 or 0xFB50 <= point < 0xFE00 or 0xFE70 <= point < 0xFF00:
            return Script.ARABIC
        return Script.OTHER
    return Script.OTHER


def _fold(word: str) -> tuple[str, str, Script]:
    """(folded form, lower-case form with accents for the stemmers, script)."""
    if word.isascii():
        plain = word.lower()[:LONGEST]
        return plain, plain, script_of(plain)
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())[: LONGEST * 2]
    script = script_of(plain)
    form = plain
    if script is Script.LATIN:
        bare = unicodedata.normalize("NFD", plain)
        form = "".join(one for one in bare if not unicodedata.combining(one)).translate(_LETTERS)
    elif script is Script.CYRILLIC:
        form = plain.replace("ё", "е")
    elif script is Script.ARABIC:
        bare = unicodedata.normalize("NFD", plain.translate(_ARABIC_LETTERS))
        form = "".join(one for one in bare if unicodedata.category(one) != "Mn").translate(_ARABIC_LETTERS)
    if not form.isascii():
        form = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in form)
    return form[:LONGEST], plain[:LONGEST], script


class _Memory:
    """Folded forms and stems already worked out; forgotten all at once when there are too many."""

    def __init__(self) -> None:
        self.folds: dict[str, tuple[str, str, Script]] = {}
        self.stems: dict[tuple[str, str], str] = {}
        self.terms: defaultdict[str, dict[str, tuple[str, str | None]]] = defaultdict(dict)
        self.local = threading.local()

    def fold(self, word: str) -> tuple[str, str, Script]:
        found = self.folds.get(word)
        if found is None:
            if len(self.folds) >= REMEMBERED:
                self.folds = {}
            found = self.folds[word] = _fold(word)
        return found

    def stem(self, language: str, plain: str) -> str:
        key = (language, plain)
        found = self.stems.get(key)
        if found is None:
            if len(self.stems) >= REMEMBERED:
                self.stems = {}
            found = self.stems[key] = self._stem(language, plain)
        return found

    def _stem(self, language: str, plain: str) -> str:
        # A Snowball stemmer keeps its word while it works: one for each thread.
        stemmers = self.local.__dict__.setdefault("stemmers", {})
        if language not in stemmers:
            stemmers[language] = Stemmer.Stemmer(SNOWBALL[language], 0)
        return _fold(stemmers[language].stemWord(plain))[0]


_memory = _Memory()


def fold(word: str) -> str:
    """The form under which a word is found: case, width, accents of Latin, marks and letter variants of Arabic made equal."""
    return _memory.fold(word)[0]


def arabic_stem(form: str) -> str:
    """A folded Arabic word without article, conjunction and common endings."""
    for prefix in ARABIC_PREFIXES:
        if form.startswith(prefix) and len(form) >= (4 if len(prefix) == 1 else len(prefix) + 2):
            form = form[len(prefix) :]
            break
    for suffix in _ARABIC_SUFFIXES:
        if form.endswith(suffix) and len(form) >= len(suffix) + 2:
            form = form[: -len(suffix)]
    return form


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order. A Han run is one token here; `pairs` takes it apart."""
    place = 0
    for match in WORD.finditer(without_elisions(text)):
        start, stop = match.span()
        if match.lastgroup == "han":
            run = folded_run(match[0])
            yield Token(run, Script.HAN, place, start, stop, run)
            place += len(run)
            continue
        form, plain, script = _memory.fold(match[0])
        if not form:
            continue
        yield Token(form, script, place, start, stop, plain)
        place += 1


def without_elisions(text: str) -> str:
    """The text with the l of "l'eau" and the s of "city's" blanked: no words of their own. Nothing else moves."""
    parts: list[str] = []
    place = 0
    # Looking around each apostrophe takes a tenth of the time of looking for such words at every letter.
    for apostrophe in _APOSTROPHES.finditer(text):
        found = _elision(text, apostrophe.start(), place)
        if found:
            parts += [text[place : found.start()], " " * len(found[0])]
            place = found.end()
    return "".join([*parts, text[place:]]) if parts else text


def _elision(text: str, apostrophe: int, after: int) -> re.Match[str] | None:
    """What is to be blanked at an apostrophe, from `after` on."""
    for length in _ELIDED_LENGTHS:
        found = _ELIDED.match(text, apostrophe - length) if apostrophe - length >= after else None
        if found and found.end() == apostrophe + 1:
            return found
    return _ENDING.match(text, apostrophe)


def is_run(form: str) -> bool:
    """True for a form of Han or kana."""
    return _RUN.match(form) is not None


def folded_run(run: str) -> str:
    """A Han run as the index knows it."""
    return unicodedata.normalize("NFKC", run)


def terms_of(word: str, language: str) -> tuple[str, str | None]:
    """The form and the stem under which a document in `language` (primary subtag) holds a word; ("", None) for none."""
    return _memory.terms[language].get(word) or _learn(word, language)


def pairs(run: str) -> list[str]:
    """Overlapping pairs of a Han run; the run itself when it is one character."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def document_stem(token: Token, language: str) -> str | None:
    """The stem of a word in a document of `language` (primary subtag); its form where no stemmer fits, None for Han."""
    if token.script is Script.LATIN:
        chosen = language if language in QUERY_STEMS else ("en" if language in {"ar", "ru", "zh"} else None)
        return _memory.stem(chosen, token.plain) if chosen else token.form
    if token.script is Script.CYRILLIC and language == "ru":
        return _memory.stem("ru", token.plain)
    if token.script is Script.ARABIC:
        return arabic_stem(token.form)
    return None if token.script is Script.HAN else token.form


def query_stems(token: Token) -> list[str]:
    """The stems a word of a query may stand for, each once: those of its script, and its form for languages without."""
    found: list[str] = []
    if token.script is Script.LATIN:
        found = [_memory.stem(language, token.plain) for language in QUERY_STEMS]
    elif token.script is Script.CYRILLIC:
        found = [_memory.stem("ru", token.plain)]
    elif token.script is Script.ARABIC:
        found = [arabic_stem(token.form)]
    return list(dict.fromkeys([*(stem for stem in found if stem), token.form]))


@dataclass
class Analysed:
    """What the index keeps of a document: how often each form and stem occurs, and at which places each form stands."""

    words: dict[str, int]
    stems: dict[str, int]
    places: dict[str, list[int]]


def analyse(title: str, texts: Iterable[str], language: str) -> Analysed:
    """A document's terms. The title counts TITLE_WEIGHT times; places of different texts never touch."""
    found = Analysed({}, {}, {})
    primary = language.split("-")[0].lower()
    base = 0
    for number, text in enumerate((title, *texts)):
        weight = 1 if number else TITLE_WEIGHT
        # Most texts hold a word many times: each is looked at once, whatever its number.
        seen: defaultdict[str, list[int]] = defaultdict(list)
        bare = without_elisions(text)
        if _RUN.search(bare):
            base = _place_runs(bare, base, seen)
        else:
            place = base
            for place, raw in enumerate(_PLAIN.findall(bare), base):
                seen[raw].append(place)
            base = place + 1
        _add(found, seen, weight, primary)
        base += GAP
    return found


def _place_runs(text: str, place: int, seen: defaultdict[str, list[int]]) -> int:
    """Put every word under its places, Han runs taken apart; the place after the last."""
    for match in WORD.finditer(text):
        if match.lastgroup != "han":
            seen[match[0]].append(place)
            place += 1
            continue
        run = folded_run(match[0])
        for offset in range(len(run)):
            for term in {run[offset], run[offset : offset + 2]}:
                seen[term].append(place + offset)
        place += len(run)
    return place


def _add(found: Analysed, seen: Mapping[str, list[int]], weight: int, language: str) -> None:
    words, stems, places = found.words, found.stems, found.places
    known = _memory.terms[language]
    # Forms of which places came from more than one spelling: sorted once, since there may be thousands of spellings.
    mixed: set[str] = set()
    for raw, where in seen.items():
        form, stem = known.get(raw) or _learn(raw, language)
        if not form:
            continue
        times = weight * len(where)
        if form in places:
            words[form] += times
            places[form] += where
            mixed.add(form)
        else:
            words[form] = times
            places[form] = where
        if stem:
            stems[stem] = stems.get(stem, 0) + times
    for form in mixed:
        places[form].sort()


def _learn(raw: str, language: str) -> tuple[str, str | None]:
    form, plain, script = (raw, raw, Script.HAN) if _RUN.match(raw) else _memory.fold(raw)
    stem = document_stem(Token(form, script, 0, 0, 0, plain), language) if form else None
    if len(_memory.terms[language]) >= REMEMBERED:
        _memory.terms[language] = {}
    _memory.terms[language][raw] = (form, stem)
    return form, stem


def title_key(text: str) -> str:
    """The folded words of a title as one line: equal titles have equal keys."""
    return " ".join(token.form for token in tokens(text))
