"""Practices: written in versions, moved through their life, shown to readers, exchanged with other systems."""
