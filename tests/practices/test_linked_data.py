"""Programs and other sites are told of a practice what readers see, and nothing of members who are not public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from exchange.core.transaction import transaction
from exchange.experts import service as experts
from exchange.vocabularies import queries
from tests import factories
from tests.client import Reader, page_of
from tests.review import factories as review
from tests.transfer import made

HOSTILE = 'Refill </script><script>alert("1")</script> & repair'


def told(reader: Reader, address: str) -> dict[str, Any]:
    found = page_of(reader.get(address, follow_redirects=True)).findall(".//script[@type='application/ld+json']")
    assert len(found) == 1
    read: dict[str, Any] = json.loads(str(found[0].text))
    return read


def head(reader: Reader, address: str) -> dict[str, str]:
    page = page_of(reader.get(address, follow_redirects=True))
    return {str(one.get("property")): str(one.get("content")) for one in page.iterfind(".//meta[@property]")}


def test_a_practice_tells_its_licence_and_the_authors_who_are_public(app: Flask, reader: Reader) -> None:
    author, other = factories.expert("Ana Pires"), factories.expert("Li Na")
    version = review.published(author, factories.moderator(), title=HOSTILE, co_authors=[other], themes=["waste"])
    with transaction():
        experts.hide(other)
    number = review.practice_of(version)
    said = told(reader, f"/en/practices/{number}/")
    assert (said["@type"], said["name"], said["inLanguage"]) == ("CreativeWork", HOSTILE, "en")
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["author"] == [{"@type": "Person", "name": "Ana Pires"}]
    assert said["url"].startswith(f"http://exchange.test/en/practices/{number}/refill")
    assert "Li Na" not in json.dumps(said)
    assert 'alert("1")</script>' not in reader.get(f"/en/practices/{number}/", follow_redirects=True).get_data(as_text=True)


def test_an_imported_practice_names_its_source(app: Flask, reader: Reader, tmp_path: Path) -> None:
    made.take_in(made.write(tmp_path / "records.jsonl", [made.record(1, attribution="Archive of Practices")]), reviewed=True)
    said = told(reader, f"/en/practices/{made.practice('test:1').id}/")
    assert said["creditText"] == "Archive of Practices"
    assert "author" not in said


def test_a_page_that_is_not_to_be_found_tells_nothing(app: Flask, reader: Reader) -> None:
    number = review.practice_of(review.published(factories.expert(), factories.moderator()))
    for address in (f"/fr/practices/{number}/", f"/en/practices/{number}/?text=original"):
        answer = reader.get(address, follow_redirects=True)
        assert "ld+json" not in answer.get_data(as_text=True)
        assert "og:" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("address", "picture"), [("/en/themes/waste/", ""), ("/en/", "exchange")])
def test_other_sites_get_a_title_a_text_and_a_picture(app: Flask, reader: Reader, address: str, picture: str) -> None:
    said = head(reader, address)
    assert said["og:title"]
    assert said["og:description"]
    assert said["og:url"] == f"http://exchange.test{address}"
    assert said["og:image"].startswith(f"http://exchange.test/static/pictures/{picture}")
    if not picture:
        assert "pictures/exchange.png" not in said["og:image"]
    shown = reader.get(said["og:image"].removeprefix("http://exchange.test"))
    assert shown.mimetype == "image/png"
    shown.close()


def test_the_pictures_are_one_a_main_theme_and_small(app: Flask) -> None:
    drawn = {path.stem: path.stat().st_size for path in Path(str(app.static_folder), "pictures").glob("*.png")}
    assert set(drawn) == {"exchange"} | {branch.theme.id for branch in queries.theme_tree()}
    assert sum(drawn.values()) <= 300_000
