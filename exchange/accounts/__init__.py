"""Accounts: who a member is, how they sign in, and what role they hold."""
