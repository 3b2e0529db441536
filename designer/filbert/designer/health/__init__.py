"""Whether the service lives, whether it is ready, and what it measures of itself."""
