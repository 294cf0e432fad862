"""Putting measured tables into `docs/performance.md`: each between two marks, the prose around them is written by people."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from config import ROOT

PAGE = ROOT / "docs" / "performance.md"


def put(name: str, lines: Sequence[str], page: Path | None = None) -> None:
    """Put `lines` in place of what stands between the marks of `name`. REPORT=file names another page with the same marks, or one to make."""
    file = page or Path(os.environ.get("REPORT") or PAGE)
    begin, end = f"<!-- measured: {name} -->", "<!-- end -->"
    # What took minutes to measure is not lost for want of a page to put it in.
    before = file.read_text("utf-8") if file.exists() else f"{begin}\n\n{end}\n"
    inside = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not inside.search(before):
        raise ValueError(f"{file} has no marks for {name}")
    text = "\n".join(lines)
    file.write_text(inside.sub(lambda _found: f"{begin}\n\n{text}\n\n{end}", before), "utf-8")
