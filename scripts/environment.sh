#!/bin/sh
# Makes .venv with the first Python of 3.11 or later: the one named in PYTHON, else those found by name.
set -eu
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$candidate" -m venv .venv
    fi
done
echo "Practice Exchange needs Python 3.11 or later. Install it, or name it: make run PYTHON=/path/to/python" >&2
exit 1
