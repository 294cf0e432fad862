"""Controlled vocabularies: themes, places, Sustainable Development Goals, in six languages."""
