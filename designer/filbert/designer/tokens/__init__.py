"""API tokens: for scripts, in place of a password; each with a role that it cannot exceed."""
