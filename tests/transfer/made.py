"""Records and practices for the tests of this folder."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import answers, moves
from exchange.practices.models import Person, Practice, Translation, TranslationVersion, Version
from exchange.questions import Terms
from exchange.transfer import exporting, importing
from exchange.transfer.importing import Report
from tests import factories

TERMS = Terms({"waste": "waste", "transport": "transport", "old": "waste"}, {"FR", "KE", "150", "001"}, {"12.3", "12.5"})


def record(number: int = 1, **values: Any) -> dict[str, Any]:
    """What a line must have, and `values`."""
    return {
        "source_id": f"test:{number}",
        "source": "Test source",
        "title": f"Practice {number}",
        "lang": "en",
        "licence": "CC-BY-4.0",
        "attribution": "Test",
        **values,
    }


def synthetic(number: int) -> dict[str, Any]:
    """The record `number` of an endless fixed collection: the same at every call."""
    rng = random.Random(number)
    words = [f"word{rng.randrange(3000)}" for _ in range(150)]
    return record(
        number,
        source_id=f"synthetic:{number:06}",
        lang=rng.choice(["en", "fr", "es", "ru", "ar", "zh"]),
        summary=" ".join(words[:20]),
        description="\n".join([" ".join(words[20:80]), " ".join(words[80:])]),
        countries=[rng.choice(["FR", "KE", "CL"])],
        themes=[rng.choice(["waste", "transport"])],
        year=2000 + number % 25,
    )


BROKEN = (
    b'{"source_id": "broken',
    b"[1, 2]",
    b'{"source_id": "x", "title": "\xff\xfe"}',
    b'{"source_id": "x", "source": "s", "lang": "en", "licence": "l", "attribution": "a"}',
    b'{"source_id": "x", "source": "s", "title": 7, "lang": "en", "licence": "l", "attribution": "a"}',
    b'{"source_id": "x", "source": "s", "title": "t", "lang": "qqq", "licence": "l", "attribution": "a"}',
    b'{"source_id": "x", "source": "s", "title": "t", "lang": "en", "licence": "l", "attribution": "a", "year": "2010"}',
    b"null",
)


def every_tenth_broken(path: Path, lines: int) -> Path:
    """A file of `lines` lines of which every tenth cannot be taken in."""
    with path.open("wb") as file:
        for number in range(1, lines + 1):
            broken = number % 10 == 0
            line = BROKEN[number // 10 % len(BROKEN)] if broken else json.dumps(synthetic(number)).encode()
            file.write(line + b"\n")
    return path


def write(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """A file with one line a record."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), "utf-8")
    return path


def run(*args: str) -> Result:
    """A command, as on a terminal."""
    return current_app.test_cli_runner().invoke(args=list(args))


def take_in(path: Path, *, reviewed: bool = True) -> tuple[Report, list[tuple[int, str]]]:
    """Import without the index: what was done, and the lines refused."""
    refused: list[tuple[int, str]] = []
    report = importing.import_file(
        path, reviewed=reviewed, refuse=lambda number, reason: refused.append((number, reason)), advance=lambda _size: None
    )
    db.session.rollback()
    return report, refused


def give_out(path: Path) -> bytes:
    """The bytes of an export."""
    exporting.export_file(path, lambda _count: None)
    db.session.rollback()
    return path.read_bytes()


def practice(source_id: str) -> Practice:
    """The practice of a record."""
    return db.session.scalars(select(Practice).where(Practice.source_id == source_id)).one()


def versions(source_id: str) -> list[Version]:
    """Its versions, the first first."""
    chosen = select(Version).join(Version.practice).where(Practice.source_id == source_id).order_by(Version.number)
    return list(db.session.scalars(chosen))


def said(source_id: str) -> dict[str, Any]:
    """Answers of its last version, empty ones left out."""
    chosen = (
        select(Version)
        .join(Version.practice)
        .options(selectinload(Version.themes), selectinload(Version.places), selectinload(Version.targets))
        .where(Practice.source_id == source_id)
        .order_by(Version.number.desc())
    )
    found = answers.read(db.session.scalars(chosen).first() or Version())
    return {name: value for name, value in found.items() if value not in ("", [], False)}


def written_here(
    given: Mapping[str, Any],
    *,
    authors: Iterable[User] = (),
    evidence: str | None = "reported",
    translations: Mapping[str, Mapping[str, Any]] | None = None,
) -> int:
    """A practice written and published in this exchange: its number."""
    reviewer = factories.moderator().id
    people = [author.id for author in authors] or [factories.member("Ana Pires").id]
    now = clock.now()
    with transaction():
        made = Practice(created_at=now)
        db.session.add(made)
        db.session.flush()
        for position, user_id in enumerate(people):
            db.session.add(
                Person(practice_id=made.id, user_id=user_id, part="author", position=position, invited_at=now, agreed_at=now)
            )
            db.session.add(
                Person(practice_id=made.id, user_id=user_id, part="contact", position=position, invited_at=now, agreed_at=now)
            )
        version = Version(practice_id=made.id, number=1, answers={}, checks=[], created_at=now, updated_at=now)
        version.themes, version.places, version.targets = [], [], []
        answers.write(version, given)
        db.session.add(version)
        with db.session.no_autoflush:
            moves.make(version, "start", people[0])
        moves.make(version, "submit", people[0])
        version.reviewer_id = reviewer
        moves.make(version, "take", reviewer)
        version.evidence = evidence
        moves.make(version, "publish", reviewer)
        for code, texts in (translations or {}).items():
            translation = Translation(practice_id=made.id, language=code)
            db.session.add(translation)
            db.session.flush()
            rest = {name: value for name, value in texts.items() if name not in {"title", "summary", "by_machine"}}
            db.session.add(
                TranslationVersion(
                    translation_id=translation.id,
                    number=1,
                    status="published",
                    title=texts.get("title", ""),
                    summary=texts.get("summary", ""),
                    by_machine=texts.get("by_machine", False),
                    answers=rest,
                    made_from_id=version.id,
                    created_at=now,
                    published_at=now,
                )
            )
        return made.id
