"""From a published practice to a record, such that reading the record gives the practice again.

An imported practice that still says what its record said is written as that record. Any other is written with its
answers: those that have a key in the schema there, all others in `extra.practice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.core import text
from exchange.practices import answers
from exchange.practices.fields import FORM
from exchange.practices.queries import Published
from exchange.questions import Terms, year_of
from exchange.transfer import reading, records
from exchange.transfer.reading import BLOCK, KEYS, Content, Translated, answers_of
from exchange.transfer.sources import UNKNOWN, Source
from exchange.vocabularies import queries as vocabularies

RECORD_TYPE = "good_practice"
YEAR_MEANING = "year of start"
COUNTRY_CODE = 2


def record_of(one: Published, terms: Terms, own_source: str, address: str, source: Source = UNKNOWN) -> dict[str, Any]:
    """The record of a published practice, every key present.

    `own_source` and `address` name the source and page of a practice written here; `source` is how records of an
    imported one are read. No contact, e-mail address or field that only members see is in it.
    """
    kept = one.practice.source_record
    given = answers_of(answers.read(one.version), terms, "answers")
    translations = {code: _translate(version, terms) for code, version in sorted(one.translations.items())}
    if kept is not None:
        said = reading.content(records.normal(kept), terms, source)
        if said.answers == given and said.translations == translations:
            return _with_evidence(said.record, one.version.evidence)
        base = {**said.record, "licence": one.practice.licence, "attribution": one.practice.attribution}
    else:
        base = _base(one, given, own_source, address)
    return _with_evidence(_compose(base, given, translations), one.version.evidence)


def authors_of(one: Published, own_source: str) -> str:
    """Whom to credit: the authors by the names they show, else the lead organisation, else the exchange."""
    names = [text.one_line(person.user.name) for person in one.authors]
    return ", ".join(name for name in names if name) or text.one_line(one.version.organisation) or own_source


def _base(one: Published, given: Mapping[str, Any], own_source: str, address: str) -> dict[str, Any]:
    """What a record of a practice written here says besides its answers."""
    empty = records.normal({"source_id": "-", "source": "-", "title": "-", "lang": "en", "licence": "-", "attribution": "-"})
    dated = {"year_meaning": YEAR_MEANING} if one.version.start_year else {}
    return {
        **empty,
        "source_id": f"exchange:{one.practice.id}",
        "source": own_source,
        "record_type": RECORD_TYPE,
        "original_lang": given.get("language"),
        "extra": dated,
        "url": address,
        "licence": given.get("licence") or "CC-BY-4.0",
        "attribution": authors_of(one, own_source),
    }


def _compose(base: Mapping[str, Any], given: Mapping[str, Any], translations: Mapping[str, Translated]) -> dict[str, Any]:
    """`base` with the answers at their keys and the others in the block."""
    listed = {key: given.get(name, [] if name in {"themes", "keywords"} else None) for name, key in KEYS.items()}
    countries = [code for code in given.get("countries", []) if len(code) == COUNTRY_CODE]
    goals = {int(code.split(".")[0]) for code in given.get("targets", [])}
    block: dict[str, Any] = {"answers": {name: value for name, value in given.items() if name not in KEYS}}
    more = {code: _more(one) for code, one in translations.items()}
    if any(more.values()):
        block["translations"] = {code: value for code, value in more.items() if value}
    before = base["extra"].get(BLOCK, {})
    if before.get("theme_words"):
        block["theme_words"] = before["theme_words"]
    record = {
        **base,
        **listed,
        "countries": countries,
        "country_names": [vocabularies.place_name(code, "en") for code in countries],
        "year": year_of(given.get("start", "")),
        "year_end": year_of(given.get("end", "")),
        "sdgs": sorted(goals) or base["sdgs"],
        "extra": {**{name: value for name, value in base["extra"].items() if name != BLOCK}, BLOCK: block},
        "translations": {code: _public_texts(one) for code, one in translations.items()},
    }
    return {name: record[name] for name in records.NAMES}


def _public_texts(one: Translated) -> dict[str, Any]:
    description = one.answers.get("description")
    return {"title": one.title, **({"description": description} if description else {})}


def _more(one: Translated) -> dict[str, Any]:
    texts = {name: value for name, value in one.answers.items() if name != "description"}
    said = {**({"summary": one.summary} if one.summary else {}), **texts}
    return {**({"answers": said} if said else {}), **({"by_machine": True} if one.by_machine else {})}


def _translate(version: Any, terms: Terms) -> Translated:
    said = {"title": version.title, "summary": version.summary, **version.answers}
    texts = answers_of({name: said[name] for name in FORM.texts if name in said}, terms, "translation")
    return Translated(str(texts.pop("title", "")), str(texts.pop("summary", "")), texts, version.by_machine)


def _with_evidence(record: Mapping[str, Any], evidence: str | None) -> dict[str, Any]:
    """The record with the evidence level a moderator gave here, or without one."""
    block = {**record["extra"].get(BLOCK, {}), "evidence": evidence}
    if evidence is None:
        del block["evidence"]
    extra = {name: value for name, value in record["extra"].items() if name != BLOCK}
    return {**record, "extra": {**extra, BLOCK: block} if block else extra}


__all__ = ["Content", "authors_of", "record_of"]
