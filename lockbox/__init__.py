"""The ground floor: the records that travel between stages, and the pure rules about them."""
