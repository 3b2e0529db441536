"""Measures of scenarios: rates, counts of nodes, lag, latency, over any range."""
