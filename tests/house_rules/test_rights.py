"""Who may do what stands in the tables of the rooms, and what a role is in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from config import ROOT
from exchange.accounts.access import ADMINISTRATOR, MODERATOR
from exchange.accounts.access import RIGHTS_OF_ROLES as ROLES_BY_RIGHT
from exchange.core.rights import Rights
from tests.source import parsed

# The first says what the roles are and may; the other lets visitors in, who have none.
OF_ROLES = (ROOT / "exchange" / "accounts" / "access.py", ROOT / "exchange" / "core" / "access.py")
TABLES = [path for path in sorted((ROOT / "exchange").glob("*/access.py")) if path not in OF_ROLES]
SOURCE = [path for path in sorted((ROOT / "exchange").rglob("*.py")) if path not in OF_ROLES]
PAGES = sorted((ROOT / "templates").rglob("*.html"))
IN_PAGES = re.compile(r"\{[{%][^}%]*(?:\.role\s*(?:==|!=|in\b|not\b)|['\"](?:moderator|administrator)['\"])")


def module_of(path: Path) -> ModuleType:
    return import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def tables_of(path: Path) -> list[Rights[object, object]]:
    return [one for one in vars(module_of(path)).values() if isinstance(one, Rights)]


def is_role(node: ast.AST) -> bool:
    """True for the role of somebody, and for the name of one that not everybody has."""
    if isinstance(node, ast.Attribute):
        return node.attr in {"role", "MEMBER", "MODERATOR", "ADMINISTRATOR"}
    return isinstance(node, ast.Constant) and node.value in (MODERATOR, ADMINISTRATOR)


def asks_rights(node: ast.AST) -> bool:
    """True for the roles that have a right, as `accounts/access.py` holds them."""
    return isinstance(node, ast.Subscript) and ast.unparse(node.value).split(".")[-1] == "RIGHTS_OF_ROLES"


def comparisons_of_roles(tree: ast.AST) -> Iterator[int]:
    """Lines that compare a role with anything but those that have a right, or that list roles."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(is_role, sides)) and not any(map(asks_rights, sides)):
                yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"in_", "not_in"}:
            asked = all(map(asks_rights, node.args))
            if is_role(node.func.value) and not asked:
                yield node.lineno
        if isinstance(node, ast.Set | ast.Tuple | ast.List) and any(
            isinstance(one, ast.Constant) and is_role(one) for one in node.elts
        ):
            yield node.lineno


COMPARED = """
user.role == "moderator"
user.role in REVIEWING
user.role == access.MEMBER
role != "administrator"
select(User).where(User.role.in_(REVIEWING))
REVIEWING = frozenset({"moderator", "administrator"})
"""
ASKED = """
may(user, "review")
user.role in access.RIGHTS_OF_ROLES["review"]
select(User).where(User.role.in_(access.RIGHTS_OF_ROLES["review"]))
User(role="moderator")
NAMES = {"moderator": "Demo Moderator"}
"""


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_the_access_of_a_room_is_a_table_of_rights(path: Path) -> None:
    found = tables_of(path)
    assert found, f"Write what {path.parent.name} lets whom do as Rights."
    for right, rules in (item for table in found for item in table.table.items()):
        assert rules, f"{right} has no rule"
        assert all(rule.refusal is not None or not rule.known for rule in rules), f"{right} is refused without a sentence"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_every_rule_of_a_table_says_in_words_what_holds(path: Path) -> None:
    rules = [rule for table in tables_of(path) for some in table.table.values() for rule in some]
    assert [rule.holds.__name__ for rule in rules if not rule.holds.__doc__] == []


def words_in(paths: Iterable[Path]) -> set[str]:
    nodes = (node for path in paths for node in ast.walk(parsed(path)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_right_is_asked_for_somewhere() -> None:
    rights = {right for path in TABLES for table in tables_of(path) for right in table.table}
    assert rights - words_in(path for path in SOURCE if path not in TABLES) == set()
    assert ROLES_BY_RIGHT.keys() - words_in(SOURCE) == set()


def test_roles_are_compared_in_one_place() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in SOURCE for line in comparisons_of_roles(parsed(path))]
    assert not found, f"Ask accounts.access instead: {', '.join(found)}"


def test_no_page_compares_roles() -> None:
    assert [str(path.relative_to(ROOT)) for path in PAGES if IN_PAGES.search(path.read_text("utf-8"))] == []
    assert IN_PAGES.search('{% if user.role == "moderator" %}')
    assert IN_PAGES.search("{{ 'x' if role in ['moderator'] }}")
    assert not IN_PAGES.search('<p role="alert">{{ user.name }}</p>')


def test_a_role_compared_in_any_way_is_seen_and_a_right_that_is_asked_is_not() -> None:
    assert sorted(set(comparisons_of_roles(ast.parse(COMPARED)))) == list(range(2, 8))
    assert list(comparisons_of_roles(ast.parse(ASKED))) == []
