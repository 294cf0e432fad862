"""Running the product: preparing its folder, the web server, the outbox worker, and the supervisor over both."""
