"""Running the product: the web server, the outbox worker, and the supervisor over both."""
