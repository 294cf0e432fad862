"""A copy of everything that an exchange cannot make again: taken while it serves, brought back into an empty place."""
