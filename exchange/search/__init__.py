"""Search: result pages, suggestions, who can help, and keeping the index in step with the database."""
