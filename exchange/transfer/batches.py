"""Writing a batch of records: one transaction, few statements, whatever the number of records."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from flask import current_app
from sqlalchemy import insert, select, update

from exchange.changes import service as changes
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import answers, lifecycle, moves
from exchange.practices.events import KIND
from exchange.practices.fields import FORM
from exchange.practices.models import (
    Person,
    Practice,
    Revision,
    Translation,
    TranslationVersion,
    Version,
    VersionPlace,
    VersionTarget,
    VersionTheme,
)
from exchange.transfer import numbers
from exchange.transfer.reading import Content, source_address
from exchange.workflow.models import Event


class Outcome(Enum):
    """What became of a record: `KEPT` is unchanged because this exchange decided otherwise, `OURS` names a practice written here.

    `RETURNED` is here again after its import was undone.
    """

    CREATED = "created"
    RETURNED = "returned"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    OURS = "ours"


@dataclass(frozen=True)
class Item:
    """A record on its way in, and the line it stands on."""

    number: int
    content: Content

    @property
    def source_id(self) -> str:
        """The identity of the record everywhere."""
        return str(self.content.record["source_id"])


@dataclass(frozen=True)
class Standing:
    """How the practice of a record stands here: its versions (number, key, status), and whether members or administrators have changed it."""

    practice_id: int
    digest: str | None
    retracted: bool
    versions: tuple[tuple[int, int, str], ...]
    taken_on: bool
    corrected: bool

    @property
    def last_number(self) -> int:
        return max((number for number, _key, _status in self.versions), default=0)

    @property
    def decided(self) -> str:
        """Why what the source says now must not undo what was decided here: a code of `KEPT_WORDS`, "" when it may."""
        last = max(self.versions, default=(0, 0, ""))[2]
        reasons = {
            "retracted": self.retracted,
            "taken_on": self.taken_on,
            "corrected": self.corrected,
            "declined": last == lifecycle.DECLINED,
        }
        return next((code for code, holds in reasons.items() if holds), "")

    @property
    def away(self) -> bool:
        """True when no version is published or waits: an undo took it away."""
        return self.key_of({*lifecycle.WORKING, lifecycle.PUBLISHED}) is None

    def key_of(self, statuses: Iterable[str]) -> int | None:
        """The version in one of these states, if any."""
        return next((key for _number, key, status in self.versions if status in statuses), None)


@dataclass(frozen=True)
class Result:
    """What became of a record: its practice (None where it has none), and why it was left as it stands ("" where it was not)."""

    outcome: Outcome
    practice_id: int | None
    reason: str = ""


def _record_nothing(_results: Sequence[Result]) -> None:
    return


def store(
    items: Sequence[Item], reviewed: bool, note: Callable[[Sequence[Result]], object] = _record_nothing
) -> tuple[list[Outcome], float]:
    """Write a batch of records with different `source_id` in one transaction, which also holds what `note` writes of its results.

    What became of each, in their order, and the seconds others had to wait for the database meanwhile.
    """
    with transaction():
        began = time.monotonic()
        ours = _ours(items)
        standing = _standings([item.source_id for item in items if item.source_id not in ours])
        outcomes = [_outcome(item, ours, standing.get(item.source_id), reviewed) for item in items]
        new = [item for item, outcome in zip(items, outcomes, strict=True) if outcome is Outcome.CREATED]
        changed = {Outcome.UPDATED, Outcome.RETURNED}
        old = [item for item, outcome in zip(items, outcomes, strict=True) if outcome in changed]
        now = clock.now()
        ids = _create(new, now)
        _change(old, standing)
        _clear_the_way(old, standing, reviewed)
        ids.update({item.source_id: standing[item.source_id].practice_id for item in old})
        _write(new + old, ids, standing, reviewed, now)
        ids.update({source_id: one.practice_id for source_id, one in standing.items()})
        note([_result(item, outcome, ids, standing) for item, outcome in zip(items, outcomes, strict=True)])
    return outcomes, time.monotonic() - began


def _result(item: Item, outcome: Outcome, ids: Mapping[str, int], standing: Mapping[str, Standing]) -> Result:
    here = standing.get(item.source_id)
    reason = (here.decided if here is not None else "ours") if outcome is Outcome.KEPT else ""
    return Result(outcome, ids.get(item.source_id), reason)


def _ours(items: Sequence[Item]) -> dict[str, str]:
    """The address of each practice written here whose number a record claims, by `source_id`."""
    claimed = numbers.claimed_numbers([item.source_id for item in items])
    here = select(Practice.id).where(Practice.id.in_(claimed.values()), Practice.source_id.is_(None))
    found = set(db.session.scalars(here)) if claimed else set()
    return {source_id: f"{current_app.config['PUBLIC_URL']}/" for source_id, number in claimed.items() if number in found}


def _standings(source_ids: Sequence[str]) -> dict[str, Standing]:
    # In one order everywhere, so that two imports wait for each other instead of deadlocking.
    chosen = select(Practice.id, Practice.source_id, Practice.source_digest, Practice.retracted_at)
    rows = db.session.execute(chosen.where(Practice.source_id.in_(source_ids)).order_by(Practice.id).with_for_update()).all()
    ids = [row.id for row in rows]
    versions: dict[int, list[tuple[int, int, str]]] = {number: [] for number in ids}
    taken_on: set[int] = set()
    corrected: set[int] = set()
    if ids:
        found = select(Version.practice_id, Version.number, Version.id, Version.status).where(Version.practice_id.in_(ids))
        for practice_id, number, key, status in db.session.execute(found):
            versions[practice_id].append((number, key, status))
        logged = select(Event.number).where(Event.subject == lifecycle.VERSIONS.subject, Event.number.in_(ids))
        written = logged.where(Event.what == "start")
        corrected = set(db.session.scalars(logged.where(Event.what == "correct")))
        authored = select(Person.practice_id).where(Person.practice_id.in_(ids), Person.part == "author")
        taken_on = set(db.session.scalars(written.union(authored)))
    return {
        row.source_id: Standing(
            row.id,
            row.source_digest,
            row.retracted_at is not None,
            tuple(versions[row.id]),
            taken_on=row.id in taken_on,
            corrected=row.id in corrected,
        )
        for row in rows
    }


def _outcome(item: Item, ours: Mapping[str, str], here: Standing | None, reviewed: bool) -> Outcome:
    if item.source_id in ours:
        address = str(item.content.record["url"] or "")
        return Outcome.KEPT if address.startswith(ours[item.source_id]) else Outcome.OURS
    if here is None:
        return Outcome.CREATED
    same = here.digest == item.content.digest
    waits = here.key_of(lifecycle.WORKING) is not None and here.key_of({lifecycle.PUBLISHED}) is None
    if here.decided:
        return Outcome.UNCHANGED if same else Outcome.KEPT
    if here.away:
        return Outcome.RETURNED
    if same and not (reviewed and waits):
        return Outcome.UNCHANGED
    return Outcome.UPDATED


def _columns(item: Item) -> dict[str, Any]:
    record = item.content.record
    return {
        "source": record["source"],
        "source_url": source_address(record),
        "licence": record["licence"],
        "attribution": record["attribution"],
        "record_type": record["record_type"],
        "source_digest": item.content.digest,
        "source_record": record,
    }


def _create(items: Sequence[Item], now: datetime) -> dict[str, int]:
    """Make the practices: their numbers by `source_id`. One that names a number of an exchange takes that number if it is free."""
    taken = numbers.take([item.source_id for item in items])
    rows = [{"source_id": item.source_id, "created_at": now, **_columns(item)} for item in items]
    numbered = [{"id": taken[row["source_id"]], **row} for row in rows if row["source_id"] in taken]
    others = [row for row in rows if row["source_id"] not in taken]
    made: dict[str, int] = {}
    for some in filter(None, (numbered, others)):
        found = db.session.execute(insert(Practice).returning(Practice.source_id, Practice.id), some)
        made.update({str(source_id): number for source_id, number in found})
    return made


def _change(items: Sequence[Item], standing: Mapping[str, Standing]) -> None:
    """Give the practices what their source says of them now; it stands on their pages at once, whatever becomes of the new text."""
    if items:
        here = [standing[item.source_id] for item in items]
        changes.record(KIND, [one.practice_id for one in here if one.key_of({lifecycle.PUBLISHED})])
        rows = [{"id": standing[item.source_id].practice_id, **_columns(item)} for item in items]
        db.session.execute(update(Practice), rows)


def _clear_the_way(items: Sequence[Item], standing: Mapping[str, Standing], reviewed: bool) -> None:
    """Withdraw what still waits for a decision; and, when the new text is published at once, set the published one aside."""
    for item in items:
        here = standing[item.source_id]
        for move, key in (
            ("import_replaced", here.key_of(lifecycle.WORKING)),
            ("supersede", here.key_of({lifecycle.PUBLISHED}) if reviewed else None),
        ):
            version = db.session.get(Version, key) if key else None
            if version is not None:
                moves.make(version, move, None)


def _write(
    items: Sequence[Item], numbers: Mapping[str, int], standing: Mapping[str, Standing], reviewed: bool, now: datetime
) -> None:
    move = "import_published" if reviewed else "import_submitted"
    rows = [_version(item, numbers[item.source_id], standing.get(item.source_id), reviewed) for item in items]
    versions = moves.make_many(rows, move, None, at=now)
    keys = {item.source_id: versions[numbers[item.source_id]] for item in items}
    for table, column, name in (
        (VersionTheme, "theme_id", "themes"),
        (VersionPlace, "place_code", "countries"),
        (VersionTarget, "target_code", "targets"),
    ):
        listed = [
            {"version_id": keys[item.source_id], column: code, "position": position}
            for item in items
            for position, code in enumerate(item.content.answers.get(name, []))
        ]
        if listed:
            db.session.execute(insert(table), listed)
    if not reviewed and items:
        sent = [
            {"version_id": keys[item.source_id], "number": 1, "answers": _fill_in(item.content), "sent_at": now} for item in items
        ]
        db.session.execute(insert(Revision), sent)
    _translate(items, numbers, keys, move, now)


def _version(item: Item, practice_id: int, here: Standing | None, reviewed: bool) -> dict[str, Any]:
    return {
        **answers.columns(item.content.answers),
        "practice_id": practice_id,
        "number": here.last_number + 1 if here else 1,
        "revision": 0 if reviewed else 1,
        "evidence": item.content.evidence if reviewed else None,
    }


def _fill_in(content: Content) -> dict[str, Any]:
    """The answers as a version sent by a member keeps them: every question, empty ones included."""
    given = {**content.answers, "contacts": []}
    return {one.name: given.get(one.name, one.empty) for one in FORM.questions}


def _translate(items: Sequence[Item], numbers: Mapping[str, int], keys: Mapping[str, int], move: str, now: datetime) -> None:
    ids = sorted(numbers[item.source_id] for item in items)
    chosen = select(Translation.practice_id, Translation.language, Translation.id).where(Translation.practice_id.in_(ids))
    here = {(practice_id, language): key for practice_id, language, key in db.session.execute(chosen)} if ids else {}
    wanted = {(numbers[item.source_id], code): (item, one) for item in items for code, one in item.content.translations.items()}
    missing = [{"practice_id": number, "language": code} for number, code in wanted if (number, code) not in here]
    if missing:
        made = db.session.execute(
            insert(Translation).returning(Translation.practice_id, Translation.language, Translation.id), missing
        )
        here.update({(number, code): key for number, code, key in made})
    last: dict[int, int] = {}
    if here:
        counted = select(TranslationVersion.translation_id, TranslationVersion.number)
        for key, number in db.session.execute(counted.where(TranslationVersion.translation_id.in_(here.values()))):
            last[key] = max(number, last.get(key, 0))
    rows = [
        {
            "translation_id": here[place],
            "number": last.get(here[place], 0) + 1,
            "title": one.title,
            "summary": one.summary,
            "answers": dict(one.answers),
            "made_from_id": keys[item.source_id],
            "by_machine": one.by_machine,
        }
        for place, (item, one) in wanted.items()
    ]
    moves.translate_many(rows, move, at=now)
    if move == "import_published":
        moves.drop_translations([key for place, key in here.items() if place not in wanted], at=now)
