"""One line of a file: read, checked, and brought to one form. Pure: bytes in, values out."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global

from exchange.core import text
from exchange.questions import country_code

LONGEST_LINE = 5_000_000
MOST_DIGITS = 4_000
_LANGUAGE_TAG = re.compile(
    r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?((?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)"
)
NO_LANGUAGE = frozenset({"und", "mul", "zxx", "root"})

TEXT, TEXTS, NUMBER, NUMBERS, OBJECT = "text", "a list of texts", "a whole number", "a list of whole numbers", "an object"


@dataclass(frozen=True)
class Key:
    """A key of the schema: what it must be, whether it must be given, and the most characters it may have (0: any number)."""

    name: str
    shape: str = TEXT
    needed: bool = False
    longest: int = 0
    one_line: bool = True


# In the order in which a line is written.
KEYS = (
    Key("source_id", needed=True, longest=500),
    Key("source", needed=True, longest=500),
    Key("record_type", longest=100),
    Key("title", needed=True),
    Key("summary", one_line=False),
    Key("description", one_line=False),
    Key("lang", needed=True, longest=35),
    Key("original_lang"),
    Key("countries", TEXTS),
    Key("country_names", TEXTS),
    Key("year", NUMBER),
    Key("year_end", NUMBER),
    Key("organisation"),
    Key("organisation_type"),
    Key("themes", TEXTS),
    Key("sectors", TEXTS),
    Key("sdgs", NUMBERS),
    Key("keywords", TEXTS),
    Key("scope", TEXTS),
    Key("extra", OBJECT),
    Key("url"),
    Key("licence", needed=True, longest=200),
    Key("attribution", needed=True, one_line=False),
    Key("translations", OBJECT),
)
NAMES = tuple(key.name for key in KEYS)


class Refused(Exception):
    """The line cannot be taken in; the text says why, in words for whoever made the file."""


def read(line: bytes) -> dict[str, Any]:
    """The record of a line: every key of the schema, texts cleaned, what was not given empty (None, [] or {}).

    Keys the schema does not know move into `extra`. Raises Refused when the line is not UTF-8, not JSON, not an
    object, lacks a needed key, gives a key twice or a value of the wrong type.
    """
    if len(line) > LONGEST_LINE:
        raise Refused(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        given = json.loads(line.decode("utf-8"), object_pairs_hook=_object, parse_int=_integer, parse_constant=_no_constant)
        if not isinstance(given, dict):
            raise Refused(f"the line is {_shape_of(given)}, not an object")
        return normal(_clean(given))
    except UnicodeDecodeError as error:
        raise Refused(f"the line is not UTF-8 (byte {error.start + 1})") from None
    except json.JSONDecodeError as error:
        raise Refused(f"the line is not JSON: {error.msg} (character {error.pos + 1})") from None
    except RecursionError:
        raise Refused("the line is nested too deeply") from None
    except ValueError as error:
        raise Refused(f"the line is not JSON: {error}") from None


def write(record: Mapping[str, Any]) -> str:
    """The line of a record, without its end."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def normal(given: Mapping[str, Any]) -> dict[str, Any]:
    """The checked record of an object whose texts are clean; raises Refused as `read` does."""
    record = {key.name: _value(key, given.get(key.name)) for key in KEYS}
    language = language_tag(record["lang"])
    if language is None:
        raise Refused(f"lang “{text.shorten(record['lang'], 40)}” is not a known language code")
    record["lang"] = language
    record["countries"] = list(dict.fromkeys(map(country_code, record["countries"])))
    for code, one in record["translations"].items():
        if not isinstance(one, dict):
            raise Refused(f"translations “{text.shorten(code, 40)}” is not an object")
        for name in ("title", "description"):
            if not isinstance(one.get(name), str | None):
                raise Refused(f"translations “{text.shorten(code, 40)}”: {name} is not text")
    for name in given:
        if name not in NAMES:
            record["extra"].setdefault(name, given[name])
    return record


@lru_cache(maxsize=1000)
def language_tag(code: str) -> str | None:
    """The BCP 47 tag in its usual spelling (`pt-BR`, `zh-Hans`), from `pt_BR` too; None when it names no language known to CLDR."""
    match = _LANGUAGE_TAG.fullmatch(code.replace("_", "-"))
    if match is None or len(code) > 35:
        return None
    known = Locale("en")
    language, script, region, variants = match[1].lower(), (match[2] or "").title(), (match[3] or "").upper(), match[4].lower()
    if language in NO_LANGUAGE or (language not in known.languages and language not in get_global("language_aliases")):
        return None
    if (script and script not in known.scripts) or (region and region not in known.territories):
        return None
    return "-".join(part for part in (language, script, region) if part) + variants


def _value(key: Key, value: Any) -> Any:
    if value is None:
        if key.needed:
            raise Refused(f"{key.name} is missing")
        return {TEXTS: [], NUMBERS: [], OBJECT: {}}.get(key.shape)
    if not _fits(key.shape, value):
        raise Refused(f"{key.name} is {_shape_of(value)}, not {key.shape}")
    if key.shape == TEXT:
        return _text(key, value)
    return dict(value) if key.shape == OBJECT else value


def _text(key: Key, value: str) -> str | None:
    found = text.one_line(value) if key.one_line else value
    if not found and key.needed:
        raise Refused(f"{key.name} is empty")
    if key.longest and len(found) > key.longest:
        raise Refused(f"{key.name} is longer than {key.longest} characters")
    return found or None


def _fits(shape: str, value: Any) -> bool:
    if shape == TEXT:
        return isinstance(value, str)
    if shape == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    if shape == OBJECT:
        return isinstance(value, dict)
    single = TEXT if shape == TEXTS else NUMBER
    return isinstance(value, list) and all(_fits(single, one) for one in value)


def _shape_of(value: Any) -> str:
    names = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "null")


def _clean(value: Any) -> Any:
    """`value` with every text in it cleaned; raises Refused for a number that JSON cannot write again."""
    if isinstance(value, str):
        return text.clean(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return _object([(text.clean(name), _clean(one)) for name, one in value.items()])
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("a number is too large")
    return value


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these keys and values; which of two values of one key was meant cannot be known."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refused(f"the key “{text.shorten(text.clean(name), 40)}” stands twice in one object")
        found[name] = value
    return found


def _integer(digits: str) -> int:
    """The number of these digits; Python's own refusal speaks to programmers."""
    if len(digits) > MOST_DIGITS:
        raise Refused("a number is too large")
    return int(digits)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")
