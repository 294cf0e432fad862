"""Showing where a text answers a question: exact, on the text as it was written. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from exchange.core.text import shorten
from exchange.retrieval import analysis
from exchange.retrieval.parsing import Phrase, Query, Word
from exchange.retrieval.spotting import Span, Spotter, Together
from exchange.retrieval.terms import terms_of

BEFORE = 60


class Marks:
    """What to mark for a question: the words the index matched it by, names of its terms among them, and no others."""

    def __init__(self, asked: Query) -> None:
        labels = [label for meaning in asked.meanings for label in (*meaning.labels, *meaning.near)]
        phrases = [*asked.phrases, *(label for label in labels if isinstance(label, Phrase))]
        terms = [term for word in (*asked.words, *labels) if isinstance(word, Word) for term in terms_of(word)]
        self.stems = {term.text for term in terms if term.field == "stems"}
        self.forms = {term.text for term in terms if term.field == "words"}
        self.forms |= {form for phrase in asked.phrases if _of_both(phrase) for _offset, form in phrase.parts}
        self.prefixes = asked.prefixes
        self.runs = {form for form in self.forms if analysis.is_run(form)}
        self.runs |= {analysis.folded_run(phrase.shown) for phrase in phrases if analysis.RUNS.fullmatch(phrase.shown)}
        self._words = Spotter(self.forms, self.stems, self.prefixes)
        self._together = Together(phrase for phrase in phrases if not _has_run(phrase))

    def mark(self, text: str, language: str) -> Markup:
        """`text` (in `language`, BCP 47) as HTML, with <mark> around what matches."""
        return self._mark(text, self.spans(text, language))

    def snippet(self, text: str, length: int, language: str) -> Markup:
        """The part of `text` where most different matches stand together, at most about `length` characters, marked."""
        line = " ".join(text.split())
        spans = self.spans(line, language)
        if len(line) <= length or not spans:
            shown = shorten(line, length)
            return self._mark(line, spans) if shown == line else self.mark(shown, language)
        begin = max(0, spans[_densest(line, spans, length - BEFORE)][0] - BEFORE)
        if begin:
            # Begin with a whole word where there is one before the first match.
            begin = line.find(" ", begin, begin + BEFORE) + 1 or begin
        shown = shorten(line[begin : begin + 2 * length], length)
        return (Markup("…") if begin else Markup("")) + self.mark(shown, language)

    def spans(self, text: str, language: str) -> list[Span]:
        """Where matches stand, in order, joined where they touch."""
        primary = language.split("-")[0].lower()
        bare = analysis.without_elisions(text)
        found = [*self._words.spans(bare, primary), *self._together.spans(bare, primary)]
        if self.runs:
            found += self._of_runs(bare)
        found.sort()
        joined: list[Span] = []
        for start, end in found:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _mark(self, text: str, spans: Sequence[Span]) -> Markup:
        parts, place = [], 0
        for start, end in spans:
            parts += [str(escape(text[place:start])), "<mark>", str(escape(text[start:end])), "</mark>"]
            place = end
        return Markup("".join([*parts, str(escape(text[place:]))]))  # noqa: S704 - every part of the text is escaped

    def _of_runs(self, text: str) -> list[Span]:
        return [span for run in analysis.RUNS.finditer(text) for span in self._in_run(run[0], run.start())]

    def _in_run(self, run: str, start: int) -> list[Span]:
        form = analysis.folded_run(run)
        if not any(one in form for one in self.runs):
            return []
        if len(form) != len(run):
            # Folding changed the length, so places inside the run cannot be told: mark it whole.
            return [(start, start + len(run))]
        places = (range(len(form) - len(one) + 1) for one in self.runs)
        pairs = zip(self.runs, places, strict=True)
        return [(start + place, start + place + len(one)) for one, some in pairs for place in some if form.startswith(one, place)]


def _has_run(phrase: Phrase) -> bool:
    return any(analysis.is_run(form) for _offset, form in phrase.parts)


def _of_both(phrase: Phrase) -> bool:
    """True for Han with something else between or beside: its words are marked each by itself."""
    return _has_run(phrase) and not analysis.RUNS.fullmatch(phrase.shown)


def _densest(line: str, spans: Sequence[Span], length: int) -> int:
    """The span from which most different matches stand within `length` characters, then most matches, then the first."""
    best, chosen, last = (0, 0), 0, 0
    inside: dict[str, int] = {}
    for place, (start, end) in enumerate(spans):
        while last < len(spans) and (last <= place or spans[last][1] <= start + length):
            word = line[spans[last][0] : spans[last][1]].lower()
            inside[word] = inside.get(word, 0) + 1
            last += 1
        here = (len(inside), last - place)
        if here > best:
            best, chosen = here, place
        leaving = line[start:end].lower()
        inside[leaving] -= 1
        if not inside[leaving]:
            del inside[leaving]
    return chosen
