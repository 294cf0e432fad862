"""A choice of a code list is found by the words its pages show, in every language, a choice that is added here too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import current_app
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l

from exchange.core.languages import CODES
from exchange.practices import choices
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import concepts, parsing
from exchange.retrieval.kinds.searchable import registered_kinds
from exchange.retrieval.kinds.values import Choices

pytestmark = pytest.mark.usefixtures("app")


def labels() -> Iterator[tuple[str, str, str, LazyString]]:
    """Kind of record, facet, code and words of each choice that a question can name."""
    for kind in registered_kinds().values():
        for facet in kind.facets:
            if isinstance(facet.values, Choices) and facet.values.asked_for:
                yield from ((kind.name, facet.name, code, label) for code, label in facet.values.fixed.items())


def not_understood() -> list[str]:
    found = []
    for language in CODES:
        with force_locale(language):
            for kind, facet, code, label in labels():
                meant = concepts.understand(parsing.parse(str(label)), kind).meanings
                if (facet, code) not in {(one.facet, one.code) for one in meant}:
                    found.append(f"{facet} {code} as “{label}” ({language})")
    return found


def test_every_choice_is_understood_by_its_label_in_every_language() -> None:
    found = not_understood()
    assert not found, f"Add these words to exchange/retrieval/concepts/data/code_lists.json: {', '.join(found)}"


def test_a_choice_that_is_added_is_understood_by_its_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(choices.SCALES, "river_basin", _l("River basin"))
    monkeypatch.delitem(current_app.extensions, "concepts_kept", raising=False)
    meant = concepts.understand(parsing.parse("compost in a river basin"), PRACTICES).meanings
    assert ("scale", "river_basin") in {(one.facet, one.code) for one in meant}
    monkeypatch.delitem(current_app.extensions, "concepts_kept")
