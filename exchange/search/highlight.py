"""Showing where a text answers a question: exact, on the text as it was written. Pure."""

from __future__ import annotations

from markupsafe import Markup, escape

from exchange.core.text import one_line, shorten
from exchange.search import analysis
from exchange.search.analysis import Script, Token
from exchange.search.asking import Asked

BEFORE = 60
Span = tuple[int, int]


class Marks:
    """What to mark for a question: the words the index matched it by, and no others."""

    def __init__(self, asked: Asked) -> None:
        terms = [term for word in asked.words for term in word.terms]
        self.stems = {term.text for term in terms if term.field == "stems"}
        self.forms = {term.text for term in terms if term.field == "words"}
        self.forms |= {form for phrase in asked.phrases for _offset, form in phrase.parts}
        self.prefixes = asked.prefixes

    def mark(self, text: str, language: str) -> Markup:
        """`text` (in `language`, BCP 47) as HTML, with <mark> around what matches."""
        parts, place = [], 0
        for start, end in self.spans(text, language):
            parts += [escape(text[place:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            place = end
        return Markup("").join([*parts, escape(text[place:])])

    def snippet(self, text: str, length: int, language: str) -> Markup:
        """The part of `text` where most matches stand together, at most about `length` characters, marked."""
        line = one_line(text)
        spans = self.spans(line, language)
        if len(line) <= length or not spans:
            return self.mark(shorten(line, length), language)
        begins = [max(0, start - BEFORE) for start, _end in spans]
        inside = [sum(begin <= start and end <= begin + length for start, end in spans) for begin in begins]
        begin = begins[inside.index(max(inside))]
        if begin:
            # Begin with a whole word where there is one before the first match.
            begin = line.find(" ", begin, begin + BEFORE) + 1 or begin
        shown = shorten(line[begin:], length)
        return (Markup("…") if begin else Markup("")) + self.mark(shown, language)

    def spans(self, text: str, language: str) -> list[Span]:
        """Where matches stand, in order, joined where they touch."""
        primary = language.split("-")[0].lower()
        found: list[Span] = []
        for token in analysis.tokens(text):
            for start, end in self._of(token, primary):
                if found and start <= found[-1][1]:
                    found[-1] = (found[-1][0], max(end, found[-1][1]))
                else:
                    found.append((start, end))
        return found

    def _of(self, token: Token, language: str) -> list[Span]:
        if token.script is Script.HAN:
            return self._in_run(token)
        held = token.form in self.forms or (self.prefixes and token.form.startswith(self.prefixes))
        if held or analysis.document_stem(token, language) in self.stems:
            return [(token.start, token.end)]
        return []

    def _in_run(self, token: Token) -> list[Span]:
        pairs = analysis.pairs(token.form)
        if len(token.form) != token.end - token.start:
            # Folding changed the length, so places inside the run cannot be told: mark it whole.
            return [(token.start, token.end)] if self.forms & set(pairs) | self.forms & set(token.form) else []
        single = [(offset, one) for offset, one in enumerate(token.form) if one in self.forms]
        double = [(offset, pair) for offset, pair in enumerate(pairs) if pair in self.forms]
        return sorted((token.start + offset, token.start + offset + len(term)) for offset, term in {*single, *double})
