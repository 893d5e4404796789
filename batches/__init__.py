"""One day's mail: intake, work, seal, post, replay, report."""
