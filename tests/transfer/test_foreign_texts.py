"""What other systems write: HTML in texts, codes of their own, the same word twice, and files that are no JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.practices import queries
from exchange.transfer import files, markup, records
from tests.transfer import made

LINE = json.dumps(made.record()).encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.jsonl"


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("Food &amp; drink", "Food & drink"),
        ("<p>One</p><p>Two &lt; 3</p>", "One\nTwo < 3"),
        ("A<br/>B<br>C", "A\nB\nC"),
        ("<h2>What</h2><ul><li>one</li><li>two</li></ul>", "## What\n- one\n- two"),
        ("5&nbsp;kg of <b>waste</b> &#8211; caf&eacute;", "5\u00a0kg of waste – café"),
        ("&amp;lt;p&amp;gt;twice&amp;lt;/p&amp;gt;", "twice"),
        ("<script>alert(1)</script>safe<!-- note -->", "safe"),
        ("<script>never ended", "never ended"),
        (
            "a < b and c > d, R&D, AT&T; <10 kg <me@example.org> &nosuch;",
            "a < b and c > d, R&D, AT&T; <10 kg <me@example.org> &nosuch;",
        ),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
    ],
)
def test_html_is_read_as_the_text_it_stands_for(given_text: str, plain: str) -> None:
    assert markup.as_text(given_text) == plain


@given(st.text("<>/pbr&;#xamlt12 \n!-", max_size=60))
def test_no_text_of_a_source_is_too_strange_to_be_read(given_text: str) -> None:
    assert "<p>" not in markup.as_text(given_text)


def test_html_in_a_record_is_turned_into_text_and_its_line_is_named(file: Path) -> None:
    texts: dict[str, Any] = {
        "title": "Food &amp; drink",
        "description": "<p>One</p><p>Two</p>",
        "keywords": ["R&amp;D"],
        "translations": {"fr": {"title": "Manger &amp; boire"}},
    }
    made.write(file, [made.record(), made.record(2, **texts)])
    result = made.run("practices", "import", str(file), "--reviewed")
    assert result.exit_code == 0
    assert result.stderr == "line 2: HTML was turned into text in title, description, keywords, translations\n"
    said = made.said("test:2")
    assert (said["title"], said["description"], said["keywords"]) == ("Food & drink", "One\n\nTwo", ["R&D"])
    assert (made.practice("test:2").source_record or {})["translations"] == {"fr": {"title": "Manger & boire"}}
    result = made.run("practices", "import", str(file), "--reviewed")
    assert result.stdout == "created 0, updated 0, unchanged 2, refused 0\n"


def test_what_was_written_in_an_exchange_keeps_every_sign(file: Path) -> None:
    answers: dict[str, Any] = {"title": "<p> and &amp;", "description": "`&lt;b&gt;`", "extra": {"practice": {"answers": {}}}}
    made.take_in(made.write(file, [made.record(**answers)]))
    assert made.said("test:1")["title"] == "<p> and &amp;"
    assert made.said("test:1")["description"] == "`&lt;b&gt;`"


@pytest.mark.parametrize("title", ["\u200b\u200b", "\u3164", "\u2800", "\u202e", "<p></p>", "&nbsp;", "\u00ad"])
def test_a_title_that_nobody_sees_is_refused(file: Path, title: str) -> None:
    _report, refused = made.take_in(made.write(file, [made.record(title=title)]))
    assert refused == [(1, "title is empty")]


@pytest.mark.parametrize(
    ("code", "known"),
    [("de", "DE"), ("UK", "GB"), ("uk", "GB"), ("EL", "GR"), ("XK", "XK"), ("150", "150"), ("Narnia", "Narnia")],
)
def test_a_country_is_known_by_the_codes_sources_use(code: str, known: str) -> None:
    line = made.record(countries=[code], extra={"practice": {"answers": {"countries": [code]}}})
    found = records.read(json.dumps(line).encode())
    assert found["countries"] == [known]


def test_a_country_by_two_codes_is_one(file: Path) -> None:
    native = made.record(2, extra={"practice": {"answers": {"countries": ["uk", "GB", "ke"]}}})
    made.take_in(made.write(file, [made.record(countries=["UK", "GB", "ke"]), native]))
    assert made.said("test:1")["countries"] == made.said("test:2")["countries"] == ["GB", "KE"]


def test_a_country_outside_the_list_is_shown_by_its_name(file: Path) -> None:
    made.take_in(made.write(file, [made.record(countries=["xk", "UK"])]))
    card = queries.cards([made.practice("test:1").id], "en")[0]
    assert card.other_countries == ["Kosovo"]


@pytest.mark.parametrize(("code", "tag"), [("pt_BR", "pt-BR"), ("zh_hans_cn", "zh-Hans-CN"), ("EN", "en"), ("pt_", None)])
def test_a_language_is_known_with_a_low_line_too(code: str, tag: str | None) -> None:
    assert records.language_tag(code) == tag


def test_keywords_that_differ_in_capitals_only_are_one(file: Path) -> None:
    native = made.record(2, keywords=["Ｗaste", "waste"], extra={"practice": {"answers": {}}})
    made.take_in(made.write(file, [made.record(keywords=["Waste", "waste", "Reuse", "WASTE "]), native]))
    assert made.said("test:1")["keywords"] == ["Waste", "Reuse"]
    assert made.said("test:2")["keywords"] == ["Ｗaste"]


WRONG = [
    (b"", files.EMPTY),
    (b"\xef\xbb\xbf\n \r\n", files.EMPTY),
    (b"[" + LINE + b"]", "it is not JSON Lines but one list."),
    (b"[\n" + LINE + b",\n" + LINE.replace(b"test:1", b"test:2") + b"\n]\n", "it is not JSON Lines but one list."),
    (json.dumps(made.record(), indent=2).encode(), "it is not JSON Lines but one record over several lines."),
    ((LINE + b"\n").decode().encode("utf-16"), "its characters are UTF-16."),
    ((LINE + b"\n").decode().encode("utf-16-le"), "its characters are not UTF-8."),
    (json.dumps(made.record(title="Café"), ensure_ascii=False).encode("latin-1"), "its characters are not UTF-8."),
    (b"source_id,title\n1,One\n", "it is not JSON Lines: it begins with"),
    (b"<records><record/></records>", "it is not JSON Lines: it begins with"),
]


@pytest.mark.parametrize(("content", "reason"), WRONG)
def test_a_file_that_holds_no_lines_of_json_is_refused_once(file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    result = made.run("practices", "import", str(file))
    assert result.exit_code == 2
    assert result.stdout == "created 0, updated 0, unchanged 0, refused 0\n"
    assert result.stderr.startswith(f"The file {file} cannot be taken in: {reason}")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_with_some_broken_lines_is_still_read_line_by_line(file: Path) -> None:
    file.write_bytes(b'{"source_id": "broken\n[1, 2]\n' + LINE + b"\n")
    report, refused = made.take_in(file)
    assert (report.created, [number for number, _reason in refused]) == (1, [1, 2])
