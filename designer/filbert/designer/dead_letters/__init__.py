"""Dead letters: events that failed at a node, why, and another try."""
