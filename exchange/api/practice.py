"""One practice, with everything everybody may read of it and nothing else."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from exchange.api.results import address_of, by_kind
from exchange.api.shapes import Author, Practice, Source, Term, Translation
from exchange.core import identity
from exchange.core.addresses import is_link
from exchange.core.errors import Gone, NotFound
from exchange.core.languages import absolute, page_language
from exchange.practices import choices, queries, texts
from exchange.practices.fields import FORM
from exchange.practices.queries import Names, Published
from exchange.practices.texts import Text
from exchange.questions import CodeList

# What stands in the answer under a name of its own.
APART = {"title", "summary", "language", "themes", "countries", "kind", "scale", "organisation", "licence"}


def practice(number: int, lang: str) -> Practice:
    """The practice in the page language `lang` where there is such a text. Gone when retracted; NotFound when nobody may read it."""
    gone = queries.tombstone(number)
    if gone is not None:
        raise Gone(practice_title=gone.title, retracted_on=gone.at, reason=gone.reason)
    found = queries.published_practice(number)
    if found is None:
        raise NotFound
    text = texts.translate_text(found.version, texts.choose_translation(found.version, found.translations, lang), lang)
    return _shape(found, text, Names(lang))


def _shape(found: Published, text: Text, names: Names) -> Practice:
    kept, version = found.practice, found.version
    countries, regions = by_kind(text.answers["countries"])
    authors = _authors(found, names.lang)
    level = choices.level_for_readers(version.evidence, reviewed=version.reviewer_id is not None)
    return Practice(
        id=kept.id,
        source_id=kept.source_id,
        url=address_of(kept.id, text.title, text.language),
        title=text.title,
        summary=text.summary,
        language=text.language,
        original_language=version.language,
        languages=found.languages,
        translations=_translations(found),
        themes=[Term(code, names.theme(code)) for code in text.answers["themes"]],
        countries=[Term(code, names.place(code)) for code in countries],
        regions=[Term(code, names.place(code)) for code in regions],
        other_countries=queries.unknown_places(kept),
        kind=_term(choices.KINDS, version.kind),
        scale=_term(choices.SCALES, version.scale),
        evidence=Term(level, str(choices.HOW_SURE.get(level, level))),
        start_year=version.start_year,
        end_year=version.end_year,
        organisation=version.organisation,
        answers=_answers(text),
        authors=authors,
        version=version.number,
        published_at=version.published_at,
        confirmed_at=kept.confirmed_at,
        reviewed=version.reviewer_id is not None,
        licence=kept.licence or text.answers["licence"],
        attribution=kept.attribution or _credit(found, authors),
        source=_source(found),
    )


def _term(words: CodeList, code: str | None) -> Term | None:
    return Term(code, str(words.get(code, code))) if code else None


def _answers(text: Text) -> dict[str, Any]:
    shown = [one.name for one in FORM.questions if one.is_shown and one.name not in APART]
    return {name: text.answers[name] for name in shown if text.answers[name]}


def _authors(found: Published, lang: str) -> list[Author]:
    return [
        Author(
            one.name if one.active else str(_("Former member")),
            absolute(url_for("experts.show", lang=lang, number=one.number, slug=one.slug)) if one.public else None,
        )
        for one in queries.name_people(found.authors)
    ]


def _credit(found: Published, authors: list[Author]) -> str:
    """Whom to credit for a practice written here: its authors, else the organisation, else this exchange."""
    return ", ".join(one.name for one in authors) or found.version.organisation or identity.name_in_records()


def _translations(found: Published) -> list[Translation]:
    original = page_language(found.version.language)
    return [
        Translation(
            language=language,
            title=one.title or found.version.title,
            url=_translated_page(found, language, by_machine=one.by_machine),
            by_machine=one.by_machine,
            current=one.made_from_id == found.version.id,
        )
        for language, one in sorted(found.translations.items())
        if language != original
    ]


def _translated_page(found: Published, language: str, *, by_machine: bool) -> str:
    """A translation by a machine is shown to those who ask for it, at an address that says so."""
    text = found.translations[language]
    address = address_of(found.practice.id, text.title or found.version.title, language)
    return f"{address}?text=machine" if by_machine else address


def _source(found: Published) -> Source | None:
    kept = found.practice
    if kept.source_id is None:
        return None
    return Source(kept.source_id, kept.source or "", kept.source_url if is_link(kept.source_url or "") else None)
