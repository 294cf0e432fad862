"""The order of names in lists, as the readers of each language expect it.

Case and accents count for nothing, so that Åland stands with A; letters of their own (ñ in Spanish, й in Russian) follow
the one they come from. Chinese is sorted by pinyin, Arabic without the article ال.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

_PINYIN = Path(__file__).parent / "data" / "pinyin.txt"
# Two letters in one, which taking accents away does not part.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "ı": "i", "’": "'"})
# Letters of their own stand behind all words with the letter they come from.
_BEHIND = {"es": {"ñ": "n\uffff"}, "ru": {"й": "и\uffff"}}
_ARTICLE = "ال"
# Names whose first character is read otherwise than alone, by characters that sound so.
HOMOPHONES = {"秘鲁": "必鲁"}


@lru_cache(20_000)
def sort_key(text: str, language: str) -> str:
    """What a list of names in `language` (a code of the pages) is sorted by; texts in other scripts keep an order among themselves."""
    folded = text.strip().casefold()
    for letter, place in _BEHIND.get(language, {}).items():
        folded = folded.replace(letter, place)
    if language == "ar":
        folded = " ".join(_without_article(word) for word in folded.split())
    folded = folded.translate(_LETTERS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))
    return _by_sound(plain) if language == "zh" else plain


def _without_article(word: str) -> str:
    """The word behind the article; ألمانيا has none, its first letter is another one before marks are taken away."""
    return word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 1 else word


def _by_sound(text: str) -> str:
    for written, read in HOMOPHONES.items():
        if text.startswith(written):
            text = read + text[len(written) :]
    return text.translate(_ranks())


@cache
def _ranks() -> dict[int, str]:
    """For each character a private one, in the order of sounds: behind Latin letters, before what has no reading."""
    readings = _PINYIN.read_text(encoding="utf-8").split("\n")
    characters = "".join(line.split(" ", 1)[1] for line in readings if line)
    return {ord(character): chr(0xF0000 + rank) for rank, character in enumerate(characters)}
