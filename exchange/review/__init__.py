"""Review: the queue, comments at the answers, the checklist, decisions, and what moderators do to a published practice."""
