"""Synthetic nights of mail: what makes them, and one small committed night."""
