"""Reading one line: what is refused, and how what is taken is cleaned."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.transfer import records
from exchange.transfer.records import Refused
from tests.transfer import made


def line(**values: Any) -> bytes:
    return json.dumps(made.record(**values)).encode()


def without(name: str) -> bytes:
    return json.dumps({key: value for key, value in made.record().items() if key != name}).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        records.read(content)
    return str(caught.value)


def test_a_record_has_every_key_in_the_order_of_the_schema() -> None:
    found = records.read(line())
    assert tuple(found) == records.NAMES
    assert found["summary"] is None
    assert found["themes"] == []
    assert found["extra"] == {}


@pytest.mark.parametrize("name", ["source_id", "source", "title", "lang", "licence", "attribution"])
def test_a_line_without_a_needed_key_is_refused(name: str) -> None:
    assert refusal(without(name)) == f"{name} is missing"
    assert refusal(line(**{name: None})) == f"{name} is missing"
    assert refusal(line(**{name: "  \n"})) == f"{name} is empty"


@pytest.mark.parametrize(
    ("name", "value"),
    [(key.name, value) for key in records.KEYS for value in (True, 1.5) if not (key.shape == records.OBJECT and value is None)],
)
def test_a_value_of_the_wrong_type_is_refused_in_every_key(name: str, value: Any) -> None:
    assert refusal(line(**{name: value})).startswith(f"{name} is ")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": 7}, "title is a number, not text"),
        ({"themes": "waste"}, "themes is text, not a list of texts"),
        ({"themes": ["waste", 7]}, "themes is a list, not a list of texts"),
        ({"sdgs": ["12"]}, "sdgs is a list, not a list of whole numbers"),
        ({"sdgs": [True]}, "sdgs is a list, not a list of whole numbers"),
        ({"year": "2010"}, "year is text, not a whole number"),
        ({"extra": []}, "extra is a list, not an object"),
        ({"translations": {"fr": "texte"}}, "translations “fr” is not an object"),
        ({"translations": {"fr": {"title": 1}}}, "translations “fr”: title is not text"),
        ({"lang": "english"}, "lang “english” is not a known language code"),
        ({"source_id": "x" * 501}, "source_id is longer than 500 characters"),
        ({"licence": "x" * 201}, "licence is longer than 200 characters"),
    ],
)
def test_the_reason_says_what_is_wrong(values: dict[str, Any], reason: str) -> None:
    assert refusal(line(**values)) == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "the line is not UTF-8 (byte 1)"),
        (b"{", "the line is not JSON: Expecting property name enclosed in double quotes (character 2)"),
        (b"[1]", "the line is a list, not an object"),
        (b"null", "the line is null, not an object"),
        (b'"text"', "the line is text, not an object"),
        (b"[" * 100_000, "the line is nested too deeply"),
        (b'{"year": NaN}', "the line is not JSON: NaN is not a number of JSON"),
        (b'{"extra": {"cost": 1e999}}', "a number is too large"),
        (b'{"title": "A", "title": "B"}', "the key “title” stands twice in one object"),
        (b'{"extra": {"cost": 1, "cost": 1}}', "the key “cost” stands twice in one object"),
        (b'{"extra": [{"\\u0000a": 1, "a": 2}]}', "the key “a” stands twice in one object"),
    ],
)
def test_what_is_no_object_is_refused(content: bytes, reason: str) -> None:
    assert refusal(content) == reason


def test_a_number_with_too_many_digits_is_refused() -> None:
    assert refusal(b'{"year": ' + b"9" * 5000 + b"}").startswith("a number is too large")


def test_a_line_of_more_than_five_million_bytes_is_refused() -> None:
    assert refusal(b" " * 5_000_001) == "the line is longer than 5,000,000 bytes"


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("en", "en"),
        ("FR", "fr"),
        ("pt-br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-1996", "de-1996"),
        ("qu", "qu"),
        ("iw", "iw"),
        ("und", None),
        ("mul", None),
        ("qqq", None),
        ("en-QX", None),
        ("en-Qqqq", None),
        ("en_GB", "en-GB"),
        ("e", None),
        ("", None),
        ("en-" + "-".join(["abcdefgh"] * 5), None),
    ],
)
def test_language_codes_are_known_or_not(code: str, tag: str | None) -> None:
    assert records.language_tag(code) == tag


def test_texts_are_cleaned_and_unknown_keys_kept_in_extra() -> None:
    found = records.read(line(title=" A\x00 title\r\nin two ", summary="One\r\ntwo", funder="Somebody", extra={"a": ["\ud800b"]}))
    assert found["title"] == "A title in two"
    assert found["summary"] == "One\ntwo"
    assert found["extra"] == {"a": ["b"], "funder": "Somebody"}


def test_texts_longer_than_the_form_allows_are_kept_whole() -> None:
    assert len(records.read(line(title="x" * 1000, description="y" * 200_000))["description"]) == 200_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(records.NAMES) | st.text(max_size=5), anything, max_size=10))
def test_any_object_is_read_or_refused_and_reads_the_same_again(values: dict[str, Any]) -> None:
    try:
        found = records.read(json.dumps({**made.record(), **values}).encode())
    except Refused:
        return
    assert records.read(records.write(found).encode()) == found


@given(st.binary(max_size=50))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        records.read(content)
