"""Notices: what people are told by mail, in their language, always through the outbox."""
