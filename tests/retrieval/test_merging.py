"""What a put leaves behind is merged while nothing is owed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from exchange.experts.searchable import EXPERTS
from exchange.practices.searchable import PRACTICES
from exchange.retrieval import parsing
from exchange.retrieval.port import Request
from exchange.retrieval.whoosh import merging, postings, writing
from exchange.retrieval.whoosh.engine import WhooshEngine
from tests.retrieval.engine import MEMORY, document, search
from tests.retrieval.figures import figure
from tests.retrieval.kinds import KINDS


def never() -> bool:
    return False


def tidied(backend: WhooshEngine) -> int:
    """How many pieces of upkeep there were."""
    pieces = 0
    while backend.tidy(never):
        pieces += 1
    return pieces


def segments(backend: WhooshEngine, kind: str = PRACTICES) -> list[int]:
    """The living documents of each segment, the largest first."""
    pointer = backend.generations.pointer()
    return sorted((merging.living(one) for one in backend._segments_on_disk(pointer, kind)), reverse=True)


def test_a_put_merges_nothing_and_a_pause_does(backend: WhooshEngine) -> None:
    for number in range(1, 41):
        backend.put(PRACTICES, [document(number, f"waste {number}")])
    assert segments(backend) == [1] * 40
    assert tidied(backend) == 5
    assert segments(backend) == [8] * 5
    assert sorted(search(backend, "waste")) == list(range(1, 41))
    assert tidied(backend) == 0


def test_the_number_of_segments_grows_with_the_logarithm_of_the_puts(backend: WhooshEngine) -> None:
    for number in range(1, 101):
        backend.put(PRACTICES, [document(number, "waste")])
        tidied(backend)
    assert segments(backend) == [64, 8, 8, 8, 8, 1, 1, 1, 1]
    assert len(search(backend, "waste")) == 100


def test_every_kind_is_merged(backend: WhooshEngine) -> None:
    for number in range(1, 9):
        backend.put(EXPERTS, [document(number, "Amina")])
    tidied(backend)
    assert (segments(backend), segments(backend, EXPERTS)) == ([], [8])
    assert backend.search(Request(EXPERTS, parsing.parse("amina"))).total == 8


def test_no_merge_makes_a_segment_larger_than_the_limit(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "LARGEST", 20)
    for number in range(1, 101):
        backend.put(PRACTICES, [document(number, "waste")])
        tidied(backend)
    assert max(segments(backend)) <= 20
    assert sum(segments(backend)) == len(search(backend, "waste")) == 100


def test_a_stream_of_puts_without_a_pause_is_merged_all_the_same(backend: WhooshEngine) -> None:
    for number in range(1, merging.MOST_SEGMENTS + 40):
        backend.put(PRACTICES, [document(number, "waste")])
        assert len(segments(backend)) <= merging.MOST_SEGMENTS + 1
    assert len(search(backend, "waste")) == merging.MOST_SEGMENTS + 39


def test_a_segment_of_which_much_is_deleted_is_written_anew(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(number, "waste") for number in range(1, 101)])
    backend.drop(PRACTICES, range(1, 21))
    assert tidied(backend) == 0
    assert figure(backend, "deleted", PRACTICES) == 20
    backend.drop(PRACTICES, range(21, 41))
    assert tidied(backend) == 1
    assert figure(backend, "deleted", PRACTICES) == 0
    assert sorted(search(backend, "waste")) == list(range(41, 101))


def test_a_segment_without_living_documents_is_left_out_at_the_next_commit(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    backend.drop(PRACTICES, [1])
    backend.put(PRACTICES, [document(2, "new")])
    assert segments(backend) == [1]


def test_a_merge_gives_way_and_changes_nothing(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(writing, "STRETCH", 10)
    for number in range(1, 9):
        backend.put(PRACTICES, [document(number, "waste plan for the city")])
    before = backend.generations.pointer()
    asked = []

    def later() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 3

    assert not backend.tidy(later)
    assert len(asked) == 4
    assert backend.generations.pointer() == before
    backend.put(PRACTICES, [document(9, "waste")])
    assert tidied(backend) == 1
    assert sorted(search(backend, "waste")) == list(range(1, 10))


def test_a_reader_opened_before_a_merge_reads_on(backend: WhooshEngine) -> None:
    for number in range(1, 9):
        backend.put(PRACTICES, [document(number, "waste plan")])
    other = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    held = other.snapshot(PRACTICES)
    tidied(backend)
    for segment in held.segments:
        assert segment.postings("words", "plan").documents.tolist() == [0]
    assert sorted(search(other, "plan")) == list(range(1, 9))


def test_a_full_disk_in_a_merge_leaves_the_index_as_it_was(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 9):
        backend.put(PRACTICES, [document(number, "waste plan")])

    def full(*_arguments: Any, **_more: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(postings, "write", full)
        with pytest.raises(OSError, match="no space"):
            backend.tidy(never)
    assert segments(backend) == [1] * 8
    assert tidied(backend) == 1
    assert sorted(search(backend, "waste")) == list(range(1, 9))
