"""What is kept, who may write, and what an index that cannot be read says: held by every engine behind the seam."""

from __future__ import annotations

import pytest

from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.retrieval.port import Request, SearchEngine, Unavailable
from tests.retrieval.contract.conftest import Open
from tests.retrieval.contract.test_searching import document, found
from tests.retrieval.figures import figure
from tests.retrieval.kinds import KINDS


def test_put_replaces_every_text_of_its_records(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(1, "waste"), document(1, "déchets", language="fr"), document(2, "water")])
    engine.put(PRACTICES, [document(1, "refill", language="es")])
    assert [found(engine, q) for q in ("waste", "déchets", "refill", "water")] == [[], [], [1], [2]]


def test_put_and_drop_in_one_commit(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(1, "waste"), document(2, "waste")])
    engine.put(PRACTICES, [document(3, "waste")], drop=[1, 77])
    assert sorted(found(engine, "waste")) == [2, 3]
    engine.put(PRACTICES, [document(3, "water")], drop=[3])
    assert (found(engine, "waste"), found(engine, "water")) == ([2], [3])


def test_drop_takes_records_out(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(1, "waste"), document(2, "waste")])
    engine.drop(PRACTICES, [1, 77])
    assert found(engine, "waste") == [2]
    engine.drop(PRACTICES, [2])
    assert found(engine) == []


def test_a_rebuild_holds_what_it_was_given_and_nothing_else(engine: SearchEngine) -> None:
    engine.put(PRACTICES, [document(1, "waste")])
    engine.put(EXPERTS, [document(1, "Amina")])
    engine.rebuild({PRACTICES: iter([document(2, "water")])}, "basis two")
    assert (found(engine), found(engine, kind=EXPERTS)) == ([2], [])
    assert engine.basis() == "basis two"
    engine.put(PRACTICES, [document(3, "food")])
    assert engine.basis() == "basis two"


def test_digests_tell_what_is_held(engine: SearchEngine) -> None:
    held = [document(1, "waste"), document(1, "déchets", language="fr"), document(2, "water")]
    engine.put(PRACTICES, held)
    engine.put(PRACTICES, [document(2, "food")])
    expected = {(one.record, one.language): one.digest() for one in [*held[:2], document(2, "food")]}
    assert engine.digests(PRACTICES) == expected
    assert engine.digests(EXPERTS) == {}


def test_upkeep_changes_nothing_that_is_found(engine: SearchEngine) -> None:
    for number in range(1, 31):
        engine.put(PRACTICES, [document(number, f"waste {number}")])
    engine.drop(PRACTICES, range(1, 11))
    digests = engine.digests(PRACTICES)
    assert not engine.tidy(lambda: True) or engine.digests(PRACTICES) == digests
    while engine.tidy(lambda: False):
        assert engine.digests(PRACTICES) == digests
    assert sorted(found(engine, "waste", limit=100)) == list(range(11, 31))
    assert figure(engine, "documents", PRACTICES) == 20


def test_another_process_sees_a_commit_at_once(engine: SearchEngine, unbuilt: Open) -> None:
    other = unbuilt()
    assert found(other) == []
    engine.put(PRACTICES, [document(1, "waste")])
    assert found(other, "waste") == [1]
    while engine.tidy(lambda: False):
        pass
    assert found(other, "waste") == [1]


def test_there_is_one_writer_at_a_time(engine: SearchEngine, unbuilt: Open) -> None:
    other = unbuilt()
    with engine.lock() as ours, other.lock() as theirs:
        assert (ours, theirs) == (True, False)
    with other.lock(wait=True) as theirs:
        assert theirs


def test_an_index_that_was_never_built_says_so_and_a_rebuild_makes_it_ready(unbuilt: Open) -> None:
    engine = unbuilt()
    assert (engine.health(), engine.basis()) == ("missing", "")
    for kind in KINDS:
        with pytest.raises(Unavailable):
            engine.search(Request(kind))
        with pytest.raises(Unavailable):
            engine.digests(kind)
    with pytest.raises(Unavailable):
        engine.figures()
    engine.rebuild({}, "basis")
    assert (engine.health(), engine.health(thorough=True), engine.basis()) == ("ready", "ready", "basis")
    assert figure(engine, "rebuilds") == 1
