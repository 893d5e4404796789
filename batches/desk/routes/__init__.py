"""The pages of the desk, one concern a file; ``batches.desk.app`` hangs them in."""
