"""Search: the only room that knows Whoosh. Index, query, facets, and keeping index and database in step."""
