"""Scenarios: drafts that are edited, and versions that never change."""
