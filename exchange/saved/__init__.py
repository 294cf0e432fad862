"""Saved searches: kept by a member, told by mail when something new matches; and feeds, for whoever reads them."""
