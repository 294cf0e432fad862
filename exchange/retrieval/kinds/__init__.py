"""The kinds of record that can be searched: what one is, and what their facets have in common.

A kind and a facet are one object each; what the pages, the engines and the interface for programs know of them is read
from there each time. Why: docs/decisions/0021-facets.md and 0030-searchable-kinds.md.
"""
