"""How much a practice tells. Pure: values in, a number out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from exchange.core.text import bare
from exchange.practices.fields import FORM

# A practice of fewer words is a short note.
SHORT_NOTE = 50
LONG_ANSWERS = tuple(name for name in FORM.searched_texts if name not in {"title", "summary"})

# How many characters stand for one word where no space does. Chinese: measured on the texts of the SDG targets in
# `vocabularies/data`, 7,937 characters for 4,671 English words. Japanese and Thai: as translators reckon, 2.5 and 4.
CHINESE, JAPANESE, THAI = 1.7, 2.5, 4.0
_HAN = re.compile(r"[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_THAI = re.compile(r"[\u0e01-\u0e4e]")
_LETTER = re.compile(r"\w")


def count_words(text: str) -> int:
    """The words of a Markdown text without marks and addresses; Chinese, Japanese and Thai by their characters."""
    rest, thai = _THAI.subn(" ", bare(text))
    rest, kana = _KANA.subn(" ", rest)
    rest, han = _HAN.subn(" ", rest)
    # Han characters beside kana are Japanese.
    unspaced = thai / THAI + ((kana + han) / JAPANESE if kana else han / CHINESE)
    return sum(1 for word in rest.split() if _LETTER.search(word)) + round(unspaced)


def words_of(given: Mapping[str, Any]) -> int:
    """The words of a practice's long answers; of its summary where there is no more, since a summary repeats them."""
    told = sum(count_words(str(given[name])) for name in LONG_ANSWERS if given.get(name))
    return told or count_words(str(given.get("summary") or ""))
