"""Deployments: what people ask to be run where, what is done about it, and what runs."""
