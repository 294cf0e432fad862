"""Dates, numbers and names follow the language of the request, also when a template holds a constant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale, lazy_gettext

from exchange.core import formats

DAY = dt.date(2026, 3, 11)
MOMENT = dt.datetime(2026, 3, 11, 10, 49, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def app() -> Iterator[Flask]:
    """An application that has the filters and nothing else."""
    made = Flask(__name__)
    Babel(made)
    formats.init(made)
    with made.test_request_context():
        yield made


def shown(lang: str, text: str, **values: object) -> str:
    with force_locale(lang):
        return render_template_string(text, **values)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "11 March 2026"),
        ("fr", "11 mars 2026"),
        ("es", "11 de marzo de 2026"),
        ("ru", "11 марта 2026\u202fг."),
        ("ar", "11 مارس 2026"),
        ("zh", "2026年3月11日"),
    ],
)
def test_a_day_is_written_in_words(lang: str, words: str) -> None:
    assert shown(lang, "{{ day|date }}", day=DAY).replace("\xa0", "\u202f") == words


def test_a_constant_is_not_frozen_in_the_first_language(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ 1234.5|number }} {{ 'en'|language_name }}")
    with force_locale("en"):
        first = template.render()
    with force_locale("fr"):
        second = template.render()
    assert first == "1,234.5 English"
    assert second == "1\u202f234,5 anglais"


def test_a_moment_names_its_zone() -> None:
    assert shown("en", "{{ at|datetime }}", at=MOMENT) == "11 March 2026, 10:49 UTC"
    assert shown("en", "{{ at|datetime }}", at=MOMENT.replace(tzinfo=None)) == "11 March 2026, 10:49 UTC"


def test_a_moment_is_shown_on_the_readers_clock() -> None:
    late = dt.datetime(2026, 3, 11, 22, 30, tzinfo=dt.UTC)
    made = Flask(__name__)
    Babel(made, default_timezone="Africa/Nairobi")
    formats.init(made)
    with made.test_request_context():
        assert shown("en", "{{ at|date }}, {{ at|datetime }}", at=late) == "12 March 2026, 12 March 2026, 01:30"


def test_arabic_has_western_digits() -> None:
    assert shown("ar", "{{ 18400|number }}") == "18,400"
    for text in ("{{ at|datetime }}", "{{ at|date }}", "{{ 0.61|percent }}"):
        assert not set(shown("ar", text, at=MOMENT)) & set("٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ 0.61|percent }}", "61%"),
        ("{{ -0.33|percent }}", "−33%"),
        ("{{ 0.04|percent(signed=true) }}", "+4%"),
        ("{{ 0.123|percent(digits=1) }}", "12.3%"),
        ("{{ 0|percent(signed=true) }}", "0%"),
    ],
)
def test_percentages_keep_their_sign_in_its_place(text: str, words: str) -> None:
    assert shown("en", text) == f'<bdi dir="ltr">{words}</bdi>'


def test_names_stand_in_a_list_of_the_language_and_are_escaped() -> None:
    names = ["A", "<b>", "C"]
    assert shown("en", "{{ names|as_list }}", names=names) == "<bdi>A</bdi>, <bdi>&lt;b&gt;</bdi> and <bdi>C</bdi>"
    assert shown("zh", "{{ names|as_list }}", names=names[:2]) == "<bdi>A</bdi>和<bdi>&lt;b&gt;</bdi>"
    assert shown("en", "{{ []|as_list }}") == ""


@pytest.mark.parametrize(
    ("code", "words"), [("sw", "Swahili"), ("pt-BR", "Brazilian Portuguese"), ("en-XX", "English"), ("qqq", "qqq")]
)
def test_languages_are_named(code: str, words: str) -> None:
    assert shown("en", "{{ code|language_name }}", code=code) == words


def test_a_name_of_unknown_direction_is_kept_apart() -> None:
    assert shown("en", "{{ '<x>'|bdi }}") == "<bdi>&lt;x&gt;</bdi>"


def test_places_lie_where_the_coastline_was_drawn() -> None:
    assert formats.map_point(0, 0) == (500, 251)
    assert formats.map_point(180, 0)[0] == pytest.approx(992.4, abs=0.1)
    assert formats.map_point(-180, 0)[0] == pytest.approx(7.6, abs=0.1)
    assert 0 < formats.map_point(20, 83)[1] < formats.map_point(20, -55)[1] < 430


def test_a_lazy_text_is_escaped_like_any_other() -> None:
    words = lazy_gettext("Write to %(name)s", name="<b>")
    assert shown("en", "{{ words }}", words=words) == "Write to &lt;b&gt;"
    assert shown("en", "{{ words|bdi }}", words=words) == "<bdi>Write to &lt;b&gt;</bdi>"
    assert shown("en", "{{ [words]|as_list }}", words=words) == "<bdi>Write to &lt;b&gt;</bdi>"


def test_a_sentence_is_escaped_where_the_text_is_html_and_follows_the_language() -> None:
    assert shown("en", "{{ _('50%% of %(name)s', name='<b>') }}") == "50% of &lt;b&gt;"
    assert shown("en", "{{ _('50%% of all') }}") == "50% of all"
    assert shown("en", "{% autoescape false %}{{ _('For %(name)s', name='<b>') }}{% endautoescape %}") == "For <b>"
