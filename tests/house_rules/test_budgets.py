"""What makes work grow faster than the text it is done on, found in the source before anybody meets it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from re import _constants as constants  # type: ignore[attr-defined]  # the parser of the standard library has no types
from re import _parser as parser  # type: ignore[attr-defined]  # as above
from typing import Any

import pytest

from config import ROOT
from tests.house_rules.test_source import SOURCE, name_of
from tests.source import parsed

REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT}
MANY = 50
# The one reader of the values of a name: it takes the first of them only.
READS_VALUES = {"exchange/core/arguments.py"}
# Patterns with a repeat of a repeat that nothing stands behind, so that they never try another way: by file, how many.
NESTED = {"exchange/retrieval/analysis.py": 2}


def texts_of(node: ast.AST) -> Iterator[str]:
    """The fixed parts of a pattern as one text; what is put in by name is taken for a letter."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)


def patterns(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and pattern of each call of `re`; the patterns of a list are those of the list that is gone through."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
            yield from ((node.lineno, text) for text in texts_of(node.args[0]))
        if isinstance(node, ast.ListComp) and "re.compile" in ast.unparse(node.elt):
            listed = (one for one in ast.walk(node.generators[0].iter) if isinstance(one, ast.Constant | ast.JoinedStr))
            yield from ((node.lineno, text) for one in listed for text in texts_of(one))


def repeats_a_repeat(parsed_pattern: Any, inside: bool = False) -> bool:
    """True when something repeated without end holds, with nothing fixed beside it, something else repeated without end."""
    for operator, value in parsed_pattern:
        if operator in REPEATS:
            _least, most, body = value
            unbounded = most >= MANY
            if unbounded and inside:
                return True
            if repeats_a_repeat(body, inside or unbounded):
                return True
        elif (
            (operator is constants.SUBPATTERN and repeats_a_repeat(value[-1], inside))
            or (operator is constants.BRANCH and any(repeats_a_repeat(one, inside) for one in value[1]))
            or (operator in {constants.ASSERT, constants.ASSERT_NOT} and repeats_a_repeat(value[1], inside))
        ):
            return True
    return False


def nested(tree: ast.AST) -> list[int]:
    """Lines with a pattern that repeats a repeat."""
    return [line for line, pattern in patterns(tree) if repeats_a_repeat(parser.parse(pattern))]


def names(tree: ast.AST) -> set[str]:
    """Every name that the source uses or imports."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }


def test_texts_are_compared_within_a_budget_only() -> None:
    found = [name_of(path) for path in SOURCE if names(parsed(path)) & {"difflib", "SequenceMatcher", "get_close_matches"}]
    assert not found, f"Use exchange.questions.compare instead: {', '.join(found)}"


def test_the_values_of_a_name_are_read_in_one_place() -> None:
    found = {name_of(path) for path in SOURCE if "getlist" in names(parsed(path))}
    assert found == READS_VALUES, "Use exchange.core.arguments.several instead"


def test_no_pattern_repeats_a_repeat_but_those_known() -> None:
    found = {name_of(path): len(lines) for path in SOURCE if (lines := nested(parsed(path)))}
    assert found == NESTED, "A repeat of a repeat may try every way to share the text between them"


@pytest.mark.parametrize(
    ("pattern", "is_nested"),
    [
        (r"(a+)+b", True),
        (r"(?:a|b*)*", True),
        (r"(?:\s*,\s*)*x", True),
        (r"(a{1,3})+", False),
        (r"a+b+", False),
        (r"[a-z]+(?: [a-z]{2,9})?", False),
    ],
)
def test_a_repeat_of_a_repeat_is_seen(pattern: str, is_nested: bool) -> None:
    assert bool(nested(ast.parse(f"import re\nre.compile({pattern!r})"))) is is_nested


def test_the_rules_see_what_they_look_for() -> None:
    assert "SequenceMatcher" in names(ast.parse("from difflib import SequenceMatcher"))
    assert "getlist" in names(ast.parse("values = request.args.getlist('theme')"))
    assert (ROOT / "exchange" / "core" / "arguments.py").exists()
