"""Rooms tell each other by events, and index work follows from the record of visible change alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house_rules.test_source import SOURCE, name_of
from tests.source import parsed

BUS = """
for tell in current_app.extensions.get("published", {}).values():
    tell(practice_ids)
for act in app.extensions["changed"]:
    act(changed)
"""
BY_HAND = """
outbox.enqueue("index", payload)
service.enqueue_all(topic="index", owed=rows)
"""


def buses(tree: ast.AST) -> Iterator[int]:
    """Lines that loop over something kept in `extensions` and call each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and _of_extensions(node.iter):
            called = {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
            if node.target.id in called:
                yield node.lineno


def _of_extensions(tree: ast.AST) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == "extensions" for one in ast.walk(tree))


def owed_by_a_typed_topic(tree: ast.AST) -> Iterator[int]:
    """Lines that owe work under a topic written out, not named."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "topic")]
            if called in {"enqueue", "enqueue_all"} and any(isinstance(one, ast.Constant) for one in given):
                yield node.lineno


def owes_the_index(path: Path) -> bool:
    """True for a file that names both the topic of the index and the call that owes work."""
    names = {node.id for node in ast.walk(parsed(path)) if isinstance(node, ast.Name)}
    calls = {node.attr for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)}
    return "INDEX" in names and bool(calls & {"enqueue", "enqueue_all"})


def test_no_room_keeps_a_list_of_calls_for_others() -> None:
    found = [f"{name_of(path)}:{line}" for path in SOURCE for line in buses(parsed(path))]
    assert not found, f"Name an event in the room's events.py instead: {', '.join(found)}"
    assert len(list(buses(ast.parse(BUS)))) == 2, "the rule no longer sees what it is for"


def test_topics_of_owed_work_are_named() -> None:
    found = [f"{name_of(path)}:{line}" for path in SOURCE for line in owed_by_a_typed_topic(parsed(path))]
    assert not found, f"Use the name of the topic: {', '.join(found)}"
    assert len(list(owed_by_a_typed_topic(ast.parse(BY_HAND)))) == 2, "the rule no longer sees what it is for"


def test_index_work_is_owed_in_one_place() -> None:
    found = [name_of(path) for path in SOURCE if owes_the_index(path)]
    assert found == ["exchange/search/sync.py"], "Record the change (exchange.changes.service.record); the index work follows."
