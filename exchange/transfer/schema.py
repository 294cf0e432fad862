"""The JSON Schema of a record, made from the tables that read one; `docs/practice-record.schema.json` is its print."""

from __future__ import annotations

from typing import Any

from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.transfer import records
from exchange.transfer.reading import BLOCK, KEYS

MEANINGS = {
    "source_id": "Identity of the record, the same for ever: prefix of the source, colon, the source's own identifier. `exchange:<number>` for a practice written in an exchange.",
    "source": "Name of the source.",
    "record_type": "What the record calls itself: good_practice, case_study, measure or project.",
    "title": "Never empty.",
    "summary": "A short text of its own.",
    "description": "Plain text: each line a paragraph, headings are lines that begin with `## `. Markdown when extra.practice.answers is given.",
    "lang": "BCP 47 code of the language of title, summary and description.",
    "original_lang": "Language in which the practice itself was published.",
    "countries": "ISO 3166-1 alpha-2 codes.",
    "country_names": "As written in the source.",
    "year": "What it means is in extra.year_meaning.",
    "year_end": "Last year.",
    "organisation": "Lead organisation.",
    "organisation_type": "As in the source.",
    "themes": "Identifiers of this exchange's themes, the main one first, or words of the source.",
    "sectors": "Words of the source.",
    "sdgs": "Numbers of Sustainable Development Goals.",
    "keywords": "Words or short phrases.",
    "scope": "Words of the source.",
    "extra": "What has no key of its own; `practice` holds what a practice of an exchange says besides.",
    "url": "Page of the record at its source.",
    "licence": "An SPDX identifier where there is one.",
    "attribution": "Whom to credit.",
    "translations": "By language code: the text in another language.",
}
TEXT = {"type": "string"}
WORDS = {"type": "array", "items": TEXT}
SHAPES: dict[str, dict[str, Any]] = {
    records.TEXT: TEXT,
    records.TEXTS: WORDS,
    records.NUMBER: {"type": "integer"},
    records.NUMBERS: {"type": "array", "items": {"type": "integer"}},
    records.OBJECT: {"type": "object"},
}


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one line, as an export writes it: every key present."""
    properties = {key.name: _key(key) for key in records.KEYS}
    properties["extra"]["properties"] = {BLOCK: _block()}
    properties["translations"]["additionalProperties"] = {
        "type": "object",
        "properties": {"title": _or_null(TEXT), "description": _or_null(TEXT)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Practice record",
        "description": "One line of a file of practices. An import demands only source_id, source, title, lang, licence and attribution.",
        "type": "object",
        "required": list(records.NAMES),
        "additionalProperties": False,
        "properties": properties,
    }


def _key(key: records.Key) -> dict[str, Any]:
    shape = dict(SHAPES[key.shape])
    if key.needed:
        shape["minLength"] = 1
    if key.longest:
        shape["maxLength"] = key.longest
    if not key.needed and key.shape in {records.TEXT, records.NUMBER}:
        shape = _or_null(shape)
    return {**shape, "description": MEANINGS[key.name]}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "type": [shape["type"], "null"]}


def _block() -> dict[str, Any]:
    answers = {name: shape for name, shape in FORM.schema().items() if name not in KEYS}
    texts = [name for name in FORM.texts if name not in {"title", "description"}]
    return {
        "type": "object",
        "description": "Answers of the form of an exchange that have no key above. What is empty is left out.",
        "properties": {
            "answers": {
                "type": "object",
                "description": "Given for a practice written in an exchange; then the description is Markdown and nothing is split.",
                "properties": answers,
            },
            "translations": {
                "type": "object",
                "description": "By language code: what a translation says besides title and description.",
                "additionalProperties": {
                    "type": "object",
                    "properties": {
                        "answers": {"type": "object", "properties": dict.fromkeys(texts, TEXT)},
                        "by_machine": {"type": "boolean", "description": "True when a machine wrote the translation."},
                    },
                },
            },
            "theme_words": {**WORDS, "description": "The source's own words where `themes` holds identifiers of an exchange."},
            "evidence": {"enum": list(choices.EVIDENCE_LEVELS), "description": "The level a moderator gave."},
        },
    }
