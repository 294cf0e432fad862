"""What a record says: themes, fields, years, translations."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.transfer import reading, records
from exchange.transfer.reading import Content, Translated
from exchange.transfer.records import Refused
from exchange.transfer.sources import UNKNOWN, Source
from tests.transfer import made

SOURCE = Source(
    themes={"Rubbish": ["waste"], "Nothing": ["gone"]},
    sectors={"Buses": ["transport"]},
    headings={"Background": "problem", "Law": "preconditions", "Policy": "preconditions", "Cost": "cost"},
    opening="problem",
    kind="policy",
    start_years=frozenset({"year of start", "year of approval"}),
)


def read(source: Source = UNKNOWN, chosen: tuple[str, ...] = (), **values: Any) -> Content:
    return reading.content(records.normal(made.record(**values)), made.TERMS, source, chosen)


def test_a_theme_of_ours_is_taken_as_it_is_and_a_replaced_one_as_what_replaced_it() -> None:
    assert read(themes=["transport", "waste"]).answers["themes"] == ["transport", "waste"]
    assert read(themes=["old"]).answers["themes"] == ["waste"]


def test_words_go_through_the_mapping_of_their_source_sectors_first() -> None:
    found = read(SOURCE, themes=["Rubbish"], sectors=["Buses"])
    assert found.answers["themes"] == ["transport", "waste"]
    assert found.unknown_themes == ()
    assert found.record["themes"] == ["transport", "waste"]
    assert found.record["extra"]["practice"]["theme_words"] == ["Rubbish"]


def test_an_identifier_of_ours_leaves_the_mapping_out() -> None:
    assert read(SOURCE, themes=["waste", "Other"], sectors=["Buses"]).answers["themes"] == ["waste"]


def test_themes_that_a_reviewer_chose_win_over_the_mapping() -> None:
    found = read(SOURCE, ("waste", "unheard-of"), themes=["Rubbish"], sectors=["Buses"])
    assert found.answers["themes"] == ["waste"]
    assert found.record["extra"]["practice"]["theme_words"] == ["Rubbish"]


def test_words_without_a_theme_are_kept_as_keywords_and_counted() -> None:
    found = read(SOURCE, themes=["Sand", "Nothing"], sectors=["Glass"], keywords=["Own"])
    assert "themes" not in found.answers
    assert found.answers["keywords"] == ["Own", "Sand", "Glass"]
    assert found.unknown_themes == ("Sand",)
    assert found.record["extra"]["practice"]["theme_words"] == ["Sand", "Nothing"]


def test_unknown_country_codes_are_kept_and_counted_never_guessed() -> None:
    found = read(countries=["fr", "XK", "France", "150"])
    assert found.answers["countries"] == ["FR", "150"]
    assert found.unknown_places == ("XK", "France")
    assert found.record["countries"] == ["FR", "XK", "France", "150"]


def test_headings_go_to_their_fields_and_keep_their_line_where_they_share_one() -> None:
    text = "Opening\n## Background\nBad\n## Law\nAct\n## Policy\nPlan\n## Cost\n# 5\n## Other\nMore\n##\nEnd"
    found = read(SOURCE, description=text).answers
    assert found["problem"] == "Opening\n\n## Background\n\nBad"
    assert found["preconditions"] == "## Law\n\nAct\n\n## Policy\n\nPlan"
    assert found["cost"] == "# 5"
    assert found["description"] == "## Other\n\nMore\n\n\\##\n\nEnd"
    assert found["kind"] == "policy"


def test_markdown_of_a_source_stays_markdown() -> None:
    source = Source(markdown=True, headings={"Aide": "advice"})
    found = read(source, description="A **bold** word\nand more\n## Aide\n[a](http://example.org)\n## Other *x*\ny").answers
    assert found["description"] == "A **bold** word\nand more\n\n## Other *x*\n\ny"
    assert found["advice"] == "[a](http://example.org)"


def test_a_heading_without_text_is_not_lost() -> None:
    assert read(description="## Empty").answers["description"] == "## Empty"
    assert "description" not in read(description=None).answers


@pytest.mark.parametrize(
    ("year", "end", "meaning", "start", "last"),
    [
        (2010, 2012, "year of start", "2010", "2012"),
        (2010, None, "year of approval", "2010", None),
        (2010, 2009, None, "2010", None),
        (2010, None, "year first published", None, None),
        (99999999999, None, None, None, None),
        (None, 2012, None, None, None),
    ],
)
def test_a_year_is_the_start_only_where_it_means_that(
    year: int | None, end: int | None, meaning: str | None, start: str | None, last: str | None
) -> None:
    found = read(SOURCE, year=year, year_end=end, extra={"year_meaning": meaning} if meaning else {})
    assert found.answers.get("start") == start
    assert found.answers.get("end") == last
    assert found.record["year"] == year


def test_a_translation_without_a_title_has_the_original_s() -> None:
    found = read(SOURCE, title="Title", translations={"FR": {"description": "Un\n## Law\nLoi"}, "en": {}, "xx": {}})
    assert found.translations == {"fr": Translated("Title", "", {"problem": "Un", "preconditions": "Loi"})}
    assert found.unknown_languages == ("xx",)


def native(**block: Any) -> Content:
    return read(SOURCE, sectors=["Buses"], description="**Bold**\nline", extra={"practice": {"answers": {}, **block}})


def test_answers_of_an_exchange_are_taken_as_they_are() -> None:
    given = {
        "problem": "## Mine",
        "kind": "finance",
        "countries": ["KE", "001", "ZZ"],
        "start": "2021-03-15",
        "stakeholders": ["business", "aliens"],
        "partners": [{"name": "A", "role": "funder"}, {"name": "B", "role": "boss"}, {"role": "funder"}],
        "tools": [{"url": "javascript:alert(1)", "label": "x"}, {"url": "https://example.org", "label": None}],
        "references": [{"url": "javascript:x", "label": "A book"}, {"url": "", "label": ""}],
        "evidence_links": [{"url": "http://example.org/a", "label": "", "kind": "audit"}],
        "adapted_link": "javascript:alert(1)",
        "targets": ["12.3", "99.9"],
        "agreed": True,
        "terms": False,
        "offers": None,
        "contacts": [1],
        "unheard_of": 7,
    }
    found = native(answers=given, evidence="measured")
    assert found.answers == {
        "title": "Practice 1",
        "language": "en",
        "kind": "finance",
        "countries": ["KE", "001"],
        "start": "2021-03-15",
        "problem": "## Mine",
        "description": "**Bold**\nline",
        "tools": [{"url": "https://example.org", "label": ""}],
        "targets": ["12.3"],
        "partners": [{"name": "A", "role": "funder"}, {"name": "B", "role": ""}],
        "stakeholders": ["business"],
        "evidence_links": [{"url": "http://example.org/a", "label": "", "kind": "audit"}],
        "references": [{"url": "", "label": "A book"}],
        "agreed": True,
    }
    assert found.evidence == "measured"
    assert found.unknown_places == ("ZZ",)
    assert native(evidence="sworn").evidence is None


def test_translations_of_an_exchange_keep_every_text() -> None:
    record: dict[str, Any] = {
        "translations": {"fr": {"title": "Titre", "description": "**Texte**"}},
        "extra": {
            "practice": {
                "answers": {},
                "translations": {"fr": {"answers": {"summary": "Bref", "problem": "Mal", "kind": "x"}, "by_machine": True}},
            }
        },
    }
    assert read(SOURCE, **record).translations == {
        "fr": Translated("Titre", "Bref", {"problem": "Mal", "description": "**Texte**"}, by_machine=True)
    }


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ([], "extra.practice is not an object"),
        ({"answers": []}, "extra.practice.answers is not an object"),
        ({"translations": 1}, "extra.practice.translations is not an object"),
        ({"theme_words": [1]}, "extra.practice.theme_words is not a list of texts"),
        ({"theme_words": "x"}, "extra.practice.theme_words is not a list of texts"),
        ({"answers": {"problem": 1}}, "extra.practice.answers.problem is not text"),
        ({"answers": {"agreed": "yes"}}, "extra.practice.answers.agreed is not true or false"),
        ({"answers": {"tools": {}}}, "extra.practice.answers.tools is not a list"),
        ({"answers": {"tools": ["x"]}}, "extra.practice.answers.tools is not a list of objects"),
        ({"answers": {"tools": [{"url": 1}]}}, "extra.practice.answers.tools is not a list of objects with texts"),
        ({"answers": {"targets": [1]}}, "extra.practice.answers.targets is not a list of texts"),
        ({"answers": {"countries": "FR"}}, "extra.practice.answers.countries is not a list"),
        ({"translations": {"fr": []}}, "extra.practice.translations.fr is not an object"),
        ({"translations": {"fr": {"answers": []}}}, "extra.practice.translations.fr is not an object"),
    ],
)
def test_a_block_of_the_wrong_type_is_refused(block: Any, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        read(extra={"practice": block}, translations={"fr": {}})
    assert str(caught.value) == reason


def test_reading_what_was_kept_says_the_same() -> None:
    once = read(SOURCE, ("waste",), themes=["Sand", "Rubbish"], sectors=["Glass"], keywords=["Own"], description="a\n## Law\nb")
    again = reading.content(records.normal(once.record), made.TERMS, SOURCE, ())
    assert again.record == once.record
    assert again.answers == once.answers
    assert again.digest == once.digest


def test_only_web_addresses_become_links() -> None:
    assert reading.source_address({"url": "https://example.org/a"}) == "https://example.org/a"
    assert reading.source_address({"url": "javascript:alert(1)"}) is None
    assert reading.source_address({"url": None}) is None


def test_words_are_told_the_most_frequent_first() -> None:
    assert reading.shown_words({"b": 1, "a": 1, "c": 5}) == "c 5, a 1, b 1"
    assert reading.shown_words({str(number): 1 for number in range(12)}).endswith("…")
