"""Tags and entities of HTML in the texts of a source, as the text they stand for. Pure: a record in, a record out."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from exchange.core import text
from exchange.transfer.plain_text import HEADING
from exchange.transfer.records import KEYS, OBJECT, Key, Refused

# What names the record or is a code is taken as it stands.
LEFT = frozenset({"source_id", "source", "lang", "original_lang", "countries", "licence", "extra"})
# Sources escape twice now and then; what is escaped more often is no accident.
MOST_TIMES = 4
HIDDEN = frozenset({"script", "style"})
BLOCKS = frozenset({"address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
                    "header", "hr", "main", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"})  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CELLS = frozenset({"td", "th"})
INLINE = frozenset({"a", "abbr", "b", "bdi", "big", "body", "center", "cite", "code", "em", "font", "html", "i", "iframe", "img", "ins",
                    "label", "mark", "nobr", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "wbr"})  # fmt: skip
NAMES = HIDDEN | BLOCKS | HEADINGS | CELLS | INLINE | {"li"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,9})(?:[\s/][^<>]{0,2000})?>|<!--[^<>]{0,2000}-->")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS = re.compile(r"[ \t]*\n\s*")


def as_text(given: str) -> str:
    """`given` without tags and entities of HTML: blocks are lines, headings and items marked as in a record; other text is as it was."""
    for _time in range(MOST_TIMES):
        if "<" not in given and "&" not in given:
            break
        plain = _ENTITY.sub(lambda found: html.unescape(found[0]), _without_tags(given))
        if plain == given:
            break
        given = text.clean(plain)
    return given


def plain_record(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The checked record of a source with its texts as plain text, and the keys in which there was HTML.

    Raises Refused when nothing is left of a text that must be there.
    """
    plain = {key.name: record[key.name] if key.name in LEFT else _plain(key, record[key.name]) for key in KEYS}
    for key in KEYS:
        if key.needed and not plain[key.name]:
            raise Refused(f"{key.name} is empty")
    return plain, [name for name in plain if plain[name] != record[name]]


def _plain(key: Key, value: Any) -> Any:
    if isinstance(value, str):
        found = as_text(value)
        return (text.one_line(found) if key.one_line else found) or None
    if isinstance(value, list):
        words = [text.one_line(as_text(one)) if isinstance(one, str) else one for one in value]
        return [one for one in words if one != ""]
    if key.shape == OBJECT and key.name == "translations":
        return {
            code: {name: as_text(one) if isinstance(one, str) else one for name, one in said.items()}
            for code, said in value.items()
        }
    return value


def _without_tags(given: str) -> str:
    tags = [found for found in _TAG.finditer(given) if not found[2] or found[2].lower() in NAMES]
    last_end = {found[2].lower(): found.start() for found in tags if found[1]}
    kept: list[str] = []
    place, hidden = 0, ""
    for found in tags:
        name = (found[2] or "").lower()
        if hidden and not (name == hidden and found[1]):
            continue
        if not hidden:
            kept += [given[place : found.start()], _for_tag(name, bool(found[1]))]
        # What is hidden ends somewhere, or it is no such element.
        hidden = name if not hidden and name in HIDDEN and last_end.get(name, 0) > found.start() else ""
        place = found.end()
    if not tags:
        return given
    return _BLANKS.sub("\n", "".join([*kept, given[place:]])).strip()


def _for_tag(name: str, is_end: bool) -> str:
    if name in HEADINGS:
        return "\n" if is_end else f"\n{HEADING}"
    if name == "li":
        return "" if is_end else "\n- "
    if name in CELLS:
        return " "
    return "\n" if name in BLOCKS else ""
