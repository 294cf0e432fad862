"""The sample as a new exchange gets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from exchange.core.db import db
from exchange.practices.models import Practice, Translation, Version, VersionTheme
from exchange.transfer import cli, sources
from tests.transfer import made


def test_the_whole_sample_comes_in_with_a_theme_each_and_again_changes_nothing(tmp_path: Path) -> None:
    for time in range(2):
        for name in cli.SAMPLE_FILES:
            report, refused = made.take_in(sources.SAMPLE / name)
            assert refused == []
            assert report.updated == report.kept == 0
            assert time == 0 or report.created == 0
    published = select(func.count()).select_from(Version).where(Version.status == "published")
    assert db.session.scalar(published) == db.session.scalar(select(func.count()).select_from(Version)) == 815
    themed = select(func.count(VersionTheme.version_id.distinct()))
    assert db.session.scalar(themed) == 815
    assert db.session.scalar(select(func.count()).select_from(Translation)) == 4
    chosen = select(VersionTheme.theme_id).join(Version, Version.id == VersionTheme.version_id).join(Version.practice)
    for source_id, themes in sources.selection().items():
        rows = db.session.scalars(chosen.where(Practice.source_id == source_id).order_by(VersionTheme.position))
        assert tuple(rows) == themes


def test_the_words_of_a_long_case_study_are_all_there(tmp_path: Path) -> None:
    lines = (sources.SAMPLE / "climate_adapt.jsonl").read_text("utf-8").splitlines()
    longest = max(lines, key=len)
    record = json.loads(longest)
    made.take_in(made.write(tmp_path / "one.jsonl", [record]))
    answers = made.said(record["source_id"])
    texts = " ".join(str(value) for value in answers.values())
    for line in record["description"].split("\n"):
        if not line.startswith("## "):
            for word in line.split():
                assert word.strip("[]()*_:") in texts.replace("\\", "")
    assert {"problem", "description", "preconditions", "participation", "cost", "lessons"} <= set(answers)


@pytest.mark.server
def test_the_command_publishes_what_is_new_and_ends_with_0(tmp_path: Path) -> None:
    for name in cli.SAMPLE_FILES[:-1]:
        made.take_in(sources.SAMPLE / name)
    result = made.run("sample", "load")
    assert result.exit_code == 0
    assert result.stdout == "created 4, updated 0, unchanged 811, refused 0\n"
