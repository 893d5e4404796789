"""The books that stay: the only SQL of the house, append-only."""
