"""Write a migration for what the models have and the last migration has not: `new_migration.py "what it does"`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main(message: str) -> int:
    """0 when a migration was written, or when there is nothing to write."""
    if not message.strip():
        sys.exit('Say what the migration does: make migration m="…"')
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "EXCHANGE_VAR": folder, "EXCHANGE_ENV": "development", "DATABASE_URL": ""}
        flask = [sys.executable, "-m", "flask", "--app", "run", "db"]
        return subprocess.call([*flask, "upgrade"], env=environ) or subprocess.call(
            [*flask, "migrate", "-m", message], env=environ
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
