"""On what machine, with which versions, a measurement was made."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version

from exchange.core import clock

PACKAGES = ("numpy", "whoosh3", "tantivy", "PyStemmer", "flask", "sqlalchemy")


def processor() -> str:
    """What the system says the processor is."""
    with open("/proc/cpuinfo") as file:  # noqa: PTH123 - not a file of ours
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def described() -> list[str]:
    """Sentences on date, machine, load and versions."""
    load = os.getloadavg()[0]
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"{clock.now():%d %B %Y}, {len(os.sched_getaffinity(0))} cores ({processor()}), load average {load:.1f} before it began.",
        f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}.",
    ]
