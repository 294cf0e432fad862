"""Index and database in step."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts.models import Profile
from exchange.experts.searchable import EXPERTS
from exchange.experts.service import record_change as owe_expert
from exchange.outbox import worker
from exchange.outbox.models import Job
from exchange.practices.models import Practice, Version
from exchange.practices.searchable import PRACTICES
from exchange.practices.searchable.documents import VERSION, of_practices
from exchange.practices.service import record_change
from exchange.retrieval import parsing
from exchange.retrieval.engines import engine
from exchange.retrieval.fallback import WithFallback
from exchange.retrieval.port import Document, Request
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.search import documents, service, sync
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.models import VocabularyState
from tests.retrieval.figures import figure
from tests.retrieval.kinds import KINDS, change
from tests.search.factories import expert, practice

Drain = Callable[[], int]


def found(q: str = "", within: str = PRACTICES, **chosen: str) -> list[int]:
    request = Request(within, parsing.parse(q), {facet: frozenset([code]) for facet, code in chosen.items()})
    return [hit.record for hit in index().search(request).hits]


def index() -> WhooshEngine:
    chosen = engine()
    assert isinstance(chosen, WithFallback)
    assert isinstance(chosen.first, WhooshEngine)
    return chosen.first


def command(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["search", *words])
    return result.exit_code, result.output


def test_the_first_work_builds_the_index_from_the_database(drain: Drain) -> None:
    number = practice("Repair cafés")
    with transaction():
        db.session.query(Job).delete()
    assert not service.is_ready()
    assert drain() == 0
    assert service.is_ready()
    assert found("repair") == [number]


def test_a_published_change_is_found_after_the_worker(drain: Drain) -> None:
    drain()
    number = practice("Repair cafés")
    assert service.lag().rows == 1
    assert found("repair") == []
    assert drain() == 1
    assert service.lag() == service.Lag(0, 0.0)
    assert found("repair") == [number]


def test_a_practice_nobody_may_read_leaves_the_index(drain: Drain) -> None:
    hidden, retracted, kept = practice("Repair one"), practice("Repair two"), practice("Repair three")
    drain()
    with transaction():
        db.session.get_one(Practice, hidden).hidden_at = clock.now()
        db.session.get_one(Practice, hidden).hidden_reason = "Asked by the author"
        record_change(hidden)
        db.session.delete(db.session.get_one(Practice, retracted))
        record_change(retracted)
    drain()
    assert found("repair") == [kept]
    assert sync.differences() == []


def test_a_profile_that_is_no_longer_public_leaves_the_index(drain: Drain) -> None:
    number = expert("Amina Diallo", biography={"en": "Compost", "fr": "Le compost"})
    expert("Ben Okri", public=False)
    drain()
    assert found("compost", EXPERTS) == [number]
    assert found("okri", EXPERTS) == []
    with transaction():
        db.session.get_one(Profile, number).public = False
        owe_expert(number)
    drain()
    assert found("compost", EXPERTS) == []


def test_a_part_of_a_profile_held_back_is_not_in_the_index(drain: Drain) -> None:
    reaches = {"biography": "members", "country": "nobody", "themes": "everyone"}
    number = expert("Amina Diallo", biography={"en": "Compost"}, country_code="KE", themes=["waste"], reaches=reaches)
    drain()
    assert found("compost", EXPERTS) == []
    assert found("", EXPERTS, country="KE") == []
    assert found("amina", EXPERTS) == [number]


def test_each_published_translation_is_searched_and_a_machine_one_is_not(drain: Drain) -> None:
    number = practice(
        "Refill stations",
        translations={"fr": {"title": "Stations de remplissage"}, "es": {"title": "Estaciones de recarga"}},
        machine=["es"],
    )
    drain()
    assert found("remplissage") == [number]
    assert found("recarga") == []
    assert found("", language="fr") == [number]
    assert found("", language="es") == []


def test_what_is_not_shown_is_not_searched(drain: Drain) -> None:
    practice("Repair", interests="We sell glockenspiels", description="See [the page](https://example.org/xylophone).")
    drain()
    assert found("glockenspiels") == []
    assert found("xylophone") == []


def test_facts_of_a_practice_become_codes(drain: Drain) -> None:
    number = practice(
        "Repair", themes=["waste"], countries=["KE"], targets=["12.5"], kind="policy", scale="city", evidence="measured",
        start="2015", state="running",
    )  # fmt: skip
    world = practice("World", countries=["001"], source="Circle Bank", start="2010", end="2012")
    drain()
    for facet, code in [("theme", "waste"), ("country", "KE"), ("sdg", "12"), ("kind", "policy"), ("scale", "city"),
                        ("evidence", "measured"), ("region", "002"), ("source", "exchange")]:  # fmt: skip
        assert found("", **{facet: code}) == [number], facet
    assert found("", region="001") == [world]
    assert found("", source="circle-bank") == [world]
    spans = {(2016, None): [number], (2011, 2014): [world], (2000, 2009): [], (None, 2010): [world], (2030, 2031): [number]}
    for span, numbers in spans.items():
        hits = index().search(Request(PRACTICES, years=span)).hits
        assert [hit.record for hit in hits] == numbers, span


def test_a_narrow_theme_counts_once_for_the_one_above(drain: Drain) -> None:
    branch = next(branch for branch in vocabularies.theme_tree() if len(branch.children) > 1)
    number = practice("Repair", themes=[child.id for child in branch.children[:2]])
    drain()
    answer = index().search(Request(PRACTICES, counts=("theme",)))
    assert answer.counts["theme"][branch.theme.id] == 1
    assert found("", theme=branch.theme.id) == [number]


def test_an_expert_closed_by_date_is_indexed_anew_the_next_day(drain: Drain) -> None:
    today = clock.now().date()
    number = expert("Amina", open_to_requests="yes", open_until=today)
    drain()
    assert found("", EXPERTS, open="yes") == [number]
    with clock.later(timedelta(days=1)):
        drain()
        assert found("", EXPERTS, open="yes") == []
        assert sync.differences() == []


def test_new_vocabularies_rebuild_the_index(drain: Drain) -> None:
    practice("Repair")
    drain()
    before = index().generations.pointer().generation
    with transaction():
        db.session.get_one(VocabularyState, 1).digest = "another state"
    drain()
    assert index().generations.pointer().generation != before
    assert index().basis().endswith("another state")


def test_an_index_of_an_older_version_answers_until_the_worker_rebuilt_it(drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    number = practice("Repair")
    drain()
    meanwhile = []

    def with_one_facet_more(numbers: Sequence[int]) -> list[Document]:
        meanwhile.append((found("repair"), service.is_ready(), sync.health()))
        return [replace(one, codes={**one.codes, "scale": ("city",)}) for one in of_practices(numbers)]

    change(monkeypatch, PRACTICES, documents=with_one_facet_more)
    assert (sync.health(), found("", scale="city")) == ("ready", [])
    change(monkeypatch, PRACTICES, version=VERSION + 1)
    assert (sync.health(), service.is_outdated()) == ("outdated", True)
    assert drain() == 0
    assert meanwhile == [([number], True, "outdated")]
    assert (sync.health(), service.is_outdated(), found("", scale="city")) == ("ready", False, [number])
    assert sync.differences() == []


def test_an_index_that_names_no_version_is_rebuilt(drain: Drain) -> None:
    number = practice("Repair")
    index().rebuild({}, db.session.get_one(VocabularyState, 1).digest)
    assert sync.health() == "outdated"
    drain()
    assert (sync.health(), found("repair")) == ("ready", [number])


@pytest.mark.parametrize("harm", ["deleted", "pointer", "segment"])
def test_a_lost_or_damaged_index_comes_back_by_itself(app: Flask, drain: Drain, harm: str) -> None:
    number = practice("Repair")
    drain()
    root = Path(app.config["EXCHANGE_VAR"]) / "index"
    if harm == "deleted":
        shutil.rmtree(root)
    elif harm == "pointer":
        (root / "current.json").write_bytes(b"\x00\xff")
    else:
        pointer = index().generations.pointer()
        path = max((root / pointer.generation / PRACTICES).glob("*.pst"))
        path.write_bytes(path.read_bytes()[:-3])
        # This process has the whole file in view; another one finds the damage and leaves word of it.
        assert WhooshEngine(root, KINDS, 1_000).health() == "damaged"
    assert service.search(Request(PRACTICES, parsing.parse("repair"))).answer.total == 1
    drain()
    assert service.is_ready()
    assert found("repair") == [number]


def test_damage_nobody_read_is_found_by_looking_now_and_then(app: Flask, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    number = practice("Repair")
    drain()
    before = index().generations.pointer().generation
    path = max((Path(app.config["EXCHANGE_VAR"]) / "index" / before / PRACTICES).glob("*.pst"))
    written = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    os.utime(path, ns=(written, written))
    drain()
    assert index().generations.pointer().generation == before
    monkeypatch.setattr(sync, "EXAMINE_EVERY", 0.0)
    drain()
    assert index().generations.pointer().generation != before
    assert found("repair") == [number]


def test_small_segments_are_merged_while_nothing_is_owed(drain: Drain) -> None:
    numbers = []
    for title in ("a", "b", "c", "d", "e", "f", "g", "h", "i"):
        numbers.append(practice(f"Repair {title}"))
        drain()
    assert figure(index(), "segments", PRACTICES) <= 2
    assert sorted(found("repair")) == numbers


def test_a_merge_gives_way_to_work_that_is_owed_and_to_the_end_of_the_worker(
    drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    drain()
    asked: list[Callable[[], bool]] = []
    chosen = replace(queue(), idle=asked.append)
    worker.work_once(chosen)
    [must_leave_off] = asked
    assert not must_leave_off()
    practice("Repair")
    assert must_leave_off()
    drain()
    stop = threading.Event()
    worker.work_once(chosen, stop)
    assert not asked[-1]()
    stop.set()
    assert asked[-1]()


def test_a_merge_that_failed_waits_and_holds_up_no_change(drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    drain()
    full = OSError("no space left on device")

    def fail(*_arguments: object) -> bool:
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(WhooshEngine, "tidy", fail)
        with pytest.raises(OSError, match="no space"):
            worker.work_once(queue())
        number = practice("Repair")
        assert worker.work_once(queue()) == 1
        assert worker.work_once(queue()) == 0
    assert found("repair") == [number]
    sync._indexer().tidy_failed_at = None


def test_a_failed_rebuild_is_tried_again_after_a_while(drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    practice("Repair")
    full = OSError("no space left on device")

    def fail(*_arguments: object) -> None:
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(WhooshEngine, "rebuild", fail)
        with pytest.raises(OSError, match="no space"):
            worker.work_once(queue())
        with sync.guard() as ours:
            assert not ours
    monkeypatch.setattr(sync, "WAIT_AFTER_FAILURE", 0.0)
    drain()
    assert found("repair")


def queue() -> worker.Queue:
    from flask import current_app

    return next(one for one in worker.queues(current_app) if one.topic == sync.TOPIC)


def test_who_has_not_the_lock_leaves_the_work(drain: Drain) -> None:
    drain()
    practice("Repair")
    with index().lock():
        assert worker.work_once(queue()) == 0
    assert worker.work_once(queue()) == 1


def test_check_names_each_difference(app: Flask, drain: Drain) -> None:
    assert command(app, "check") == (1, "index missing\n")
    changed, gone = practice("Repair"), practice("Refill")
    drain()
    assert command(app, "check") == (0, "no difference\n")
    new = practice("Reuse")
    with transaction():
        version = db.session.query(Version).filter_by(practice_id=changed).one()
        version.title = "Repair anew"
        db.session.get_one(Practice, gone).hidden_at = clock.now()
        db.session.get_one(Practice, gone).hidden_reason = "Asked"
    code, said = command(app, "check")
    assert code == 1
    assert said.splitlines() == [f"stale: practices {changed} en", f"extra: practices {gone} en", f"missing: practices {new} en"]


def test_rebuild_makes_the_index_whole(app: Flask) -> None:
    number = practice("Repair")
    expert("Amina")
    assert command(app, "rebuild") == (0, "indexed 2\n")
    assert command(app, "check") == (0, "no difference\n")
    assert found("repair") == [number]


def test_a_session_in_use_is_left_alone(drain: Drain) -> None:
    number = practice("Repair")
    held = db.session.get_one(Practice, number)
    drain()
    assert held.id == number
    assert documents.total() == 1
