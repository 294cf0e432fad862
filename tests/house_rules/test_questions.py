"""Nothing outside the room of questions asks which kind a question is: what differs between kinds is said by the kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from config import ROOT
from exchange.questions import Codes, Question, Rows
from tests.house_rules.test_source import PAGES, SOURCE, name_of
from tests.questions.samples import kinds
from tests.source import parsed

ROOM = ROOT / "exchange" / "questions"
MACROS = ROOT / "templates" / "macros" / "questions.html"
SHARED: tuple[type, ...] = (Codes, Question, Rows)
KINDS = {one.__name__ for one in (*kinds(), *SHARED)}
COMPARED = re.compile(r"\.(?:asking|reading)\b[^%}]*(?:==|!=|\bin\b)|(?:==|!=|\bin\b)[^%}]*\.(?:asking|reading)\b")
SWITCH = """
from exchange.questions import Line, Text, rows
isinstance(one, Line | Text)
type(one) is Text
WAYS = {Line: 1, **OTHERS}
match one:
    case Line():
        pass
isinstance(one, rows.Rows)
"""


def kinds_in(node: ast.AST, named: set[str]) -> Iterator[str]:
    """The kinds that an expression names: by a name imported from the room, or as a part of one of its modules."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id in named & KINDS:
            yield one.id
        if isinstance(one, ast.Attribute) and one.attr in KINDS and isinstance(one.value, ast.Name) and one.value.id in named:
            yield one.attr


def switches(tree: ast.AST) -> Iterator[str]:
    """The lines that tell kinds of questions apart: by isinstance, by type, by a pattern, or in a mapping by kind."""
    imports = [
        one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("exchange.questions")
    ]
    named = {alias.asname or alias.name for one in imports for alias in one.names}
    for node in ast.walk(tree):
        asked: list[ast.AST] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"isinstance", "issubclass"}:
            asked = [*node.args[1:]]
        elif isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchClass):
            asked = [node.cls]
        elif isinstance(node, ast.Dict):
            asked = [key for key in node.keys if key is not None]
        yield from (f"{node.lineno}: {kind}" for one in asked for kind in kinds_in(one, named))  # type: ignore[attr-defined]  # each of them has a line


def test_no_code_outside_the_room_tells_kinds_apart() -> None:
    outside = [path for path in SOURCE if not path.is_relative_to(ROOM)]
    found = [f"{name_of(path)}:{line}" for path in outside for line in switches(parsed(path))]
    assert not found, f"Let the kind say what differs (exchange/questions): {', '.join(found)}"
    seen = list(switches(ast.parse(SWITCH)))
    assert sorted(line.split(":")[0] for line in seen) == ["3", "3", "4", "5", "7", "9"], "the rule no longer sees what it is for"


def test_no_template_tells_kinds_apart() -> None:
    found = [name_of(path) for path in PAGES if path != MACROS and COMPARED.search(path.read_text("utf-8"))]
    assert found == [], "Call the macro that the kind names: templates/macros/questions.html"
    assert COMPARED.search('{% if q.reading == "rows" %}'), "the rule no longer sees what it is for"
