"""Experts: the public profile a member keeps, and how far each part of it reaches."""
