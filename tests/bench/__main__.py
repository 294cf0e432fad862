"""`make bench`: builds every engine, asks all the same, prints the table and writes it to `docs/performance.md`.

SIZES=1000,10000 chooses how many practices; KEEP=folder keeps what was built for the next run; FULL=1 builds plain Whoosh at
every size; REPORT=file writes another page.
"""

from __future__ import annotations

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.bench import building, conditions, memory, pages, publishing, searching, served, table, written
from tests.bench.engines import FTS5, NAMES, PRODUCT, WHOOSH
from tests.bench.spent import apart

SIZES = (1_000, 10_000, 100_000)
SITE = 10_000
SAMPLE = 0


def main() -> int:
    """Run the bench."""
    given = os.environ.get("SIZES", "").replace(",", " ").split()
    sizes = tuple(sorted({int(one) for one in given})) or SIZES
    kept = os.environ.get("KEEP")
    said = conditions.described()
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="bench-") as folder:
        figures = measured(sizes, Path(folder), full=os.environ.get("FULL") == "1")
    lines = [*said, "", *table.lines(figures)]
    requests = [*said, *(line for size, found in figures["served"].items() for line in ("", *served.lines(size, found)))]
    sys.stdout.write("\n".join([*lines, *requests]) + "\n")
    written.put("requests", requests)
    written.put("all sizes" if sizes == SIZES else "some sizes", lines)
    return 0


def measured(sizes: tuple[int, ...], folder: Path, *, full: bool) -> dict[str, Any]:
    """All figures. What is timed on the clock runs alone; building what is compared takes both cores."""
    figures: dict[str, Any] = {"sizes": {size: {"built": {}} for size in sizes}, "pages": {}, "served": {}}
    for size in sizes:
        figures["sizes"][size]["built"][PRODUCT] = building.built(PRODUCT, size, folder / str(size) / PRODUCT)
    others = [(name, size) for size in sizes for name in NAMES if name != PRODUCT]
    others = [(name, size) for name, size in others if name != WHOOSH or full or size < searching.LARGE]
    # The slowest first, so that the two cores end together.
    others.sort(key=lambda one: (one[0] == WHOOSH, one[1]), reverse=True)
    sites = [SAMPLE, *(size for size in sizes if size == SITE)]
    with ThreadPoolExecutor(2) as pool:
        filling = [pool.submit(pages.filled, folder / str(size) / "site", size, _index(folder, size)) for size in reversed(sites)]
        built = {one: pool.submit(building.built, *one, folder / str(one[1]) / one[0]) for one in others}
        for (name, size), cost in built.items():
            figures["sizes"][size]["built"][name] = cost.result()
        for one in filling:
            one.result()
    for size, found in figures["sizes"].items():
        found["built"] = {name: found["built"][name] for name in NAMES if name in found["built"]}
        found |= apart(searching.measured, size, {name: folder / str(size) / name for name in found["built"]})
        found["memory"] = apart(memory.held, folder / str(size) / PRODUCT)
    for size in sites:
        compared = folder / str(size) / FTS5 if size else None
        figures["pages"][size] = apart(pages.measured, folder / str(size) / "site", size, compared)
    for size in sites:
        figures["served"][size] = apart(served.measured, folder / str(size) / "site")
    with tempfile.TemporaryDirectory(prefix="bench-published-") as place:
        figures["published"] = apart(publishing.measured, Path(place))
    return figures


def _index(folder: Path, size: int) -> Path | None:
    return folder / str(size) / PRODUCT / "index" if size else None


if __name__ == "__main__":
    sys.exit(main())
