"""Pages of saved searches, and feeds."""
