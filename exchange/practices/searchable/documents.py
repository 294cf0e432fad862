"""What the index holds of a practice: made from what everybody may read, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exchange.core.languages import DEFAULT, page_language
from exchange.practices import queries as practices
from exchange.practices import texts
from exchange.practices.fields import FORM
from exchange.practices.models import Version
from exchange.practices.queries import Published
from exchange.practices.searchable.facets import FACETS
from exchange.retrieval.kinds.searchable import codes_by_facet, own_labels
from exchange.retrieval.kinds.terms import in_words
from exchange.retrieval.port import Document

VERSION = 2
STILL_RUNNING = frozenset({"running", "pilot"})
NO_END = 9999
_LINK = re.compile(r"\]\([^()\s]*\)|https?://\S+")


def of_practices(ids: Sequence[int]) -> list[Document]:
    """A document for each language in which each of these practices can be read; none for one nobody may read."""
    return [document for one in practices.published_many(ids) for document in of_practice(one)]


def of_practice(one: Published) -> Iterator[Document]:
    """A document for each language in which the practice can be read."""
    version, practice = one.version, one.practice
    first, last = years_of(version)
    published = version.published_at.timestamp() if version.published_at else 0.0
    shared: dict[str, Any] = {
        "record": practice.id,
        "codes": _codes(one),
        "labels": own_labels(FACETS, one),
        "newest": published,
        "reviewed": practice.confirmed_at.timestamp() if practice.confirmed_at else published,
        "first_year": first,
        "last_year": last,
    }
    original = page_language(version.language) or version.language or DEFAULT
    yield _text(texts.original(version), original, shared)
    for language, translation in sorted(one.translations.items()):
        if not translation.by_machine and language != original:
            yield _text(texts.translate_text(version, translation, language), language, shared)


def _text(text: texts.Text, language: str, shared: Mapping[str, Any]) -> Document:
    answers = text.answers
    written = [_plain(answers.get(name)) for name in FORM.searched_texts if name != "title"]
    written += [str(answers.get("organisation") or ""), str(answers.get("place") or "")]
    written.append(", ".join(str(word) for word in answers.get("keywords") or ()))
    written.append(", ".join(str(partner.get("name", "")) for partner in answers.get("partners") or ()))
    written += in_words(answers.get("themes") or (), answers.get("countries") or (), language)
    return Document(language=language, title=text.title, texts=tuple(one for one in written if one), **shared)


def _plain(value: Any) -> str:
    return _LINK.sub(" ", str(value)) if value else ""


def _codes(one: Published) -> dict[str, tuple[str, ...]]:
    """The values of every facet and link of a practice."""
    links = {
        "author": {str(person.user_id) for person in one.authors},
        "target": {row.target_code for row in one.version.targets},
    }
    return codes_by_facet(FACETS, one) | {link: tuple(sorted(codes)) for link, codes in links.items()}


def years_of(version: Version) -> tuple[int | None, int | None]:
    """First and last year of a practice; one that runs still has no last year (9999). (None, None) when not known."""
    first = version.start_year if version.start_year is not None else version.end_year
    if first is None:
        return None, None
    if version.end_year is not None:
        return first, max(first, version.end_year)
    return first, NO_END if version.answers.get("state") in STILL_RUNNING else first
