"""Feeds of what is public: the newest practices, and any search of them."""
