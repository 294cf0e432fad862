"""Fail when a rule or a service has a branch no test takes: `coverage_gate.py coverage.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path, PurePosixPath

WHOLE = (
    "exchange/*/service.py",
    "exchange/*/service/*.py",
    "exchange/*/access.py",
    "exchange/*/lifecycle.py",
    "exchange/*/moves.py",
    "exchange/*/rules.py",
    "exchange/*/rules/*.py",
)


def main(report: str) -> int:
    """0 when every file of `WHOLE` is covered whole, branches included."""
    files = json.loads(Path(report).read_text())["files"]
    ruled = {name: one for name, one in files.items() if any(PurePosixPath(name).match(pattern) for pattern in WHOLE)}
    lacking = 0
    for name, one in sorted(ruled.items()):
        lines, branches = one["missing_lines"], one.get("missing_branches", [])
        if lines or branches:
            lacking += 1
            print(f"{name}: lines {lines or 'all'}, branches {branches or 'all'} not taken")
    print(f"{len(ruled) - lacking} of {len(ruled)} files of rules and services are covered whole")
    return 1 if lacking or not ruled else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
