"""Objectives: limits on how a scenario runs."""
