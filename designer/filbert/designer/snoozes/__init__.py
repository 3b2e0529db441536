"""Snoozes: subjects about which a scenario raises no alerts until a time."""
