"""`make look`: looks at every page, and writes what was seen to `docs/accessibility.md`.

Takes an hour and more on two cores. REPORT=file writes another page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config import ROOT
from tests.bench import written
from tests.look.matrix import PAGES, SETTINGS

PAGE = ROOT / "docs" / "accessibility.md"
CHECKS = ("status", "axe", "overflow", "focus", "shift", "console", "bytes")


def main() -> int:
    """Run all looks; 1 when something is wrong with a page."""
    with tempfile.TemporaryDirectory(prefix="look-") as folder:
        environment = {**os.environ, "EXCHANGE_TEST_ALL": "1", "LOOK_RESULTS": folder}
        command = [sys.executable, "-m", "pytest", "-n", "2", "-m", "browser", "tests/look", "tests/house_rules/test_markup.py"]
        done = subprocess.run(command, env=environment, check=False)
        found = [json.loads(path.read_text("utf-8")) for path in sorted(Path(folder).glob("*.json"))]
    lines = table(found)
    sys.stdout.write("\n".join(lines) + "\n")
    written.put("looked at", lines, Path(os.environ.get("REPORT") or PAGE))
    return done.returncode


def table(found: list[dict[str, Any]]) -> list[str]:
    """A Markdown table of findings by check and setting, after a line that says what was looked at."""
    views = sum(len(one["weights"]) for one in found)
    heaviest = max(((size, name) for one in found for name, size in one["weights"].items()), default=(0, "none"))
    summary = (
        f"{datetime.now(UTC):%d %B %Y}: {views:,} views in Chromium ({len(PAGES)} addresses, {len(found)} of {len(SETTINGS)} settings). "
        f"The heaviest page: {heaviest[1]}, {heaviest[0]:,} bytes on the wire."
    )
    lines = [
        summary,
        "",
        f"| setting | views | {' | '.join(CHECKS)} |",
        f"| --- | --- |{' --- |' * len(CHECKS)}",
    ]
    for one in found:
        counts = Counter(kind for faults in one["faults"].values() for kind, lines_of in faults.items() for _line in lines_of)
        lines.append(f"| {one['setting']} | {len(one['weights'])} | {' | '.join(str(counts[check]) for check in CHECKS)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
