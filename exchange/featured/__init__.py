"""What people put on the home page: the practice a moderator chose, and the examples of the search."""
