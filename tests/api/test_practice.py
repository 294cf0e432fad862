"""One practice for programs: whole, and nothing that is not public."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices.models import Person, Version
from tests import factories
from tests.api.asking import ask, body_of, found
from tests.client import Reader
from tests.practices import records
from tests.search.factories import expert

Drain = Callable[[], int]


def texts(value: Any) -> Iterator[str]:
    """Every text in a body, keys included."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def test_a_practice_written_here_is_told_whole(reader: Reader) -> None:
    author = factories.expert("Ana Pires")
    number = records.publish(records.whole_draft(author), evidence="measured")
    records.translation(number, "fr", title="Bons de réparation", summary="Résumé", answers={"problem": "Le problème"})
    records.translation(number, "ru", title="Машина", by_machine=True)
    english, french = (found(reader, f"/practices/{number}{query}") for query in ("", "?lang=fr"))
    assert (english["title"], english["language"], english["original_language"]) == (records.WHOLE["title"], "en", "en")
    assert (french["title"], french["language"], french["answers"]["problem"]) == ("Bons de réparation", "fr", "Le problème")
    assert french["answers"]["advice"] == records.WHOLE["advice"]
    assert english["evidence"] == {"value": "measured", "label": "Measured results"}
    assert english["themes"][0]["value"] == "waste"
    assert [(one["language"], one["by_machine"], one["current"]) for one in english["translations"]] == [
        ("fr", False, True),
        ("ru", True, True),
    ]
    assert english["translations"][1]["url"].endswith("?text=machine")
    assert english["authors"] == [{"name": "Ana Pires", "url": f"http://exchange.test/en/experts/{author.id}/ana-pires/"}]
    assert (english["licence"], english["attribution"], english["source"], english["source_id"]) == (
        "CC-BY-4.0",
        "Ana Pires",
        None,
        None,
    )
    assert {"agreed", "terms", "contacts"}.isdisjoint(english["answers"])


def test_an_imported_practice_names_its_source_and_whom_to_credit(reader: Reader) -> None:
    number = records.imported(
        countries=["DK", "150"], record={"countries": ["DK", "XZ"], "country_names": ["Denmark", "Zedland"]}
    )
    body = found(reader, f"/practices/{number}?lang=es")
    assert body["source"] == {"id": "ecesp:1", "name": "European platform, good practices", "url": "https://example.org/source"}
    assert (body["attribution"], body["authors"], body["other_countries"]) == ("European platform", [], ["Zedland"])
    assert ([one["value"] for one in body["countries"]], [one["value"] for one in body["regions"]]) == (["DK"], ["150"])
    assert (body["kind"], body["start_year"]) == (None, None)


def test_an_address_of_a_source_that_is_none_is_left_out(reader: Reader) -> None:
    number = records.imported()
    records.change(number, source_url="javascript:alert(1)")
    assert found(reader, f"/practices/{number}")["source"]["url"] is None


def test_a_practice_without_authors_credits_its_organisation_or_the_exchange(reader: Reader) -> None:
    number = records.published(factories.member(), organisation="Green city")
    with transaction():
        db.session.query(Person).filter_by(practice_id=number).delete()
    assert found(reader, f"/practices/{number}")["attribution"] == "Green city"
    with transaction():
        db.session.query(Version).filter_by(practice_id=number).one().organisation = ""
    assert found(reader, f"/practices/{number}")["attribution"] == "Practice Exchange"


def test_what_nobody_may_read_looks_like_what_there_is_not(reader: Reader) -> None:
    hidden = records.published(factories.member())
    records.hide(hidden)
    draft = records.draft(factories.member())
    bodies = [ask(reader, f"/practices/{number}", 404).data for number in (hidden, draft + 500, 2**31 - 1)]
    assert len(set(bodies)) == 1


def test_a_retracted_practice_leaves_title_date_and_reason(reader: Reader) -> None:
    number = records.published(factories.member())
    records.retract(number)
    body = body_of(ask(reader, f"/practices/{number}", 410))
    assert (body["practice_title"], body["reason"], body["status"]) == ("Repair vouchers", "Figures were wrong", 410)
    assert body["retracted_on"].endswith("Z")
    assert body["type"].endswith("#/components/schemas/RetractedProblem")


def test_a_wrong_language_is_a_problem(reader: Reader) -> None:
    number = records.published(factories.member())
    assert body_of(ask(reader, f"/practices/{number}?lang=de", 422))["errors"][0]["parameter"] == "lang"


def test_no_address_and_no_field_that_is_held_back_is_in_any_answer(reader: Reader, drain: Drain) -> None:
    author = factories.member("Ana Pires", email="ana.secret@example.org")
    number = records.published(author, title="Compost")
    held = dict.fromkeys(
        ["biography", "country", "organisation", "position", "themes", "languages", "countries", "open_to_requests"], "members"
    )
    shy = expert(
        "Shy Compost", reaches=held, position="SECRET", organisation="SECRET", biography={"en": "SECRET"}, country_code="SN",
        countries=["KE"], languages=["fr"], themes=["waste"],
    )  # fmt: skip
    drain()
    bodies = [found(reader, address) for address in (f"/practices/{number}", "/practices?q=compost", "/experts?q=compost")]
    [result] = bodies[2]["results"]
    assert result["id"] == shy
    for name in ("position", "organisation", "country", "countries", "themes", "languages", "open"):
        assert not result[name], name
    for text in texts(bodies):
        assert "@" not in text, text
        assert "SECRET" not in text
        assert "secret" not in text
    assert "reviewer" not in json.dumps(bodies)
