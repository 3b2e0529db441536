"""Folders: what scenarios and streams lie in, and who may do what there."""
