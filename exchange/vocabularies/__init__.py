"""Controlled vocabularies: themes, places, Sustainable Development Goals, in each language of the pages."""
