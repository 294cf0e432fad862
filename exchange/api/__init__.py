"""The read interface for programs: what everybody may read, as JSON, with a description made from the code."""
