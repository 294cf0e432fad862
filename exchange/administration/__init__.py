"""The desk of administrators: what needs a person, who is a member, what was done, what runs."""
