"""The embedded engine: Whoosh keeps dictionary, postings and merging; numpy does the arithmetic. Only this folder imports Whoosh."""
