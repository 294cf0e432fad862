"""Joins the sources of a style sheet in the given order, without their comments: `join_styles.py OUT SOURCE…`.

Comments are for those who work on the sources; on a slow line they would be a tenth of the sheet.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


def main(out: str, *sources: str) -> None:
    """Write the sheet."""
    text = "".join(Path(one).read_text(encoding="utf-8") for one in sources)
    Path(out).write_text(COMMENT.sub("", text), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
