"""Plain text of a source as Markdown that reads the same. Pure: text in, text out."""

from __future__ import annotations

import re

_BULLET = re.compile(r"^[•‣◦●▪⁃]\s*(?=\S)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+\S")
_LONG_NUMBER = re.compile(r"^(\d{4,9})([.)])(?=\s|$)")
_BARE_NUMBER = re.compile(r"^(\d{1,9})([.)])$")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)")
_LINK = re.compile(r"\](?=[(:\[])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_STAR = re.compile(r"\*(?!\s)|(?<!\s)\*")
_RULE = re.compile(r"^[-=_*|:+ ]+$")
HEADING = "## "


def to_markdown(text: str) -> str:
    """Markdown that shows the words, paragraphs and lists of `text`, in which each line is a paragraph or a list item."""
    written: list[str] = []
    item_before = False
    for line in (_BULLET.sub("- ", one.strip()) for one in text.split("\n")):
        if not line:
            continue
        item = _ITEM.match(line) is not None
        if written:
            written.append("\n" if item and item_before else "\n\n")
        written.append(_escape(line, item))
        item_before = item
    return "".join(written)


def _escape(line: str, item: bool) -> str:
    mark, rest = "", line
    if item:
        mark, _space, rest = re.split(r"(\s+)", line, maxsplit=1)
        mark += " "
    rest = _BACKSLASH.sub(r"\\\\", rest)
    rest = rest.replace("`", "\\`")
    rest = _ENTITY.sub(r"\\&", rest)
    rest = _TAG.sub(r"\\<", rest)
    rest = _LINK.sub(r"\\]", rest)
    rest = _STAR.sub(r"\\*", rest)
    rest = _UNDERSCORE.sub(r"\\_", rest)
    return mark + _start(rest)


def _start(rest: str) -> str:
    """Take from the beginning of a line what would make it a heading, a quotation, a rule, a fence, a table or a list."""
    if rest[:1] in {"#", ">", "~"} or (_RULE.match(rest) and rest[:1] not in {"\\", " "}):
        return "\\" + rest
    if _ITEM.match(rest) and not rest[0].isdigit():
        return "\\" + rest
    return _BARE_NUMBER.sub(r"\1\\\2", _LONG_NUMBER.sub(r"\1\\\2", rest))
