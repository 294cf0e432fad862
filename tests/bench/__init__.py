"""What searching costs and how good it is, measured beside other engines: `make bench` and `make bench-quality`."""
