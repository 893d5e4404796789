"""Whose money it is, and whether we are sure; pure."""
