"""Looking for what is new in saved searches and owing the mail: the queue "saved".

A look may be begun twice, cut off anywhere, or done by two workers: what a member is told stands in `saved_told`, written in
the transaction that owes the mail, and a daily or weekly search is due again only once that transaction stands.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.notices import service as notices
from exchange.notices.service import Member
from exchange.outbox import service as outbox
from exchange.outbox.service import LeasedJob
from exchange.practices import queries as practices
from exchange.saved import queries, rules, service
from exchange.saved.models import SavedSearch, Told
from exchange.saved.queries import Kept
from exchange.search import service as search

BATCH = 1_000
MEMBERS = 200
UNTIL_INDEXED = timedelta(seconds=5)
NOTICE = "saved.new"
# These rows are not held by the session, which need not look for them.
UNSEEN = {"synchronize_session": False}
Finds = Mapping[int, Sequence[tuple[int, Sequence[int]]]]
Fresh = Sequence[tuple[int, Sequence[int]]]


class IndexAway(Exception):
    """The index cannot be asked now; a reduced search would find other things than the page does."""


def handle(taken: Sequence[LeasedJob]) -> None:
    """Handle jobs of the queue: look at practices just published, and make the rounds that are due. Raises IndexAway."""
    published = {int(number) for one in taken for number in one.payload.get("practices", ())}
    if published:
        look_at_once(published)
    if any("round" in one.payload for one in taken):
        make_round()


def look_at_once(published: set[int]) -> None:
    """Tell those who are told at once of these practices; of those the index does not have yet, a little later."""
    late = search.not_indexed(published)
    kept = queries.at_once()
    found = matches(kept, practices.first_published(published - late))
    _tell_all([one for one in kept if one.member in found], found, SavedSearch.often == rules.AT_ONCE)
    if late:
        with transaction():
            outbox.enqueue(service.TOPIC, {"practices": sorted(late)}, key="published", not_before=clock.now() + UNTIL_INDEXED)


def make_round() -> None:
    """Tell the owners of every daily and weekly search that is due, one mail each, and owe the next rounds."""
    now = clock.now()
    kept = queries.due_searches(now)
    first = practices.first_published_since(now - rules.LOOK_BACK)
    late = search.not_indexed(first)
    found = matches(kept, {number: at for number, at in first.items() if number not in late})
    _tell_all(kept, found, SavedSearch.due_at <= now)
    with transaction():
        service.owe_rounds()


def matches(kept: Sequence[Kept], first: Mapping[int, datetime]) -> Finds:
    """What each member's searches find among practices by when they were first published. Equal searches are asked once."""
    equal: dict[tuple[str, str, str], list[Kept]] = {}
    for one in kept:
        equal.setdefault((one.kind, one.query, one.language), []).append(one)
    found: dict[int, list[tuple[int, list[int]]]] = {}
    for (kind, query, language), group in equal.items():
        hits = _ask(kind, query, language, rules.published_after(first, min(one.since for one in group)))
        for one in group:
            here = [number for number in hits if first[number] > one.since]
            if here:
                found.setdefault(one.member, []).append((one.number, here))
    return found


def _ask(kind: str, query: str, language: str, only: frozenset[int]) -> list[int]:
    if not only:
        return []
    wanted = queries.parameters_of(kind, query).request(language)
    found = search.search(replace(wanted, sort="newest", offset=0, limit=len(only), counts=(), only=only))
    if found.reduced:
        raise IndexAway
    return [hit.record for hit in found.answer.hits]


def _tell_all(kept: Sequence[Kept], found: Finds, still: ColumnElement[bool]) -> None:
    """Tell every owner of the searches what was found, some owners a transaction."""
    searches: dict[int, list[int]] = {}
    for one in kept:
        searches.setdefault(one.member, []).append(one.number)
    for members in rules.some(sorted(searches), MEMBERS):
        with transaction():
            _tell(members, [number for member in members for number in searches[member]], found, still)


def _tell(members: Sequence[int], searches: Sequence[int], found: Finds, still: ColumnElement[bool]) -> None:
    """Owe each of the members the mail about what is new to them. Searches that were changed or looked at meanwhile are left out."""
    now = clock.now()
    chosen = select(SavedSearch.id, SavedSearch.often).where(SavedSearch.id.in_(searches), still).order_by(SavedSearch.id)
    standing = {row.id: row.often for row in db.session.execute(chosen.with_for_update())}
    fresh = _fresh(members, found, standing)
    receivers = queries.receivers(list(fresh))
    _note([(member, fresh[member]) for member in sorted(receivers)], now)
    for often in sorted(set(standing.values())):
        looked_at = update(SavedSearch).where(SavedSearch.id.in_([one for one in standing if standing[one] == often]))
        db.session.execute(looked_at.values(due_at=rules.next_due(often, now)), execution_options=UNSEEN)


def _fresh(members: Sequence[int], found: Finds, standing: Collection[int]) -> dict[int, Fresh]:
    """What is new to each member, by the searches that stand."""
    numbers = {number for member in members for _search, some in found.get(member, ()) for number in some}
    known: dict[int, set[int]] = {}
    for member, practice in queries.known_pairs(members, numbers):
        known.setdefault(member, set()).add(practice)
    made = {
        member: rules.new_to([one for one in found.get(member, ()) if one[0] in standing], known.get(member, set()))
        for member in members
    }
    return {member: fresh for member, fresh in made.items() if fresh}


def _note(fresh: Sequence[tuple[int, Fresh]], now: datetime) -> None:
    """Write down what members are told, with the mail that tells them. IntegrityError when another worker told one of it just now."""
    notice = secrets.token_hex(16)
    rows = [
        {"user_id": member, "practice_id": practice, "search_id": search, "notice": notice, "told_at": now}
        for member, finds in fresh
        for search, some in finds
        for practice in some
    ]
    if rows:
        db.session.execute(insert(Told), rows)
        told = update(SavedSearch).where(SavedSearch.id.in_({row["search_id"] for row in rows})).values(told_at=now)
        db.session.execute(told, execution_options=UNSEEN)
    notices.owe_all(NOTICE, [(Member(one), {"member": one, "notice": notice}) for one, _finds in fresh])
