"""The engine under faults: writers at once, failed writes, full disks, damage, kills."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh.reading import TermNotFound

from exchange.practices.searchable import PRACTICES
from exchange.retrieval.port import Document, Request, Unavailable
from exchange.retrieval.whoosh import merging, postings, snapshots, sums
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.generations import DAMAGED
from exchange.retrieval.whoosh.snapshot import Snapshot
from exchange.retrieval.whoosh.storage import Descriptor
from tests.retrieval.engine import MEMORY, WORDS, document, reader_of_whoosh, search
from tests.retrieval.kinds import KINDS


def test_there_is_one_writer_at_a_time(backend: WhooshEngine) -> None:
    with backend.lock() as ours, backend.lock() as others:
        assert (ours, others) == (True, False)
    with backend.lock(wait=True) as ours:
        assert ours


def test_a_failed_write_changes_nothing_and_frees_the_lock(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "waste")])

    def broken() -> Iterator[Document]:
        yield document(2, "waste")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        backend.rebuild({PRACTICES: broken()}, "")
    assert search(backend, "waste") == [1]
    with pytest.raises(TypeError):
        backend.put(PRACTICES, [document(3, "waste"), document(4, None)])  # type: ignore[arg-type]  # a fault in the middle
    assert search(backend, "waste") == [1]
    backend.put(PRACTICES, [document(5, "waste")])
    assert sorted(search(backend, "waste")) == [1, 5]


def test_a_full_disk_changes_nothing(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    backend.put(PRACTICES, [document(1, "waste")])

    def full(*_arguments: Any, **_more: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(postings, "write", full)
        with pytest.raises(OSError, match="no space"):
            backend.put(PRACTICES, [document(2, "waste")])
    assert search(backend, "waste") == [1]
    backend.put(PRACTICES, [document(2, "waste")])
    assert sorted(search(backend, "waste")) == [1, 2]


def test_numbers_that_outgrow_a_byte_are_kept_whole(backend: WhooshEngine) -> None:
    often, many = 70_000, range(1, 300)
    backend.put(PRACTICES, [document(number, "food waste", "waste " * (number % 7)) for number in many])
    backend.put(PRACTICES, [document(1_000, "much", "waste " * often + "food")])
    assert len(search(backend, "waste")) == len(many) + 1
    assert len(search(backend, '"food waste"')) == len(many)
    fewer, one = (segment.postings("words", "waste").times for segment in backend.snapshot(PRACTICES).segments)
    assert one.tolist() == [often]
    assert fewer.tolist() == [3 + number % 7 for number in many]


def test_words_far_behind_in_a_long_text_make_no_phrase(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "long", "water " * 66_000 + "city " * 66_000)])
    assert search(backend, '"city water"') == []
    assert search(backend, '"water water"') == search(backend, "city") == [1]


def test_a_file_that_ends_too_soon_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one\ntwo")
    assert Descriptor(path).get(4, 3) == b"two"
    with pytest.raises(Unavailable):
        Descriptor(path).get(5, 10)


def test_leftovers_of_a_killed_writer_are_cleared(backend: WhooshEngine) -> None:
    folder = files(backend)[1].parent
    (folder / "MAIN.tmp").mkdir()
    (folder / "MAIN_left.pst").write_bytes(b"left")
    backend.put(PRACTICES, [document(1, "waste")])
    assert not (folder / "MAIN.tmp").exists()
    assert not (folder / "MAIN_left.pst").exists()


def test_an_index_of_plain_nonsense_is_damaged(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> None:
        raise ValueError("nonsense")

    monkeypatch.setattr(snapshots, "Segment", broken)
    backend.put("experts", [document(1, "Amina")])
    with pytest.raises(Unavailable, match="damaged"):
        backend.search(Request("experts"))


def test_what_a_killed_writer_left_does_not_count(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    backend.put(PRACTICES, [document(1, "waste")])

    def killed(_pointer: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(backend.generations, "switch", killed)
        with pytest.raises(KeyboardInterrupt):
            backend.put(PRACTICES, [document(1, "water"), document(2, "waste")])
    fresh = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    assert search(fresh, "waste") == [1]
    fresh.put(PRACTICES, [document(3, "waste")])
    assert sorted(search(backend, "waste")) == [1, 3]
    pointer = backend.generations.pointer()
    folder = backend.generations.folder(pointer.generation, PRACTICES)
    assert {path.name for path in folder.iterdir() if path.is_file() and not path.name.endswith("LOCK")} == set(
        pointer.commits[PRACTICES].files
    )


def files(backend: WhooshEngine) -> list[Path]:
    pointer = backend.generations.pointer()
    folder = backend.generations.folder(pointer.generation, PRACTICES)
    return [backend.generations.root / "current.json", *(folder / name for name in sorted(pointer.commits[PRACTICES].files))]


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "remove"])
def test_damage_to_any_file_is_noticed(backend: WhooshEngine, harm: str) -> None:
    backend.put(PRACTICES, [document(1, "waste"), document(2, "food waste")])
    for path in files(backend):
        whole = path.read_bytes()
        if harm == "flip":
            middle = len(whole) // 2
            path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :])
        elif harm == "cut":
            path.write_bytes(whole[: len(whole) // 2])
        elif harm == "empty":
            path.write_bytes(b"")
        else:
            path.unlink()
        fresh = WhooshEngine(backend.generations.root, KINDS, MEMORY)
        with pytest.raises(Unavailable):
            search(fresh, "waste")
        assert fresh.health() != "ready"
        path.write_bytes(whole)
        (fresh.generations.root / DAMAGED).unlink(missing_ok=True)
        assert WhooshEngine(backend.generations.root, KINDS, MEMORY).health() == "ready"


@pytest.mark.parametrize("harm", ["flip", "rot", "cut", "remove"])
def test_damage_under_open_files_is_noticed(backend: WhooshEngine, harm: str) -> None:
    backend.put(PRACTICES, [document(1, "waste"), document(2, "food waste")])
    assert search(backend, "food") == [2]
    for path in files(backend)[1:]:
        whole, before = path.read_bytes(), path.stat()
        if harm in {"flip", "rot"}:
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
            # What somebody writes is seen by its time, what a disk loses only by reading all of it.
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + (harm == "flip")))
        elif harm == "cut":
            path.write_bytes(whole[:-1])
        else:
            path.unlink()
        assert backend.health() == ("ready" if harm == "rot" else "damaged"), path.name
        assert backend.health(thorough=True) == "damaged", path.name
        path.write_bytes(whole)
        (backend.generations.root / DAMAGED).unlink(missing_ok=True)
        assert backend.health(thorough=True) == "ready", path.name


def test_a_bit_that_the_disk_loses_in_a_posting_list_is_no_fault_of_a_search(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(number, "food waste", "repair " * number) for number in range(1, 4)])
    path = next(path for path in files(backend) if path.suffix == ".pst")
    before, whole = path.stat(), path.read_bytes()
    damaged = 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xC0]) + whole[place + 1 :])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        for q in ("waste", '"food waste"', "re*", "-repair"):
            try:
                search(WhooshEngine(backend.generations.root, KINDS, MEMORY), q)
            except Unavailable:
                damaged += 1
    assert damaged > len(whole) // 4


def test_whooshs_own_reader_sees_every_term(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "food waste"), document(2, "École")])
    reader = reader_of_whoosh(backend)
    words = {text.decode() for field, text in reader.all_terms() if field == "words"}
    assert words == {"food", "waste", "ecole"}
    assert set(reader.indexed_field_names()) == {"words", "stems", "titles"}
    assert reader.doc_frequency("words", "waste") == reader.term_info("titles", "waste").doc_frequency() == 1
    with pytest.raises(TermNotFound):
        reader.term_info("words", "paper")


def test_files_that_were_copied_are_read_through_once_and_believed(
    backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    for path in files(backend)[1:]:
        path.write_bytes(path.read_bytes())
        os.utime(path, ns=(0, 0))
    assert search(WhooshEngine(backend.generations.root, KINDS, MEMORY), "waste") == [1]
    assert backend.health() == "ready"
    with monkeypatch.context() as patched:
        patched.setattr(sums, "checksum", lambda _path: pytest.fail("read through once more"))
        assert backend.health() == "ready"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert backend.health() == "damaged"


def test_damage_is_not_merged_into_a_new_segment(backend: WhooshEngine) -> None:
    for number in range(merging.STEP):
        backend.put(PRACTICES, [document(number, "waste")])
    path = next(path for path in files(backend) if path.suffix == ".pst")
    before, whole = path.stat(), path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Unavailable, match="damaged"):
        backend.tidy(lambda: False)
    assert backend.health() == "damaged"


def test_files_that_a_writer_takes_away_meanwhile_are_no_damage(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    earlier = backend.generations.pointer()
    backend.put(PRACTICES, [document(1, "water")])
    now = backend.generations.pointer()
    pointers, stamps = iter([earlier, now]), iter([(1, 1, 1), (2, 2, 2), (2, 2, 2)])
    monkeypatch.setattr(backend.generations, "pointer", lambda: next(pointers))
    monkeypatch.setattr(backend.generations, "stamp", lambda: next(stamps))
    backend.generations.examine(thorough=True)
    assert not backend.generations.damage_reported()


def test_a_rebuild_that_does_not_read_back_as_written_is_not_switched_to(
    backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    before = backend.generations.pointer()
    lost = {(1, "en"): "another"}
    with monkeypatch.context() as patched:
        patched.setattr(Snapshot, "digests", lambda _self: lost)
        with pytest.raises(Unavailable):
            backend.rebuild({PRACTICES: [document(2, "water")]}, "new")
    assert backend.generations.pointer() == before
    assert search(backend, "waste") == [1]


def test_a_killed_rebuild_leaves_a_folder_that_the_next_one_takes_away(backend: WhooshEngine) -> None:
    left = backend.generations.begin()
    backend.rebuild({PRACTICES: [document(1, "waste")]}, "")
    assert not (backend.generations.root / left).exists()


def test_a_rebuild_mends_and_leaves_one_generation(backend: WhooshEngine) -> None:
    files(backend)[0].write_bytes(b"{}")
    assert backend.health() == "damaged"
    assert backend.basis() == ""
    backend.rebuild({PRACTICES: [document(1, "waste")]}, "b2")
    assert (backend.health(), backend.basis()) == ("ready", "b2")
    folders = [path for path in backend.generations.root.iterdir() if path.is_dir()]
    assert len(folders) == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in (backend.generations.root, *folders))


def test_a_change_of_schema_is_noticed(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "fingerprint", lambda: "another")
    backend.snapshots.forget()
    assert backend.health() == "ready" or backend.health() == "outdated"
    assert WhooshEngine(backend.generations.root, KINDS, MEMORY).health() == "outdated"


def test_no_index_is_missing(tmp_path: Path) -> None:
    backend = WhooshEngine(tmp_path / "nothing", KINDS, MEMORY)
    assert backend.health() == "missing"
    backend.generations.report_damage()
    assert not backend.generations.damage_reported()


@pytest.mark.parametrize("q", ["waste", '"food waste"', "was*"])
def test_a_file_cut_under_a_reader_is_noticed_at_the_next_read(backend: WhooshEngine, q: str) -> None:
    backend.put(PRACTICES, [document(number, f"food waste {number}" * 50) for number in range(200)])
    assert len(search(backend, "food")) == 200
    for path in files(backend)[1:]:
        if path.suffix in {".pst", ".trm"}:
            path.write_bytes(path.read_bytes()[:10])
    backend.kept.postings.clear()
    with pytest.raises(Unavailable):
        search(backend, q)
    assert backend.health() == "damaged"


def test_caches_stay_within_their_bound(tmp_path: Path) -> None:
    small = WhooshEngine(tmp_path / "index", KINDS, 4_000)
    small.rebuild({PRACTICES: [document(number, f"waste {WORDS[number % 10]}") for number in range(100)]}, "")
    for word in WORDS:
        search(small, f'waste {word} "waste {word}" {word[:2]}*')
    for memory in (small.kept.postings, small.kept.places, small.kept.endings):
        assert 0 <= memory.held <= memory.limit
