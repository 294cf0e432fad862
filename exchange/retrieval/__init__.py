"""Finding records by question and filter: the query, its analysis and concepts, the port and the engines. Knows no kind of record by name."""
