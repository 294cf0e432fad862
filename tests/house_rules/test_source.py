"""Rules about the source that no linter has: read with `ast`, so that words in comments do not count."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from exchange.core.commands import settings_page
from exchange.core.db import Base
from tests.source import parsed

LONGEST_FILE = 400
SOURCE = sorted((ROOT / "exchange").rglob("*.py"))
PAGES = sorted((ROOT / "templates").rglob("*.html"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SETS_STATUS = ROOT / "exchange" / "workflow" / "service.py"
ENGINE = ROOT / "exchange" / "retrieval" / "whoosh"
# Of Whoosh: its tables of contents, its hash and compound files, its stored fields and its posting lists.
UNPICKLING = (
    "pickle", "_pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib", "numpy.load", "whoosh.index", "whoosh.legacy",
    "whoosh.multiproc", "whoosh.externalsort", "whoosh.automata.fst", "whoosh.util.loading", "whoosh.filedb.compound",
    "whoosh.filedb.fileindex", "whoosh.filedb.filetables", "whoosh.filedb.misc", "whoosh.columns.PickleColumn",
    "whoosh.columns.CompressedBlockColumn", "whoosh.codec.whoosh2", "whoosh.codec.whoosh3.STORED_COLUMN",
    "whoosh.codec.whoosh3.W3TermsReader", "whoosh.codec.whoosh3.W3LeafMatcher", "whoosh.codec.default_codec",
)  # fmt: skip
ROOMS = sorted(folder.name for folder in (ROOT / "exchange").iterdir() if (folder / "__init__.py").exists())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def stateful() -> set[str]:
    """Names of the classes whose tables have a column `status`."""
    return {mapper.class_.__name__ for mapper in Base.registry.mappers if "status" in mapper.columns}


def names_status(node: ast.AST | None) -> bool:
    return (isinstance(node, ast.Constant) and node.value == "status") or (
        isinstance(node, ast.Attribute) and node.attr == "status"
    )


def assignments_of_status(tree: ast.AST) -> Iterator[int]:
    """Lines that give a `status` a value: by assignment, by setattr, in the making of a record, or in a statement."""
    giving = {*stateful(), "values", "execute"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store):
            yield node.lineno
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        keys = [key for one in ast.walk(node) if isinstance(one, ast.Dict) for key in one.keys]
        if called in giving and (any(one.arg == "status" for one in node.keywords) or any(map(names_status, keys))):
            yield node.lineno
        if called == "setattr" and any(map(names_status, node.args[:2])):
            yield node.lineno


STATUS_GIVEN = """
version.status = "published"
setattr(version, "status", "published")
Version(status="published")
TranslationVersion(**{"status": "published"})
update(Version).values(status="published")
update(Version).values({Version.status: "published"})
session.execute(insert(Version), [{**row, "status": "published"} for row in rows])
"""
STATUS_READ = """
version.status == "published"
Draft(status=version.status)
download({"status": version.status})
"""


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def unpickling(tree: ast.AST) -> Iterator[str]:
    """What is imported that reads pickles, by its whole name."""
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name for name in names if any(f"{name}.".startswith(f"{one}.") for one in UNPICKLING))


def test_the_status_of_any_record_is_set_in_one_place() -> None:
    found = [f"{name_of(path)}:{line}" for path in SOURCE if path != SETS_STATUS for line in assignments_of_status(parsed(path))]
    assert not found, f"Use exchange.workflow.service.make_transition() instead: {', '.join(found)}"
    assert list(assignments_of_status(parsed(SETS_STATUS))), "the rule no longer sees the place that sets it"


def test_a_status_given_in_any_way_is_seen_and_one_that_is_read_is_not() -> None:
    assert sorted(assignments_of_status(ast.parse(STATUS_GIVEN))) == list(range(2, 9))
    assert list(assignments_of_status(ast.parse(STATUS_READ))) == []


def test_only_its_engine_knows_whoosh() -> None:
    found = [
        name_of(path)
        for path in SOURCE
        if not path.is_relative_to(ENGINE) and any(name.split(".")[0] == "whoosh" for name in imports(parsed(path)))
    ]
    assert not found, f"Ask exchange.retrieval instead of Whoosh: {', '.join(found)}"


def test_nothing_that_unpickles_is_imported() -> None:
    found = [f"{name_of(path)}: {name}" for path in SOURCE for name in unpickling(parsed(path))]
    assert not found, f"A pickle runs what it says; write JSON instead: {', '.join(found)}"
    planted = ROOT / "tests" / "retrieval" / "test_planted.py"
    wanted = {"pickle", "whoosh.codec.whoosh3.STORED_COLUMN", "whoosh.index.TOC"}
    assert wanted <= set(unpickling(parsed(planted))), "the rule no longer sees what it is for"


@pytest.mark.parametrize(
    "path", [*SOURCE, *PAGES, *TESTS, ROOT / "config.py", ROOT / "safeguards.py", ROOT / "run.py"], ids=name_of
)
def test_no_file_is_longer_than_a_person_reads_at_once(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{name_of(path)} has {lines} lines: make it a folder of the same name, split by noun."


def contracts() -> list[dict[str, object]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, object]] = project["tool"]["importlinter"]["contracts"]
    return found


def test_every_room_has_its_place_among_the_layers() -> None:
    layers = next(contract["layers"] for contract in contracts() if contract["type"] == "layers")
    assert isinstance(layers, list)
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    unplaced = [room for room in ROOMS if room not in placed]
    assert not unplaced, f"Give these rooms a layer in pyproject.toml: {', '.join(unplaced)}."


def test_every_contract_is_named_by_a_sentence() -> None:
    for contract in contracts():
        name = str(contract["name"])
        assert name[0].isupper(), name
        assert len(name.split()) >= 4, name


def test_the_page_about_settings_tells_every_setting() -> None:
    page = ROOT / "docs" / "configuration.md"
    wanted = settings_page()
    assert page.read_text("utf-8") == wanted, "Write it anew: flask --app run settings > docs/configuration.md"
