"""What the index holds of a practice and of an expert: made from what everybody may read, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.languages import DEFAULT
from exchange.experts import queries as experts
from exchange.experts.visibility import ProfileView
from exchange.practices import fields, texts
from exchange.practices import queries as practices
from exchange.practices.models import Version
from exchange.practices.queries import Published
from exchange.search import kinds
from exchange.search.backend import EXPERTS, PRACTICES, Document
from exchange.search.kinds.experts import countries
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.models import VocabularyState

Result = TypeVar("Result")
# To be raised by one whenever the same record would make another document than before: then every index is built anew.
VERSION = 1
BATCH = 250
STILL_RUNNING = frozenset({"running", "pilot"})
NO_END = 9999
_LINK = re.compile(r"\]\([^()\s]*\)|https?://\S+")
_TEXTS = tuple(name for name in fields.TEXTS if name not in {"title", "adapted_link", "interests"})


def of_practices(ids: Sequence[int]) -> list[Document]:
    """A document for each language in which each of these practices can be read; none for one nobody may read."""
    return [document for one in practices.published_many(ids) for document in of_practice(one)]


def of_experts(ids: Sequence[int]) -> list[Document]:
    """A document for each language of the biography of each of these experts; none for one without a public profile."""
    return [document for view in experts.public_profiles(ids) for document in of_expert(view)]


READERS: dict[str, Callable[[Sequence[int]], list[Document]]] = {PRACTICES: of_practices, EXPERTS: of_experts}
NUMBERS: dict[str, Callable[[], list[int]]] = {PRACTICES: practices.published_ids, EXPERTS: experts.public_ids}


def every(kind: str, report: Callable[[int], object] | None = None) -> Iterator[Document]:
    """Every document of a kind by record, read in batches; `report` is told how many records each batch had."""
    numbers = apart(NUMBERS[kind])
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        yield from apart(lambda some=some: READERS[kind](some))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        if report:
            report(len(some))


def apart(read: Callable[[], Result]) -> Result:
    """What `read` gives, in a database session of its own: the caller's is left as it is, and nothing stays in memory."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own accessor
    with app.app_context():
        return read()


def total() -> int:
    """How many records there are to index."""
    return sum(len(apart(numbers)) for numbers in NUMBERS.values())


def basis() -> str:
    """By which version of this module and from which state of the vocabularies, whose labels and groups they carry, documents are made."""
    state = db.session.scalar(select(VocabularyState.digest).where(VocabularyState.id == 1)) or ""
    return f"{VERSION} {state}"


def of_practice(one: Published) -> Iterator[Document]:
    """A document for each language in which the practice can be read."""
    version, practice = one.version, one.practice
    first, last = years_of(version)
    published = version.published_at.timestamp() if version.published_at else 0.0
    shared: dict[str, Any] = {
        "record": practice.id,
        "codes": _codes(one),
        "labels": _own_labels(PRACTICES, one),
        "newest": published,
        "reviewed": practice.confirmed_at.timestamp() if practice.confirmed_at else published,
        "first_year": first,
        "last_year": last,
    }
    original = texts.page_language(version.language) or version.language or DEFAULT
    yield _text(texts.original(version), original, shared)
    for language, translation in sorted(one.translations.items()):
        if not translation.by_machine and language != original:
            yield _text(texts.translated(version, translation, language), language, shared)


def _text(text: texts.Text, language: str, shared: Mapping[str, Any]) -> Document:
    answers = text.answers
    written = [_plain(answers.get(name)) for name in _TEXTS]
    written += [str(answers.get("organisation") or ""), str(answers.get("place") or "")]
    written.append(", ".join(str(word) for word in answers.get("keywords") or ()))
    written.append(", ".join(str(partner.get("name", "")) for partner in answers.get("partners") or ()))
    written += _labels(answers.get("themes") or (), answers.get("countries") or (), language)
    return Document(language=language, title=text.title, texts=tuple(one for one in written if one), **shared)


def _plain(value: Any) -> str:
    return _LINK.sub(" ", str(value)) if value else ""


def _labels(themes: Iterable[str], places: Iterable[str], language: str) -> list[str]:
    """Names of themes and places in the language of the text, as its page shows them."""
    return [", ".join(vocabularies.theme_label(code, language) for code in themes),
            ", ".join(vocabularies.place_name(code, language) for code in places)]  # fmt: skip


def _codes(one: Published) -> dict[str, tuple[str, ...]]:
    """The values of every facet and link of a practice."""
    links = {
        "author": {str(person.user_id) for person in one.authors},
        "target": {row.target_code for row in one.version.targets},
    }
    return _facet_codes(PRACTICES, one) | {link: tuple(sorted(codes)) for link, codes in links.items()}


def _facet_codes(kind: str, record: object) -> dict[str, tuple[str, ...]]:
    """The values of a record by facet, without those of its texts."""
    return {facet.name: facet.codes_of(record) for facet in kinds.FACETS[kind] if not facet.of_text}


def _own_labels(kind: str, record: object) -> dict[str, str]:
    """The words for values that only the record knows, by code."""
    return {code: words for facet in kinds.FACETS[kind] if facet.labels for code, words in facet.labels(record).items()}


def years_of(version: Version) -> tuple[int | None, int | None]:
    """First and last year of a practice; one that runs still has no last year (9999). (None, None) when not known."""
    first = version.start_year if version.start_year is not None else version.end_year
    if first is None:
        return None, None
    if version.end_year is not None:
        return first, max(first, version.end_year)
    return first, NO_END if version.answers.get("state") in STILL_RUNNING else first


def of_expert(view: ProfileView) -> Iterator[Document]:
    """A document for each language of the biography; one without a text where there is none."""
    moment = (view.confirmed_at or view.updated_at).timestamp()
    for language, biography in sorted(view.biography.items()) or [(DEFAULT, "")]:
        written = [view.position, view.organisation, biography, *_labels(view.themes, sorted(countries(view)), language)]
        yield Document(
            record=view.user_id,
            language=language,
            title=view.name,
            texts=tuple(one for one in written if one),
            codes=_facet_codes(EXPERTS, view),
            labels=_own_labels(EXPERTS, view),
            newest=moment,
            reviewed=moment,
        )
