"""Alerts: what scenarios found, and what people make of it."""
