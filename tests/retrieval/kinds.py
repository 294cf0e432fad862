"""The kinds of record of the product, for tests of what searches them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exchange.experts import searchable as expert
from exchange.practices import searchable as practice
from exchange.retrieval.kinds.searchable import Kinds, registered_kinds

KINDS = Kinds(practice.KIND, expert.KIND)


def change(monkeypatch: pytest.MonkeyPatch, name: str, **values: Any) -> None:
    """Have a kind registered otherwise for as long as a test."""
    kinds = registered_kinds()
    monkeypatch.setitem(kinds._kinds, name, replace(kinds[name], **values))
