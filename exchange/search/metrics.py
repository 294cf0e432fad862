"""What is counted of searches while this process serves; `/metrics` shows it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Histogram

REGISTRY = CollectorRegistry()
SECONDS = Histogram(
    "exchange_search_seconds",
    "Time a search took, by kind and by what answered it: the index, or the database alone while the index is away.",
    ["kind", "answered"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
    registry=REGISTRY,
)
