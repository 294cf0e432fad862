"""What the index holds of a record, and that a change of it is not forgotten."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest

from exchange.accounts.models import User
from exchange.experts.choices import FIELDS as REACHING
from exchange.experts.models import Profile, ProfileCountry, ProfileLanguage, ProfileTheme
from exchange.experts.searchable import EXPERTS
from exchange.experts.searchable.documents import of_expert
from exchange.experts.visibility import VISITOR, view_for
from exchange.practices import answers
from exchange.practices.fields import FORM
from exchange.practices.models import Person, Practice, TranslationVersion, Version
from exchange.practices.queries import Published
from exchange.practices.searchable import PRACTICES
from exchange.practices.searchable.documents import of_practice
from exchange.questions import Choices, Date, Declaration, Evidence, Links, Partners, Question, References
from exchange.retrieval.port import Document
from tests.retrieval.kinds import KINDS

pytestmark = pytest.mark.usefixtures("app")
# Documents of the records below, as the version beside them of what makes documents made them.
GOLDEN = {PRACTICES: (2, "795c2e20efd36c4f"), EXPERTS: (1, "a8c554f2c88c8047")}
AT = datetime(2026, 3, 1, tzinfo=UTC)
CHOSEN = {"title": "Repair cafés", "language": "en", "themes": ["waste"], "countries": ["NP", "MV", "002"], "targets": ["12.5"],
          "start": "2015", "end": "2019-05-01", "keywords": ["compost", "reuse"]}  # fmt: skip
SHAPES: dict[type[Question], Any] = {
    Date: "2015",
    Links: [{"url": "https://example.org/tool", "label": "a tool"}],
    References: [{"url": "https://example.org/reference", "label": "a reference"}],
    Partners: [{"name": "a partner", "role": "funds"}],
    Evidence: [{"url": "https://example.org/proof", "label": "a proof", "kind": "data"}],
    Declaration: True,
}


def answered(one: Question) -> Any:
    """An answer to any question, one that is added later too."""
    if one.name in CHOSEN or type(one) in SHAPES:
        return CHOSEN.get(one.name, SHAPES.get(type(one)))
    first = next(iter(getattr(one, "choices", ())), None)
    return [first] if isinstance(one, Choices) else first or f"the {one.name}, see https://example.org/"


def practices() -> list[Document]:
    version = Version(answers={}, published_at=AT, evidence="measured", reviewer_id=7, themes=[], places=[], targets=[])
    answers.write(version, {one.name: answered(one) for one in FORM.kept_questions})
    person = Person(user_id=7, part="author", position=0, agreed_at=AT)
    bank = Practice(id=1, source="Circle Bank", confirmed_at=AT.replace(month=9), people=[person])
    french = TranslationVersion(title="Ateliers", summary="Le résumé", answers={"lessons": "la leçon"}, by_machine=False)
    running = Version(answers={}, language="ru", published_at=AT, themes=[], places=[], targets=[])
    answers.write(running, {"title": "Ремонт", "state": "running", "start": "2020"})
    own = Practice(id=2, people=[])
    published = [Published(bank, version, {"fr": french}), Published(own, running, {})]
    return [document for one in published for document in of_practice(one)]


def experts() -> list[Document]:
    profile = Profile(
        user_id=7, user=User(name="Amina Diallo", role="member"), biography={"en": "Compost", "fr": "Le compost"},
        country_code="KE", organisation="Circle", position="Head", open_to_requests="limited", open_until=date(9999, 1, 1),
        help_kinds=["train"], links=["https://example.org/"], orcid="0", reaches=dict.fromkeys(REACHING, "everyone"),
        confirmed_at=AT, updated_at=AT, themes=[ProfileTheme(theme_id="waste")], countries=[ProfileCountry(place_code="NP")],
        languages=[ProfileLanguage(language=code, level="basic") for code in ("fr", "zh-Hans")],
    )  # fmt: skip
    return list(of_expert(view_for(profile, VISITOR)))


MADE = {PRACTICES: practices, EXPERTS: experts}


@pytest.mark.parametrize("kind", KINDS)
def test_documents_changed_only_with_their_version(kind: str) -> None:
    made = hashlib.sha256(" ".join(one.digest() for one in MADE[kind]()).encode()).hexdigest()[:16]
    version, golden = GOLDEN[kind]
    if made != golden and KINDS[kind].version == version:
        pytest.fail(f"Documents are made otherwise than before: bump the version of {kind}, and write {made} down here.")
    assert (KINDS[kind].version, made) == GOLDEN[kind], "The version was bumped: write it and the digest down here."


@pytest.mark.parametrize("kind", KINDS)
def test_golden_records_carry_a_code_of_every_facet(kind: str) -> None:
    """Otherwise a change of that facet would not be seen above."""
    carried = {facet for one in MADE[kind]() for facet, codes in one.codes.items() if codes}
    assert carried == set(KINDS[kind].codes) - {KINDS[kind].text_facet}
