"""Jobs done after the commit: work written down with the change that owes it, done by a worker until it succeeds."""
