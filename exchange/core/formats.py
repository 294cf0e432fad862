"""Dates, numbers and names in the reader's language, for templates.

Every filter asks for the language of the current request when it runs. All take the context although none reads
it: Jinja works out a filter without it once, when the template is compiled, and would show one reader's date to
everybody. Digits are Western in every language, Arabic too.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import UTC, format_date, format_time, get_datetime_format
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, get_timezone, gettext
from flask_babel.speaklater import LazyString
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

Number = int | float | Decimal

# "11 March 2026" and Chinese in simplified characters, where the bare language would leave the choice open.
_FULL_NAMES = {"en": "en_GB", "zh": "zh_Hans_CN"}


def reader_locale() -> Locale:
    """Return the locale to format with: that of the request, or English where there is none."""
    return _locale(_reader())


def _reader() -> str:
    locale = get_locale()
    return str(locale.language) if locale is not None else "en"


@lru_cache(20)
def _locale(reader: str) -> Locale:
    return Locale.parse(_FULL_NAMES.get(reader, reader))


@pass_eval_context
def sentence(context: EvalContext, text: str, **values: object) -> str:
    """Return `text` in the reader's language with the values in their places, escaped: the `_` of the templates."""
    reader = _reader()
    return _translate(text, reader, context.autoescape) % values if values else _translate_whole(text, reader, context.autoescape)


# A page has a hundred sentences without values and more: each is looked up, escaped and filled in once for a language.
@lru_cache(20_000)
def _translate_whole(text: str, reader: str, html: bool) -> str:
    return _translate(text, reader, html) % {}


@lru_cache(20_000)
def _translate(text: str, _reader: str, html: bool) -> str:
    found = gettext(text)
    return Markup(found) if html else found  # noqa: S704 - sentences of the catalogues are ours, values are escaped when put in


def resolve(value: object) -> object:
    """Return a lazy text as plain text, anything else as it is.

    Flask-Babel's lazy texts call themselves safe HTML although nothing escaped the values in them; as plain text
    they are escaped like every other word.
    """
    return str(value) if isinstance(value, LazyString) else value


def _local(value: dt.datetime) -> dt.datetime:
    """Return the moment on the reader's clock; a time without a zone is taken as UTC."""
    aware = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
    return aware.astimezone(get_timezone() or dt.UTC)


@pass_context
def date(_context: Context, value: dt.date) -> str:
    """Return the day in words, such as "11 March 2026"; a moment gives the day on the reader's clock."""
    return day(value)


def day(value: dt.date) -> str:
    """The day in words of the reader's language, as the filter `date` gives it, for a sentence that is made outside of a template."""
    return _day(_local(value).date() if isinstance(value, dt.datetime) else value, _reader())


@lru_cache(10_000)
def _day(day: dt.date, reader: str) -> str:
    return format_date(day, format="long", locale=_locale(reader))


@pass_context
def datetime(_context: Context, value: dt.datetime) -> str:
    """Return the day in words and the time to the minute, on the reader's clock; UTC is named."""
    locale, moment = reader_locale(), _local(value)
    time = format_time(moment.time(), format="short", locale=locale)
    if moment.utcoffset() == dt.timedelta(0) and (moment.tzinfo in (dt.UTC, UTC) or str(moment.tzinfo) == "UTC"):
        time += " UTC"
    pattern = str(get_datetime_format("long", locale=locale)).replace("'", "")
    return pattern.replace("{0}", time).replace("{1}", format_date(moment.date(), format="long", locale=locale))


@pass_context
def number(_context: Context, value: Number) -> str:
    """Return a number with the group and decimal marks of the reader's language, such as "18,400"."""
    return _number(value, _reader())


@lru_cache(10_000, typed=True)
def _number(value: Number, reader: str) -> str:
    return format_decimal(value, locale=_locale(reader), numbering_system="latn")


@pass_context
def percent(_context: Context, value: Number, digits: int = 0, signed: bool = False) -> Markup:
    """Return a share (0.61) as a percentage ("61%"), kept apart from the direction of the text around it.

    With `signed` a rise carries a plus sign, as a fall carries its minus sign.
    """
    locale = reader_locale()
    pattern = locale.percent_formats[None].pattern
    positive = pattern.replace("#,##0", "#,##0" + ("." + "#" * digits if digits else ""))
    text = format_percent(value, format=positive, locale=locale, numbering_system="latn")
    text = ("+" + text if signed and value > 0 else text).replace("-", "−")
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


@pass_context
def as_list(_context: Context, names: Iterable[object], lang: str | None = None) -> Markup:
    """Return names as a list in a sentence ("A, B and C"), each kept apart from the direction of its neighbours; `lang` if theirs is not the page's."""
    return _list(tuple(escape(resolve(name)) for name in names), _reader(), lang)


@lru_cache(10_000)
def _list(names: tuple[Markup, ...], reader: str, lang: str | None) -> Markup:
    marked = Markup(' lang="{}"').format(lang) if lang else ""
    parts = [Markup("<bdi{}>{}</bdi>").format(marked, name) for name in names]
    return Markup(format_list(parts, locale=_locale(reader)))  # noqa: S704 - the parts are escaped above


def sentence_list(names: Iterable[str]) -> str:
    """Names as a list in a sentence of the reader's language, plain."""
    return str(format_list(list(names), locale=reader_locale()))


@pass_context
def language_name(_context: Context, code: str) -> str:
    """Return the name of a language (BCP 47 code) in the reader's language; an unknown code stands for itself."""
    return name_of_language(code, _reader())


@lru_cache(2_000)
def name_of_language(code: str, reader: str) -> str:
    """The name of a language (BCP 47 code) in the language of `reader`; an unknown code stands for itself."""
    names = _locale(reader).languages
    return str(names.get(code) or names.get(code.replace("-", "_")) or names.get(code.split("-")[0]) or code)


@pass_context
def bdi(_context: Context, value: object) -> Markup:
    """Return a name or title of unknown direction inside <bdi>, so that it cannot turn the text around it."""
    return Markup("<bdi>{}</bdi>").format(resolve(value))


def map_point(lon: float, lat: float) -> tuple[float, float]:
    """Return where a place lies on static/land.svg (1000 by 430), by the Natural Earth projection.

    The polynomial is that of Tom Patterson and Bojan Šavrič; the same one drew the coastline.
    """
    phi, lam = math.radians(lat), math.radians(lon)
    p2 = phi * phi
    width = 0.8707 - 0.131979 * p2 - 0.013791 * p2**2 + 0.003971 * p2**5 - 0.001529 * p2**6
    height = 1.007226 + 0.015085 * p2 - 0.044475 * p2**3 + 0.028874 * p2**4 - 0.005916 * p2**5
    return round(500 + 180 * lam * width, 1), round(251 - 180 * phi * height, 1)


def init(app: Flask) -> None:
    """Give the templates of `app` the filters above, under the names of the functions, map_point(), `_`, and lazy texts that are escaped."""
    for each in (date, datetime, number, percent, as_list, language_name, bdi):
        app.jinja_env.filters[each.__name__] = each
    app.jinja_env.globals.update(map_point=map_point, _=sentence)
    app.jinja_env.finalize = resolve
