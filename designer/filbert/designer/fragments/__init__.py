"""Fragments: parts that several scenarios share."""
