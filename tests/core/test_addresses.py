"""Addresses that come from outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.addresses import own_path, web_address


@pytest.mark.parametrize("path", ["/", "/en/", "/en/desk/?page=2&q=a%20b", "/ar/themes/#x", "/en/practices/?q=محطات"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None, "", "en/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "https:evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/\x00/",
        "http:///evil.example", "/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_whatever_may_lead_to_another_host_is_refused(elsewhere: str | None) -> None:
    assert own_path(elsewhere) is None


@given(st.text(alphabet="/\\:. \t\n@?#%aeh", max_size=20))
def test_what_is_kept_begins_with_one_stroke_only(path: str) -> None:
    kept = own_path(path)
    assert kept is None or (kept.startswith("/") and not kept.startswith(("//", "/\\")) and "\\" not in kept)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("www.example.org/a?b=c", "https://www.example.org/a?b=c"),
        (" WWW.example.org ", "https://WWW.example.org"),
        ("<https://example.org>", "https://example.org"),
        ("https://exam\u200bple.org\n", "https://example.org"),
        ("http://www.example.org", "http://www.example.org"),
        ("example.org", "example.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_a_pasted_web_address_is_taken_as_the_address_it_names(given: str, address: str) -> None:
    assert web_address(given) == address
