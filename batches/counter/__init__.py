"""The commands of the counter: what the operator, the clerk and the auditor type."""
