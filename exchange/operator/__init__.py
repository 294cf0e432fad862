"""Texts of the operator: what the exchange is called, who runs it, how to reach them, and what they add to its pages."""
