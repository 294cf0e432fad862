"""Rooms tell each other by events, not by lists of calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house_rules.test_source import SOURCE, name_of, parsed

BUS = """
for tell in current_app.extensions.get("published", {}).values():
    tell(practice_ids)
for act in app.extensions["changed"]:
    act(changed)
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


def test_no_room_keeps_a_list_of_calls_for_others() -> None:
    found = [f"{name_of(path)}:{line}" for path in SOURCE for line in buses(parsed(path))]
    assert not found, f"Name an event in the room's events.py instead: {', '.join(found)}"
    assert len(list(buses(ast.parse(BUS)))) == 2, "the rule no longer sees what it is for"
