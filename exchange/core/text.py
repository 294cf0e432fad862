"""Text as people write it: clean, short forms, Markdown shown safely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

from exchange.core import markup
from exchange.core.characters import sift, without_helpers, without_turns
from exchange.core.markup import SCHEMES as SCHEMES
from exchange.core.markup import TAGS as TAGS

# One after the other: each begins with something that a search can leap to, and all of them as one with nothing.
_MARKS = [re.compile(one) for one in (r"\]\([^()\s]*\)", r"https?://\S+", r"!\[", r"[*_`#>|•\[\]\\]+")]


def clean(text: str | None) -> str:
    """`text` as `characters.sift` leaves it, without outer white space; "" for None."""
    return sift(text).strip() if text else ""


def one_line(text: str | None) -> str:
    """`clean(text)` with every run of white space made one space, and without characters that turn the direction of others."""
    return " ".join(sift(without_turns(text)).split()) if text else ""


def slug(text: str) -> str:
    """The part of an address that is for people: lower-case letters and digits of any script joined by hyphens, at most 80 characters; `-` if none."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return "-".join(words)[:80].strip("-_") or "-"


def shorten(text: str, length: int) -> str:
    """`text` as one line of at most `length` characters, cut at a space where there is one, with an ellipsis when cut."""
    line = one_line(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    head, space, _rest = cut.rpartition(" ")
    return (head if space and len(head) > length // 2 else cut).rstrip(" ,;:.") + "…"


def markdown(text: str | None) -> Markup:
    """`text` as sanitised HTML, as `exchange.core.markup.show` reads Markdown."""
    return markup.show(clean(text)).html


def plain(text: str | None) -> str:
    """The words of a Markdown text on one line, for summaries and the index."""
    return one_line(markup.words(clean(text)))


def bare(text: str) -> str:
    """The words of a Markdown text without marks and addresses: nearly `plain`, a hundred times quicker, for excerpts of long texts."""
    for one in _MARKS:
        text = one.sub(" ", text)
    return one_line(text)


def fold(text: str) -> str:
    """A form for comparing names: NFKC, case-folded, white space joined, nothing unseen, outer punctuation off."""
    seen = without_helpers(one_line(text))
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split()).strip(" .,;:'\"“”‘’")


def distinct(words: Iterable[str]) -> list[str]:
    """The words in their order, empty ones left out, each once as it is written first: capitals and width make no other word."""
    found: dict[str, str] = {}
    for word in words:
        if word:
            found.setdefault(fold(word) or word, word)
    return list(found.values())
