"""Text as people write it: clean, short, and shown safely."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core import markup, text
from exchange.core.languages import direction, is_known

PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text("utf-8").splitlines()
WRITTEN = st.text(max_size=300)
ATTACKS = st.lists(st.one_of(st.sampled_from(PAYLOADS), st.sampled_from("*_`[]()<>!#|-\n \t\"'&;:"), WRITTEN), max_size=8).map(
    "".join
)
SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):")
ALLOWED = {"a": {"href", "title", "rel"}, "ol": {"start"}, "div": {"class", "tabindex"}}


def elements(html: str) -> list[Element]:
    parsed = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [one for one in parsed.iter() if isinstance(one.tag, str) and one is not parsed and one.tag != "DOCUMENT_FRAGMENT"]


def assert_safe(html: str) -> None:
    for one in elements(html):
        assert one.tag in text.TAGS or one.tag in {"tbody", "div"}, one.tag
        assert set(one.attrib) <= ALLOWED.get(str(one.tag), set()), one.attrib
        # What a browser takes for a scheme once it has dropped the white space it ignores.
        scheme = SCHEME.match("".join(one.attrib.get("href", "").split()).lower())
        assert scheme is None or scheme[1] in text.SCHEMES, one.attrib


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_known_attack_comes_through(payload: str) -> None:
    assert_safe(text.markdown(payload))


@given(ATTACKS)
def test_whatever_is_written_is_shown_sanitised(written: str) -> None:
    assert_safe(text.markdown(written))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# One\n\n### Three\n\n##### Five", "<h3>One</h3>\n<h3>Three</h3>\n<h4>Five</h4>\n"),
        ("**bold** *soft* `code`", "<p><strong>bold</strong> <em>soft</em> <code>code</code></p>\n"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("[x](https://example.org)", '<p><a href="https://example.org" rel="nofollow noopener ugc">x</a></p>\n'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("![Map](https://example.org/p.png)", "<p>Map</p>\n"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_markdown_of_the_guide_is_shown(written: str | None, shown: str) -> None:
    assert text.markdown(written) == shown


def linked(address: str, words: str = "") -> str:
    return f'<a href="{address}" rel="nofollow noopener ugc">{words or address}</a>'


@pytest.mark.parametrize(
    ("written", "shown", "words"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n", "one two"),
        ("• one\n•\u00a0two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n", "one two"),
        ("Tools:\n• one", "<p>Tools:</p>\n<ul>\n<li>one</li>\n</ul>\n", "Tools: one"),
        ("![A *map*](https://example.org/p.png) here", "<p>A map here</p>\n", "A map here"),
        ("[![Map](https://example.org/p.png)](https://example.org)", f"<p>{linked('https://example.org', 'Map')}</p>\n", "Map"),
        ("foot[^1]\n\n[^1]: note", "<p>foot[^1]</p>\n<p>[^1]: note</p>\n", "foot[^1] [^1]: note"),
        ("foot[^1]\n\n[^1]: https://example.org", f"<p>foot[^1]</p>\n<p>[^1]: {linked('https://example.org')}</p>\n", None),
        ("[a1]: b", "<p>[a1]: b</p>\n", "[a1]: b"),
        ("[x][1]\n\n[1]: https://example.org", f"<p>{linked('https://example.org', 'x')}</p>\n", "x"),
        ("[w](//evil.example)", "<p>w (//evil.example)</p>\n", "w (//evil.example)"),
        ("[w](page)", "<p>w (page)</p>\n", "w (page)"),
        ("[w](javascript:alert)", "<p>[w](javascript:alert)</p>\n", "[w](javascript:alert)"),
    ],
)
def test_what_people_write_is_shown_and_read_as_they_mean_it(written: str, shown: str, words: str | None) -> None:
    assert text.markdown(written) == shown
    assert words is None or text.plain(written) == words


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("See ", "https://example.org/a", "."),
        ("", "http://example.org", ", then"),
        ("(see ", "https://example.org/a_(b)", ")"),
        ("(", "https://example.org/a", ")."),
        ("见", "https://example.org/a", "。谢谢"),
        ("«", "https://example.org/?a=1", "»!"),
        ("", "https://example.org/a?b=c,d", "…"),
    ],
)
def test_a_bare_address_is_a_link_without_the_marks_around_it(before: str, address: str, after: str) -> None:
    assert text.markdown(before + address + after) == f"<p>{before}{linked(address)}{after}</p>\n"


@pytest.mark.parametrize(
    "written", ["https://", "http://.", "xhttps://example.org", "ftp://example.org", "`https://example.org`"]
)
def test_what_is_no_bare_address_is_no_link(written: str) -> None:
    assert "<a" not in text.markdown(written)


@pytest.mark.parametrize(
    "written",
    [
        "*a* " * 6_000 + "end",
        ">" * 30 + " end",
        "- " * 30 + "end",
        "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "a\n" * 4_000 + "end",
        "|a|b|\n|-|-|\n" + "|1|2|\n" * 3_000 + "end",
        "|a|\n|-|\n\n" * 1_500 + "|a|b|\n|-|-|\n|1|2|\n\n" * 900 + "end",
    ],
)
def test_text_beyond_the_budget_of_markdown_stands_as_typed(written: str) -> None:
    shown = markup.show(text.clean(written))
    assert not shown.whole
    assert "end" in shown.html
    assert shown.html.count("<t") < 2 * markup.MOST_CELLS
    assert_safe(shown.html)
    assert text.plain(written).endswith("end")


def test_a_text_of_the_usual_length_and_marks_is_within_the_budget() -> None:
    part = "A **bold** word, a [link](https://example.org/a) and `code`.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n"
    assert markup.show(part * 100).whole


def test_simple_tables_are_shown() -> None:
    html = text.markdown("| a | b |\n| --- | --- |\n| 1 | 2 |")
    assert [one.tag for one in elements(html)] == ["div", "table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert html.startswith('<div class="scroll" tabindex="0"><table>')


def test_a_table_keeps_the_alignment_of_its_columns_and_no_other_style() -> None:
    html = text.markdown("| a | b | c |\n| :-- | --: | :-: |\n| 1 | 2 | `<table>` |")
    assert re.findall(r"<(t[hd](?: [^>]*)?)>", html) == [
        "th",
        'th class="num"',
        'th class="mid"',
        "td",
        'td class="num"',
        'td class="mid"',
    ]
    assert "style" not in html
    assert html.count("<table>") == 1


@given(WRITTEN)
def test_clean_text_stays_as_it_is(written: str) -> None:
    cleaned = text.clean(written)
    assert text.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in cleaned)
    cleaned.encode("utf-8")


def test_clean_text_has_one_kind_of_line_end_and_no_controls() -> None:
    assert text.clean(" a\r\nb\rc\x00\x0b\u2028\x85 \ud800e\u0301 ") == "a\nb\nc\n\n\n \xe9"
    assert text.clean(None) == ""


@given(WRITTEN)
def test_one_line_is_one_line(written: str) -> None:
    line = text.one_line(written)
    assert len(line.splitlines()) <= 1
    assert line == " ".join(line.split())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Refill stations in Nairobi, Kenya!", "refill-stations-in-nairobi-kenya"),
        ("محطات إعادة التعبئة", "محطات-إعادة-التعبئة"),
        ("減塑", "減塑"),
        ("../../etc/passwd", "etc-passwd"),
        ("—", "-"),
        ("", "-"),
    ],
)
def test_the_words_of_an_address(title: str, slug: str) -> None:
    assert text.slug(title) == slug


@given(WRITTEN)
def test_the_words_of_an_address_need_no_thought(title: str) -> None:
    slug = text.slug(title)
    assert 1 <= len(slug) <= 80
    assert not set(slug) & set("/?#% \n\\\"'<>")


@given(WRITTEN, st.integers(2, 80))
def test_shortened_text_keeps_its_length(written: str, length: int) -> None:
    short = text.shorten(written, length)
    assert len(short) <= length
    if len(text.one_line(written)) <= length:
        assert short == text.one_line(written)


def test_text_is_cut_between_words() -> None:
    assert text.shorten("Refill stations, in Nairobi", 18) == "Refill stations…"
    assert text.shorten("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"


def test_plain_text_has_no_markup() -> None:
    assert text.plain("# One\n\n**two** [three](https://example.org) <b>four</b>") == "One two three <b>four</b>"


def test_names_are_compared_without_case_width_and_outer_points() -> None:
    assert text.fold(" “ＡＣＭＥ  Straße” ltd. ") == "acme strasse” ltd"


@pytest.mark.parametrize(
    ("code", "way"), [("ar", "rtl"), ("fa-IR", "rtl"), ("en", "ltr"), ("pt-BR", "ltr"), ("", "auto"), (None, "auto")]
)
def test_a_language_has_a_direction(code: str | None, way: str) -> None:
    assert direction(code) == way


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("fr", True),
        ("pt-BR", True),
        ("zh-Hans-CN", True),
        ("tlh", True),
        ("xx", False),
        ("", False),
        ("e n", False),
        ("-", False),
    ],
)
def test_a_language_is_known_by_its_code(code: str, expected: bool) -> None:
    assert is_known(code) is expected


@given(st.text(max_size=40))
def test_no_text_breaks_the_question_for_a_language(code: str) -> None:
    assert is_known(code) in {True, False}


@given(st.text(alphabet=st.sampled_from("ab 1.)-+=#>&<*_`[]()!|~\\\t\n\r\u2028é'\"")))
def test_a_text_without_signs_is_read_plainly_as_markdown_would_read_it(written: str) -> None:
    assert text.plain(written) == text.one_line(text.markdown(written).striptags())


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("## What we did\n\nWe *measured* it", "What we did We measured it"),
        ("See [the plan](https://example.org/a_b#c) of `2021`", "See the plan of 2021"),
        ("At https://example.org/a_b#c (all)", "At (all)"),
        ("plain words", "plain words"),
        ("", ""),
    ],
)
def test_an_excerpt_has_the_words_without_marks_and_addresses(written: str, words: str) -> None:
    assert text.bare(written) == words
