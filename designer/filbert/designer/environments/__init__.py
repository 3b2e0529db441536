"""Environments: where a version runs, what its streams and constants are there, and who may bring it there."""
