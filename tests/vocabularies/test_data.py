"""The texts that vocabulary files ship: characters of their language, nothing cut off, codes as ISO 3166-1 and M49 have them."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

import exchange.review
from exchange.core.languages import CODES
from exchange.vocabularies.service import DATA
from tests.house_rules.texts import faults, is_cut_off

REVIEW = Path(exchange.review.__file__).parent / "data"
# Codes that ISO 3166-1 assigns, beside those of the countries that CLDR names: CLDR also names groups and codes for private use.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
# Names that M49 and ISO 3166-1 give, where a shorter one is used elsewhere.
OFFICIAL = {
    "HK": "China, Hong Kong Special Administrative Region",
    "MO": "China, Macao Special Administrative Region",
    "PS": "State of Palestine",
    "TW": "Taiwan (Province of China)",
}
SMALL_FIRST = {"ar", "zh"}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _countries() -> list[dict[str, str]]:
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _by_language(value: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Each text below `value` with the language it is in, wherever the file keeps texts by language."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in CODES:
                for text in one if isinstance(one, list) else [one]:
                    yield where, key, text
            else:
                yield from _by_language(one, f"{where} {value.get('id') or value.get('code') or ''} {key}")
    elif isinstance(value, list):
        for one in value:
            yield from _by_language(one, where)


def _texts() -> Iterator[tuple[str, str, str]]:
    for path in [*sorted(DATA.glob("*.json")), *sorted(REVIEW.glob("*.json"))]:
        yield from _by_language(_read(path), path.name)
    for row in _countries():
        for language in CODES:
            yield f"countries.csv {row['iso2']}", language, row[f"name_{language}"]


def test_each_text_of_a_data_file_has_the_characters_of_its_language() -> None:
    texts = list(_texts())

    assert {where.split()[0] for where, _, _ in texts} >= {"themes.json", "sdg_targets.json", "checklist.json", "countries.csv"}
    assert [f"{where}: {fault}" for where, language, text in texts for fault in faults(text, language)] == []
    assert [(where, language, text) for where, language, text in texts if is_cut_off(text)] == []


def test_a_year_of_a_target_stands_in_each_of_its_languages() -> None:
    """A translation that lacks a year of the English one was cut off."""
    for target in _read(DATA / "sdg_targets.json"):
        years = {language: set(re.findall(r"20[1-3]\d", text)) for language, text in target["title"].items()}
        assert all(found == years["en"] for found in years.values()), (target["code"], years)


@pytest.mark.parametrize("name", ["sdg_goals.json", "sdg_targets.json", "regions.json"])
def test_official_names_begin_with_a_capital_letter(name: str) -> None:
    for where, language, text in _by_language(_read(DATA / name), name):
        assert language in SMALL_FIRST or text[0].isupper() or text[0].isdigit(), (where, text)


def test_names_of_countries_begin_with_a_capital_letter() -> None:
    for row in _countries():
        for language in set(CODES) - SMALL_FIRST:
            assert row[f"name_{language}"][0].isupper(), row[f"name_{language}"]


def test_short_names_of_goals_have_small_letters_after_the_first_word() -> None:
    for goal in _read(DATA / "sdg_goals.json"):
        for language, text in goal["short"].items():
            rest = text.split(" ", 1)[1:]
            assert not rest or rest[0] == rest[0].lower(), (language, text)


def test_names_of_countries_are_nominative_in_russian() -> None:
    for row in _countries():
        assert not re.search(r"^\w+(?:их|ых)\b|тике$", row["name_ru"]), row["name_ru"]


def test_each_country_has_a_name_of_its_own_in_each_language() -> None:
    for language in CODES:
        count = Counter(row[f"name_{language}"] for row in _countries())
        assert [name for name, times in count.items() if times > 1] == [], language


def test_the_countries_are_those_of_iso_3166_1_with_their_numbers() -> None:
    """M49 uses the numbers of ISO 3166-1; CLDR, which Babel ships, carries its own list of both."""
    known = {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))} - NOT_ISO
    rows = _countries()

    assert {row["iso2"] for row in rows} == known
    assert all(re.fullmatch("[A-Z]{3}", row["iso3"]) and re.fullmatch(r"\d{3}", row["m49"]) for row in rows)
    assert len({row["iso3"] for row in rows}) == len({row["m49"] for row in rows}) == len(rows)


def test_names_follow_m49_and_iso_3166_1_where_shorter_ones_are_common() -> None:
    names = {row["iso2"]: row["name_en"] for row in _countries()}

    assert {code: names[code] for code in OFFICIAL} == OFFICIAL


def test_the_regions_of_countries_are_those_of_the_list_of_regions() -> None:
    regions = {one["code"]: one for one in _read(DATA / "regions.json")}
    for row in _countries():
        for code, name in (
            ("region_code", "region"),
            ("subregion_code", "subregion"),
            ("intermediate_region_code", "intermediate_region"),
        ):
            if row[code]:
                assert regions[row[code]]["names"]["en"] == row[name], row["iso2"]
