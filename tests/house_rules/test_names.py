"""Names of functions: a verb for what acts, a noun for what returns. `kept` or `shown` says neither what is done nor what comes back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house_rules.test_source import SOURCE, TESTS, name_of
from tests.source import parsed

# Verbs that end as participles do.
VERBS = {"embed", "exceed", "feed", "need", "proceed", "seed", "shed", "speed", "succeed"}
IRREGULAR = {
    "begun", "borne", "bound", "brought", "built", "chosen", "done", "drawn", "found", "given", "gone", "held", "hidden", "kept", "known",
    "left", "lost", "made", "own", "paid", "proven", "said", "seen", "sent", "shown", "sought", "taken", "told", "withdrawn", "written",
}  # fmt: skip
ADJECTIVES = {
    "alike", "apart", "current", "due", "empty", "free", "full", "last", "late", "missing", "new", "newest", "other", "outdated", "private",
    "public", "ready", "recent", "same", "several", "silent", "unknown", "visible", "whole",
}  # fmt: skip
LONGEST_TEST_NAME = 80
TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Every function and method but properties, which are read as attributes and not called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not any("property" in ast.unparse(one) for one in node.decorator_list):
            yield node


def says_too_little(name: str) -> bool:
    word = name.strip("_")
    return (
        not name.startswith("__")
        and word not in VERBS
        and "_" not in word
        and (word.endswith("ed") or word in IRREGULAR or word in ADJECTIVES)
    )


def places() -> Iterator[tuple[str, str]]:
    for path in SOURCE:
        yield from ((one.name, f"{name_of(path)}:{one.lineno} {one.name}") for one in functions(parsed(path)))


def test_no_function_is_named_by_a_bare_participle_or_adjective() -> None:
    found = [place for name, place in places() if says_too_little(name)]
    assert not found, f"Name what it does by a verb, or what it returns by a noun: {', '.join(found)}"
    assert says_too_little("_kept"), "the rule no longer sees what it is for"
    assert not says_too_little("keep")


def test_the_name_of_a_test_is_read_at_a_glance() -> None:
    names = ((path, name) for path in TESTS for name in TEST.findall(path.read_text("utf-8")))
    found = [f"{name_of(path)} {name}" for path, name in names if len(name) > LONGEST_TEST_NAME]
    assert not found, f"Say subject, condition and result in {LONGEST_TEST_NAME} characters: {', '.join(found)}"
