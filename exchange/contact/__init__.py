"""Contact: one member writes to an expert through a form; no address is shown unless its owner shares it."""
