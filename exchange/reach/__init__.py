"""Reach: whether one member may turn to another now, for whatever reason: one list of blocks, one count of what was sent."""
