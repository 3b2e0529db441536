"""Samples: events that are pinned for trying a scenario, and runs over them."""
