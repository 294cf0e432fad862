"""Fail when a migrated database is not what the models say: tables and columns by Alembic, constraints by the house rule's test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main() -> int:
    """0 when they are equal."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "EXCHANGE_VAR": folder, "EXCHANGE_ENV": "development", "DATABASE_URL": ""}
        flask = [sys.executable, "-m", "flask", "--app", "run", "db"]
        for words in (["upgrade"], ["check"], ["downgrade", "base"], ["upgrade"]):
            code = subprocess.call([*flask, *words], env=environ)
            if code:
                return code
    return subprocess.call([sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/house_rules/test_migrations.py"])


if __name__ == "__main__":
    sys.exit(main())
