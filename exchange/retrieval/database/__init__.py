"""The engine that keeps nothing beside the database: words are looked for in it, and filters are its conditions."""
