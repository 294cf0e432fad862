"""Words of one person in a mail to another: bounded, on one line, and without anything that acts by itself.

Mail programs turn what looks like an address into a link, and some characters turn the direction of what follows. A name or a
title is chosen by one person and lands in the inbox of another under the name of the exchange, so it may do neither.
"""

from __future__ import annotations

import re
import unicodedata

from exchange.core.text import shorten

LONGEST_TITLE = 80
LONGEST_NAME = 60
LONGEST_SUBJECT = 180
LONGEST_LINE = 400

# What opens an address: the sign after a scheme, the sign of a mailbox, a point inside a name of letters. Each with its look-alikes.
_SCHEME = re.compile(r"(?<=\w)\s*[:：﹕]\s*[/／\\]{2,}")
_MAILBOX = re.compile(r"(?<=\S)[@＠﹫](?=\S)")
_POINT = re.compile(r"(?<=[\w\])-])[.．﹒․](?=[^\W\d_]{2})|(?<=[A-Za-z0-9])[。｡](?=[A-Za-z]{2})")
_NUMBERS = re.compile(r"(?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d)")
_QUOTATION = re.compile('["“”„‟«»＂「」『』《》]')
# Zero-width (non-)joiner: they belong to the spelling of words in Persian and the languages of India.
_JOINERS = frozenset("\u200c\u200d")
_JOINER_BESIDE_ASCII = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f])")


def harmless_line(text: str, longest: int) -> str:
    """`text` as one line of at most `longest` characters, without unseen and direction characters, its addresses unusable.

    `https://one.example/a` becomes `https: one[.]example/a`, and `ann@one.example` becomes `ann[at]one[.]example`.
    """
    seen = "".join(one for one in text if unicodedata.category(one) not in {"Cf", "Co"} or one in _JOINERS)
    line = " ".join(_JOINER_BESIDE_ASCII.sub("", seen).split())
    for sign, instead in ((_SCHEME, ": "), (_MAILBOX, "[at]"), (_POINT, "[.]"), (_NUMBERS, "[.]")):
        line = sign.sub(instead, line)
    return shorten(line, longest)


def quotation(text: str, longest: int = LONGEST_TITLE) -> str:
    """A title or a subject for use between quotation marks: `harmless_line`, and its own quotation marks made single ones."""
    return shorten(_QUOTATION.sub("'", harmless_line(text, longest)), longest)


def short_name(name: str) -> str:
    """A person's name for use in a sentence: as `quotation`, at most 60 characters."""
    return quotation(name, LONGEST_NAME)
