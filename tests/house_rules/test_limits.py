"""Every limit of the product counts by the keys of `exchange.core.limits` and `exchange.accounts.limits`, and by no others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, g

from config import ROOT
from exchange.accounts.emails import count_key
from exchange.core.limits import limiter
from tests.source import parsed

SOURCE = sorted((ROOT / "exchange").rglob("*.py"))
NETWORK = ROOT / "exchange" / "core" / "limits.py"
ACCOUNTS = ROOT / "exchange" / "accounts" / "limits.py"
# Names that tell where a request comes from; who uses them by themselves counts each address of a subscriber alone.
PEER = {
    "remote_addr",
    "get_remote_address",
    "get_ipaddr",
    "access_route",
    "REMOTE_ADDR",
    "HTTP_X_FORWARDED_FOR",
    "X-Forwarded-For",
}
DECORATORS = {"limit", "shared_limit"}


def names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.alias):
            yield node.lineno, node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def uses_of_the_limiter(path: Path) -> list[int]:
    """Lines that make a limit of the limiter."""
    return [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in DECORATORS
        and "limiter" in ast.unparse(node.func.value)
    ]


def test_one_place_reads_where_a_request_comes_from() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in SOURCE if path != NETWORK for line, name in names(path) if name in PEER
    ]
    assert not found, f"Ask exchange.core.limits.network() instead: {', '.join(found)}"
    assert any(name in PEER for _line, name in names(NETWORK)), "the rule no longer sees the place that reads it"


def test_limits_that_name_a_key_are_made_in_one_file() -> None:
    found = [
        f"{path.relative_to(ROOT)}" for path in SOURCE if path != ACCOUNTS and any(name == "key_func" for name in keywords(path))
    ]
    assert not found, f"Limit by network (no key) or use exchange.accounts.limits: {', '.join(found)}"
    assert uses_of_the_limiter(ACCOUNTS), "the rule no longer sees the limits"


def keywords(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg


@dataclass(frozen=True)
class Member:
    """Whoever is signed in, by a number of their own."""

    number: str

    def get_id(self) -> str:
        return self.number


def counted_under(app: Flask, address: str, email: str) -> dict[str, list[str]]:
    """For every view that is limited, what each of its limits counts a request of this kind under."""
    manager = limiter.limit_manager
    with app.test_request_context("/en/", method="POST", data={"email": email}, environ_base={"REMOTE_ADDR": address}):
        # Limits of members count by who is signed in, whatever the network or the spelling.
        g._login_user = Member(count_key(email))
        return {
            view: sorted(str(limit.key_func()) for limit in manager.decorated_limits(view)) for view in manager._decorated_limits
        }


@pytest.mark.parametrize(
    ("address", "email"),
    [
        ("2001:db8:1:2::1", "ANN@Example.org"),
        ("2001:db8:1:2:ffff::", "ann@ｅxample.org"),
        ("2001:db8:1:2::9", "a\u200bnn@example.org"),
    ],
)
def test_no_limit_tells_spellings_or_addresses_of_one_person_apart(app: Flask, address: str, email: str) -> None:
    plain = counted_under(app, "2001:db8:1:2::ffff", "ann@example.org")
    assert len(plain) >= 6
    assert counted_under(app, address, email) == plain


def test_every_limit_tells_another_subscriber_or_account_apart(app: Flask) -> None:
    here, there = (counted_under(app, address, email) for address, email in PAIR)
    same = [view for view in here if set(here[view]) & set(there[view])]
    assert not same


PAIR = (("2001:db8:1:2::1", "ann@example.org"), ("2001:db8:1:3::1", "ben@example.org"))
