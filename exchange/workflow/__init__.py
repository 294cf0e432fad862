"""Workflow: tables of transitions, the one place that sets a status, and the one log of what happened to any record."""
