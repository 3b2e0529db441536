"""Test cases that are saved with a scenario."""
