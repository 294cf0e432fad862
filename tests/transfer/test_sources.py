"""The data of sources: every mapping and the selection name what exists."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from exchange.practices import choices
from exchange.practices.fields import FORM
from exchange.questions import Text
from exchange.transfer import sources
from exchange.vocabularies import queries as vocabularies

FILES = sorted(sources.SAMPLE.glob("*.jsonl"))


def lines() -> list[dict[str, object]]:
    return [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", sorted(sources.sources()))
def test_a_mapping_names_themes_fields_and_kinds_that_exist(name: str, app: Flask) -> None:
    source = sources.sources()[name]
    for some in [*source.themes.values(), *source.sectors.values()]:
        assert all(vocabularies.theme(one) for one in some)
    for field in [*source.headings.values(), source.opening]:
        assert isinstance(FORM.by_name[field], Text)
    assert source.kind in {"", *choices.KINDS}


def test_the_selection_and_the_files_of_the_sample_agree(app: Flask) -> None:
    kept = {str(one["source_id"]): one for one in lines()}
    assert len(kept) == len(lines()) >= 750
    others = {key for key, one in kept.items() if not key.startswith(("ecesp:", "climate-adapt:"))}
    assert others == set(sources.selection()) & set(kept) == set(sources.selection())
    for themes in sources.selection().values():
        assert 1 <= len(themes) <= 5
        assert all(vocabularies.theme(one) for one in themes)


def test_every_source_of_the_sample_is_described() -> None:
    assert {one["source"] for one in lines()} <= set(sources.sources())
