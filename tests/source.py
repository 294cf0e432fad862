"""The product's own source, read for rules about it: each file is parsed once in a test process."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from config import ROOT


@cache
def parsed(path: Path) -> ast.Module:
    """The file at `path` as a tree; its name in a traceback is that from the top of the checkout."""
    return ast.parse(path.read_text("utf-8"), str(path.relative_to(ROOT)))
