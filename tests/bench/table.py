"""The figures as a table: what was measured, what it must be, what it should be, and whether it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.engines import FTS5, NAMES, PRODUCT, TANTIVY, WHOOSH

Figures = Mapping[Any, Any]
MIDDLE, LARGEST = 10_000, 100_000
SHARE_OF_FTS5 = {MIDDLE: 0.25, LARGEST: 0.1}
ADDRESSES = {"/en/practices/": "page", "/api/v1/practices": "api", "/en/suggest/": "suggest"}
HEADS = ("what", "measured", "must", "aim", "")


@dataclass(frozen=True)
class Row:
    """A figure against its bounds. `value` None: not measured in this run, and `shown` says why."""

    what: str
    shown: str
    must: str
    aim: str
    value: float | None
    most: float
    wished: float

    @property
    def verdict(self) -> str:
        """`met`, `aim met`, `**missed**`, or nothing when there was nothing to hold it against."""
        if self.value is None:
            return ""
        if self.value > self.most:
            return "**missed**"
        return "aim met" if self.value <= self.wished else "met"

    def line(self) -> str:
        """The row as Markdown."""
        return f"| {self.what} | {self.shown} | {self.must} | {self.aim} | {self.verdict} |"


def lines(figures: Figures) -> list[str]:
    """All tables as Markdown, for the sizes in `figures["sizes"]`."""
    return [
        *_markdown(HEADS, [row.line() for row in _rows(figures)]),
        "",
        "Search, four facets and 20 rows for three words, processor time p50 / p95 in ms; beside it the product's p95 in units of the other's:",
        "",
        *_searches(figures["sizes"]),
        "",
        "Building and writing:",
        "",
        *_building(figures["sizes"]),
        "",
        "Whole answers of the product, processor time in ms:",
        "",
        *_pages(figures["pages"]),
        *_notes(figures["sizes"]),
    ]


def _markdown(heads: Sequence[str], rows: Sequence[str]) -> list[str]:
    return [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _head in heads)} |", *rows]


def _rows(figures: Figures) -> Iterator[Row]:
    sizes = figures["sizes"]
    for size in (MIDDLE, LARGEST):
        if size in sizes:
            yield from _against(size, sizes[size]["warm"])
    if LARGEST in sizes:
        switch = sizes[LARGEST]["switch"]
        yield Row(
            f"first query after a switch, {LARGEST:,}", f"{_ms(switch[PRODUCT])} (FTS5 {_ms(switch[FTS5])})", "≤ 0.5 × FTS5", "50 ms",
            switch[PRODUCT], 0.5 * switch[FTS5], 50,
        )  # fmt: skip
    largest = max(sizes)
    what, worst = max(sizes[largest]["hostile"].items(), key=lambda one: float(one[1]))
    yield Row(f"any one query, any input, {largest:,}", f"{_ms(worst)} ({what})", "< 1 s", "250 ms", worst, 1_000, 250)
    commits = {size: one["commit"][PRODUCT] for size, one in sizes.items()}
    shown = "; ".join(f"{size:,}: {_ms(one['p50'])}, p95 {_ms(one['p95'])}" for size, one in commits.items())
    yield Row("one-document commit", shown, "≤ 50 ms, flat", "25 ms", max(one["p50"] for one in commits.values()), 50, 25)
    marked = sizes[largest]["highlights"]["p95"]
    yield Row("highlights for 20 rows of 600 words, p95", _ms(marked), "≤ 10 ms", "5 ms", marked, 10, 5)
    yield _api(figures["pages"])
    yield _suggested(figures)
    if MIDDLE in sizes:
        built = sizes[MIDDLE]["built"][PRODUCT]
        shown = f"{built['wall']:.0f} s on the clock, {built['processor']:.0f} s of processor time"
        yield Row(f"build of {MIDDLE:,}", shown, "≤ 60 s on 2 cores", "30 s", built["wall"], 60, 30)
    held = sizes[largest]["memory"]
    shown = f"{held['rss']:.0f} MB resident, {held['private']:.0f} MB of its own"
    yield Row(f"memory of a worker over the bare app, {largest:,}", shown, "≤ 300 MB", "150 MB", held["rss"], 300, 150)
    found = figures["published"]
    shown = f"{found['p50']:.2f} s, worst {found['worst']:.2f} s"
    yield Row("published → findable by everybody, median of 10", shown, "< 2 s", "< 0.5 s", found["p50"], 2, 0.5)


def _against(size: int, warm: Figures) -> Iterator[Row]:
    """The search at one size against both other engines; the must holds when both bounds do."""
    own, fts5, tantivy = (warm[name]["p95"] for name in (PRODUCT, FTS5, TANTIVY))
    share = SHARE_OF_FTS5[size]
    yield Row(f"{size:,}: search + 4 facets + 20 rows, p95, over FTS5", f"{own / fts5:.3f} × ({_ms(own)} and {_ms(fts5)})",
              f"≤ {share} ×", "", own / fts5, share, share)  # fmt: skip
    yield Row(f"{size:,}: the same over tantivy", f"{own / tantivy:.2f} × ({_ms(own)} and {_ms(tantivy)})",
              "≤ 3 ×", "≤ 1 ×", own / tantivy, 3, 1)  # fmt: skip


def _api(pages: Figures) -> Row:
    what, must, aim = f"whole API answer, {MIDDLE:,}, p95 over FTS5's search, facets and rows", "≤ 1.5 ×", "≤ 1 ×"
    found = pages.get(MIDDLE)
    if not found or not found["api"]:
        why = "not measured: this run has no 10,000" if not found else "not measured: this version has no such address"
        return Row(what, why, must, aim, None, 1.5, 1)
    own, other = found["api"]["p95"], found["api"]["compared"]["p95"]
    return Row(what, f"{own / other:.2f} × ({_ms(own)} and {_ms(other)})", must, aim, own / other, 1.5, 1)


def _suggested(figures: Figures) -> Row:
    site, largest = max(figures["pages"]), max(figures["sizes"])
    whole, index = figures["pages"][site]["suggest"]["p95"], figures["sizes"][largest]["suggest"]["p95"]
    what = f"suggestions while typing, whole answer, {f'{site:,}' if site else 'the sample'}, p95"
    return Row(what, f"{_ms(whole)} (the index alone at {largest:,}: {_ms(index)})", "≤ 30 ms", "", max(whole, index), 30, 30)


def _searches(sizes: Figures) -> list[str]:
    rows = []
    for size, one in sizes.items():
        for name, what in (("warm", "terms asked before"), ("cold", "terms not asked before")):
            own = one[name][PRODUCT]["p95"]
            cells = [f"{found['p50']:.1f} / {found['p95']:.1f}" + ("" if engine == PRODUCT else f" ({own / found['p95']:.2f} ×)")
                     if (found := one[name].get(engine)) else "not built" for engine in NAMES]  # fmt: skip
            rows.append(f"| {size:,} | {what} | {' | '.join(cells)} |")
    return _markdown(("practices", "questions", *NAMES.values()), rows)


def _building(sizes: Figures) -> list[str]:
    rows = []
    for size, one in sizes.items():
        for name, built in one["built"].items():
            commit, switch = one["commit"].get(name), one["switch"].get(name)
            written = (
                f"{commit['p50']:.1f} / {commit['p95']:.1f} | {commit['wall']:.1f} | {commit['reader']:.1f}"
                if commit
                else " | | "
            )
            first = f"{switch:.1f}" if switch else ""
            rows.append(
                f"| {size:,} | {NAMES[name]} | {size / built['processor']:,.0f} | {built['disk']:.0f} | {written} | {first} |"
            )
    heads = (
        "practices", "engine", "built a second of processor time", "MB on disk", "commit of one, processor ms p50 / p95",
        "on the clock, ms", "what a reader pays to see it, ms", "first query of a fresh reader, ms",
    )  # fmt: skip
    return _markdown(heads, rows)


def _pages(pages: Figures) -> list[str]:
    rows = []
    for size, one in pages.items():
        for address, found in ((f"`{where}?q=…`", one[name]) for where, name in ADDRESSES.items()):
            if found:
                parts = ", ".join(f"{part} {spent:.1f}" for part, spent in found["parts"].items())
                of = f"{size:,} synthetic" if size else "the sample"
                rows.append(f"| {of} | {address} | {found['p50']:.1f} / {found['p95']:.1f} | {parts} |")
    return _markdown(("practices", "address", "p50 / p95", "of it, on average"), rows)


def _notes(sizes: Figures) -> Iterator[str]:
    yield ""
    for size, one in sizes.items():
        asked = ", ".join(f"{NAMES[name]} {found['count']}" for name, found in one["warm"].items())
        agree = "All engines found the same totals and counts" if one["agree"] else "**The engines did not find the same**"
        yield f"{agree} at {size:,}. Questions asked: {asked}."
        if WHOOSH not in one["built"]:
            yield f"Whoosh as it comes was not built at {size:,}: it takes longer than all else together (`FULL=1` builds it)."


def _ms(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"
