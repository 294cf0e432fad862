"""From a checked record to what a practice holds. Pure: values in, values out.

A record is read in one of two ways. One of a source has plain text, split at its headings as the source's mapping
says. One written in an exchange has its answers in `extra.practice`: they are taken as they are, and its
description is Markdown. Either way the record is kept with the practice, so that an export gives it back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from exchange.core import text
from exchange.core.addresses import link_address
from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.questions import Terms, WrongShape, year_of
from exchange.transfer import plain_text, records
from exchange.transfer.records import Refused
from exchange.transfer.sources import UNKNOWN, Source

BLOCK = "practice"
MOST_THEMES = 5
# Answers that have a key of their own in the schema; all others stand in `extra.practice.answers`.
KEYS = {"title": "title", "summary": "summary", "description": "description", "language": "lang",
        "organisation": "organisation", "themes": "themes", "keywords": "keywords"}  # fmt: skip
TRANSLATED_KEYS = ("title", "description")


@dataclass(frozen=True)
class Translated:
    """A text in another language: title, summary, the other text answers, and whether a machine wrote it."""

    title: str
    summary: str
    answers: Mapping[str, Any]
    by_machine: bool = False


@dataclass(frozen=True)
class Content:
    """What a record says: the record as it is kept, the answers it gives, its translations, and what was not understood.

    `answers` holds no empty one. `evidence` is a moderator's word in the exchange it comes from, or None.
    """

    record: dict[str, Any]
    answers: dict[str, Any]
    translations: dict[str, Translated]
    evidence: str | None
    unknown_themes: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()
    unknown_languages: tuple[str, ...] = ()
    digest: str = field(default="", compare=False)


def content(record: Mapping[str, Any], terms: Terms, source: Source = UNKNOWN, chosen: tuple[str, ...] = ()) -> Content:
    """What `record` says to an exchange that knows `terms`; `chosen` are themes a reviewer gave this record.

    Raises Refused when `extra.practice` holds a value of the wrong type.
    """
    block = _block(record)
    native = "answers" in block
    if native:
        # Answers given one by one need no mapping, and an empty one is an answer too.
        source, chosen = UNKNOWN, ()
    found, words, unknown = _themes(record, block, terms, source, chosen)
    kept = _record_to_keep(record, block, found, words)
    if native:
        answers = _native(record, block, terms)
        answers["themes"] = found
    else:
        answers = _answers(record, terms, source)
        answers["themes"] = found
        answers["keywords"] = [*record["keywords"], *unknown, *_unmapped_words(record["sectors"], source.sectors)]
    places = answers["countries"] or []
    answers = answers_of(answers, terms, "extra.practice.answers")
    translations, languages = _translations(record, block, terms, source, native)
    evidence = block.get("evidence") if block.get("evidence") in choices.EVIDENCE_LEVELS else None
    made = Content(
        kept,
        answers,
        translations,
        evidence,
        tuple(unknown),
        tuple(code for code in places if code not in terms.places),
        tuple(languages),
    )
    return Content(**{**vars(made), "digest": digest(made)})


def answers_of(given: Mapping[str, Any], terms: Terms, where: str) -> dict[str, Any]:
    """The answers in `given`, in the order of the form, empty ones and unknown questions left out.

    The same function reads the answers of an import and writes those of an export, so that both say the same.
    Raises Refused, naming `where` the answer stands, when one has the wrong type.
    """
    try:
        return FORM.accept(given, terms, where)
    except WrongShape as error:
        raise Refused(str(error)) from None


def is_native(record: Mapping[str, Any]) -> bool:
    """True for a record written in an exchange: its texts are Markdown and its answers stand in `extra.practice`."""
    block = record["extra"].get(BLOCK)
    return isinstance(block, dict) and "answers" in block


def digest(made: Content) -> str:
    """Equal for equal contents, wherever and whenever it is made."""
    parts = [made.record, made.answers, {code: asdict(one) for code, one in made.translations.items()}]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _block(record: Mapping[str, Any]) -> dict[str, Any]:
    block = record["extra"].get(BLOCK, {})
    for name in ("", "answers", "translations"):
        if not isinstance(block.get(name, {}) if name else block, dict):
            raise Refused(f"extra.practice{'.' if name else ''}{name} is not an object")
    words = block.get("theme_words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Refused("extra.practice.theme_words is not a list of texts")
    return dict(block)


def _themes(
    record: Mapping[str, Any], block: Mapping[str, Any], terms: Terms, source: Source, chosen: tuple[str, ...]
) -> tuple[list[str], list[str], list[str]]:
    """Themes of a record (ours), the words of its source, and those of the words that nothing maps."""
    given = record["themes"]
    before = block.get("theme_words", [])
    words = [word for word in [*before, *given] if word not in terms.themes]
    unknown = [word for word in dict.fromkeys(words) if word not in source.themes]
    ours = [terms.themes[word] for word in given if word in terms.themes]
    if not ours:
        # Sectors are narrower than themes, and the order of a mapping tells what weighs most: see mappings/README.md.
        sectors = [theme for word, some in source.sectors.items() if word in record["sectors"] for theme in some]
        themes = [theme for word, some in source.themes.items() if word in words for theme in some]
        ours = [terms.themes[one] for one in (chosen or [*sectors, *themes]) if one in terms.themes]
        ours = list(dict.fromkeys(ours))[:MOST_THEMES]
    return list(dict.fromkeys(ours)), list(dict.fromkeys(words)), unknown


def _unmapped_words(words: list[str], mapping: Mapping[str, Any]) -> list[str]:
    return [word for word in words if word not in mapping]


def _record_to_keep(record: Mapping[str, Any], block: Mapping[str, Any], themes: list[str], words: list[str]) -> dict[str, Any]:
    """The record to keep: our themes in `themes`, the words of the source beside them."""
    extra = {name: value for name, value in record["extra"].items() if name != BLOCK}
    rest = dict(block)
    if words:
        rest["theme_words"] = words
    if rest:
        extra[BLOCK] = rest
    return {**record, "themes": themes, "extra": extra}


def _answers(record: Mapping[str, Any], terms: Terms, source: Source) -> dict[str, Any]:
    """Answers of a record of a source."""
    answers: dict[str, Any] = {name: record[key] for name, key in KEYS.items() if name != "description"}
    answers.update(sections(record["description"], source))
    answers["kind"] = source.kind
    answers["countries"] = record["countries"]
    meaning = record["extra"].get("year_meaning", "")
    if not meaning or meaning in source.start_years:
        start, end = str(record["year"]), str(record["year_end"])
        if year_of(start):
            answers["start"] = start
            answers["end"] = end if year_of(end) and end >= start else ""
    return answers


def sections(description: str | None, source: Source) -> dict[str, str]:
    """The text of a source by field of the form, as Markdown; no word is lost but a heading whose part has a field to itself."""
    parts: dict[str, list[tuple[str, str]]] = {}
    heading, lines = "", list[str]()

    def close() -> None:
        body = "\n".join(lines).strip()
        name = source.headings.get(heading, "description") if heading else source.opening
        if heading or body:
            parts.setdefault(name, []).append((heading, body))

    for line in (description or "").split("\n"):
        if line.startswith(plain_text.HEADING) and line[len(plain_text.HEADING) :].strip():
            close()
            heading, lines = line[len(plain_text.HEADING) :].strip(), []
        else:
            lines.append(line)
    close()
    return {name: _join(name, some, source) for name, some in parts.items()}


def _join(name: str, parts: list[tuple[str, str]], source: Source) -> str:
    rich = FORM.by_name[name].is_rich
    written = []
    for heading, body in parts:
        shown = body if source.markdown or not rich else plain_text.to_markdown(body)
        alone = len(parts) == 1 and heading in source.headings
        if heading and not alone:
            title = heading if source.markdown or not rich else plain_text.to_markdown(heading)
            shown = f"{plain_text.HEADING}{title}\n\n{shown}".strip()
        written.append(shown)
    return "\n\n".join(one for one in written if one)


def _native(record: Mapping[str, Any], block: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Answers of a record written in an exchange."""
    answers = {**block["answers"], **{name: record[key] for name, key in KEYS.items()}}
    answers.setdefault("countries", record["countries"])
    return answers


def _translations(
    record: Mapping[str, Any], block: Mapping[str, Any], terms: Terms, source: Source, native: bool
) -> tuple[dict[str, Translated], list[str]]:
    """The translations of a record by language, and the codes that name none."""
    found: dict[str, Translated] = {}
    unknown = []
    for code, one in record["translations"].items():
        tag = records.language_tag(code)
        if tag is None:
            unknown.append(code)
        elif tag != record["lang"]:
            found[tag] = _translation(one, block.get("translations", {}).get(code, {}), code, record, terms, source, native)
    return found, unknown


def _translation(
    given: Mapping[str, Any], more: Any, code: str, record: Mapping[str, Any], terms: Terms, source: Source, native: bool
) -> Translated:
    where = f"extra.practice.translations.{code}"
    if not isinstance(more, dict) or not isinstance(more.get("answers", {}), dict):
        raise Refused(f"{where} is not an object")
    if native:
        said = {**more.get("answers", {}), **{name: given.get(name) for name in TRANSLATED_KEYS}}
    else:
        said = {"title": given.get("title"), **sections(given.get("description"), source)}
    texts = answers_of({name: said[name] for name in FORM.texts if name in said}, terms, where)
    title = texts.pop("title", "") or record["title"]
    return Translated(str(title), str(texts.pop("summary", "")), texts, more.get("by_machine") is True)


def source_address(record: Mapping[str, Any]) -> str | None:
    """The record's page at its source, where it can be linked to."""
    return link_address(record["url"]) or None


def shown_words(words: Mapping[str, int], most: int = 10) -> str:
    """The most frequent words with how often each came, for a line to the operator."""
    ordered = sorted(words.items(), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{text.shorten(word, 60)} {count}" for word, count in ordered[:most])
    return f"{told}, …" if len(ordered) > most else told
