"""Practices in and out as JSON Lines: one record a line, in the schema of docs/practice-record.schema.json."""
