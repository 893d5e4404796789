"""What the paper says: decode, straighten, sort, locate, read and interpret pages."""
