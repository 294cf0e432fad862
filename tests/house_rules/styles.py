"""Which style sheet knows a class, and what a page wears without the sheet that knows it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STYLES = Path(__file__).parents[2] / "styles"
CLASS_IN_STYLE = re.compile(r"\.(-?[a-z_][\w-]*)")
CLASS_IN_PAGE = re.compile(r'\sclass="([^"]*)"')


@cache
def _classes_of(kind: str) -> frozenset[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((STYLES / kind).glob("*.css")))
    selectors = re.sub(r"\{[^{}]*\}", "{}", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return frozenset(CLASS_IN_STYLE.findall(selectors))


def unstyled(page: str) -> set[str]:
    """Classes of an HTML page that only `members.css` knows, when the page does not load it; empty where all is well."""
    if "/static/members.css" in page:
        return set()
    worn = {name for names in CLASS_IN_PAGE.findall(page) for name in names.split()}
    return worn & (_classes_of("members") - _classes_of("reader"))
