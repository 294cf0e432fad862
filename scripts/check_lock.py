"""Fail when the locked requirements are not those of the `.in` files, or cannot be installed on a supported Python.

A lock made on one Python can lack what another needs under a condition; in hash mode pip then refuses
to install. So the lock is resolved for each version, from wheels alone, as a machine without a compiler would.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(Path(sys.executable).parent / "uv")
# Published as source alone, and plain Python: no compiler is needed for it.
SOURCE_ONLY = "flask-principal"
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
COMPILE = (
    UV,
    "pip",
    "compile",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--quiet",
)


def in_step(name: str, folder: Path) -> bool:
    """True when compiling `name`.in gives the lock that is kept."""
    kept = ROOT / "requirements" / f"{name}.txt"
    fresh = folder / f"{name}.txt"
    shutil.copy(kept, fresh)
    subprocess.run([*COMPILE, f"requirements/{name}.in", "-o", str(fresh)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    same = fresh.read_text() == kept.read_text()
    print(f"requirements/{name}.txt {'agrees' if same else 'does not agree'} with requirements/{name}.in")
    return same


def installs(locks: list[Path], version: str, folder: Path) -> bool:
    """True when `locks` resolve with their hashes, from wheels alone, on Python `version`."""
    given = [word for lock in locks for word in ("-r", str(lock))]
    command = [
        UV,
        "pip",
        "install",
        "--dry-run",
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--no-binary",
        SOURCE_ONLY,
        "--python",
        sys.executable,
    ]
    done = subprocess.run(
        [*command, "--python-version", version, "--target", str(folder / version), *given],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    print(f"Python {version}: {'resolves' if done.returncode == 0 else 'does not resolve'}")
    if done.returncode:
        print(done.stderr)
    return done.returncode == 0


def main() -> int:
    """0 when all is well."""
    locks = [ROOT / "requirements" / name for name in ("base.txt", "dev.txt", "bench.txt")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = [in_step(name, folder) for name in ("base", "dev", "bench")]
        results += [installs(locks[:1], version, folder) for version in SUPPORTED]
        results += [installs(locks, version, folder) for version in SUPPORTED]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
