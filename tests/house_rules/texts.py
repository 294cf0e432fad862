"""What is wrong with the characters of a text in one of the six languages: kinds that a program can hold, for data and catalogues."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LATIN, CYRILLIC, ARABIC, HAN = "A-Za-zÀ-ɏ", "Ѐ-ӿ", "ء-ي", "一-鿿"

# What no text has, whatever its language: the characters that files of print leave behind, and spaces and words twice.
ANYWHERE = {
    # A letter that stands before a Latin word takes one: بـ HTML.
    "tatweel": "ـ(?! ?[A-Za-z%])",
    "presentation form": "[ﭐ-\ufdff\ufe70-\ufefc]",
    "soft hyphen or hyphen of print": "[\u00ad\u2010\u2011]",
    # The mark behind an address keeps its slashes with it in a line of Arabic.
    "invisible character": "(?<!://)[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]",
    "two spaces": "  ",
    "space at an edge": r"^\s|\s$",
    "space before a comma or full stop": r"\s[,.،。，](?!\d)",
    "the same word twice": r"(?i)(?<![\w-])([^\W\d_]{3,}) \1(?!\w)",
    "mark of combination alone": r"(?:^|\s)[\u0300-\u036f\u064b-\u0655]",
    "two scripts in one word": f"[{LATIN}][{CYRILLIC}{ARABIC}]|[{CYRILLIC}][{LATIN}{ARABIC}]|[{ARABIC}][{LATIN}{CYRILLIC}]",
    "straight apostrophe": r"(?<=[^\W\d_])'(?=[^\W\d_])",
    "straight quotation mark": '"',
}
# What a text of one language has not.
IN_LANGUAGE = {
    "en": {"another script": f"[{CYRILLIC}{ARABIC}{HAN}]"},
    "fr": {
        "another script": f"[{CYRILLIC}{ARABIC}{HAN}]",
        "breaking space at a mark": r"(?<=\S) (?=[;:?!»])|« ",
        "no space before a mark": r"(?<=[^\W\d_])[;?!»]",
        "foreign quotation mark": "[“”]",
    },
    "es": {"another script": f"[{CYRILLIC}{ARABIC}{HAN}]", "foreign quotation mark": "[«»]"},
    "ru": {"another script": f"[{ARABIC}{HAN}]", "letter ё": "[ёЁ]", "foreign quotation mark": "“(?!.*„)"},
    "ar": {
        "another script": f"[{CYRILLIC}{HAN}]",
        "punctuation of Latin script": f"[{ARABIC}] ?[,;?]",
        "foreign quotation mark": "[“”]",
        "letters in an impossible order": "إا|اإ|ىا|ةا",
        "conjunction apart": "(?<= )و (?=[^\\W\\d_])",
    },
    "zh": {
        "another script": f"[{CYRILLIC}{ARABIC}]",
        "punctuation of half width": f"[{HAN}][,;:?!()<>.]|[,;:?!()<>][{HAN}]",
        "space between characters": f"[{HAN}，。] [{HAN}]",
    },
}
# What a whole text does not end with.
CUT = re.compile(r"(?:\b(?:and|or|the|of|et|ou|de|des|la|y|o|и|или|в|на|من|إلى|في|على)|三分之|[,;:、，；：،؛(（])$")


def faults(text: str, language: str) -> Iterator[str]:
    """What is wrong with the characters of `text`, each with the place; nothing for a text that is right."""
    for kind, pattern in {**ANYWHERE, **IN_LANGUAGE.get(language, {})}.items():
        for found in re.finditer(pattern, text):
            yield f"{language}: {kind}: …{text[max(0, found.start() - 20) : found.end() + 20]}…"
    if unicodedata.normalize("NFC", text) != text:
        yield f"{language}: not composed (NFC): {text}"


def is_cut_off(text: str) -> bool:
    """True for a whole text that ends in the middle: in a comma, or in a word that asks for another."""
    return CUT.search(text) is not None
