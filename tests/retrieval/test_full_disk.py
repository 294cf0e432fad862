"""A disk that is full at any moment of a write: the kernel refuses to make a file longer, and nothing of what was there is lost."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from exchange.practices.searchable import PRACTICES
from exchange.retrieval.whoosh.engine import WhooshEngine
from tests.retrieval.engine import MEMORY, document, search
from tests.retrieval.kinds import KINDS

HELD = list(range(1, 17))
# Bytes a file may have, from none at all to enough for everything; the pointer is longer than some of the files before it.
LIMITS = [0, 1, 20, 60, 150, 400, 700, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 7_000, 10_000, 100_000]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of many small segments."""
    root = tmp_path_factory.mktemp("held") / "index"
    backend = WhooshEngine(root, KINDS, MEMORY)
    backend.rebuild({}, "")
    for number in HELD:
        backend.put(PRACTICES, [document(number, f"waste {number}")])
    return root


@contextmanager
def no_file_longer_than(limit: int) -> Iterator[None]:
    """Writing past `limit` fails in this process, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def put(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(99, "water " * 40)], drop=[1])


def merge(backend: WhooshEngine) -> None:
    backend.tidy(lambda: False)


def rebuild(backend: WhooshEngine) -> None:
    backend.rebuild({PRACTICES: [document(99, "water")]}, "new")


WORK: dict[Callable[[WhooshEngine], None], list[int]] = {put: [*HELD[1:], 99], merge: HELD, rebuild: [99]}


# Whoosh leaves a file that it could not write to the garbage collector to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("work", WORK, ids=lambda one: str(one.__name__))
def test_what_was_there_is_found_until_the_whole_change_is(
    held: Path, tmp_path: Path, work: Callable[[WhooshEngine], None]
) -> None:
    outcomes = set()
    for limit in LIMITS:
        root = tmp_path / f"index-{limit}"
        shutil.copytree(held, root)
        backend = WhooshEngine(root, KINDS, MEMORY)
        before = backend.generations.pointer()
        with no_file_longer_than(limit), suppress(OSError):
            work(backend)
        changed = backend.generations.pointer() != before
        outcomes.add(changed)
        for reader in (backend, WhooshEngine(backend.generations.root, KINDS, MEMORY)):
            assert reader.health(thorough=True) == "ready", limit
            assert sorted(search(reader)) == (WORK[work] if changed else HELD), limit
        assert sum(path.is_dir() for path in backend.generations.root.iterdir()) == 1, limit
        work(backend)
        assert sorted(search(backend)) == WORK[work], limit
    assert outcomes == {False, True}
