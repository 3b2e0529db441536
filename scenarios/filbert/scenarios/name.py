"""How names are written. What is accepted here needs no quoting in topics, job names, metrics or SQL."""

import re

NODE_ID = re.compile(r"[a-zA-Z_][a-zA-Z0-9_-]{0,127}", re.ASCII)
NAME = re.compile(r"[a-z][a-z0-9-]{0,62}", re.ASCII)
"""Scenarios, streams, environments."""
EDGE_END = re.compile(r"([a-zA-Z_][a-zA-Z0-9_-]*)(?:\.([^.\s]+))?", re.ASCII)
TOPIC = re.compile(r"[a-zA-Z0-9._-]{1,249}", re.ASCII)
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
"""What an expression can name without quoting it."""
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,127}", re.ASCII)
"""Of the process environment."""

NAME_HINT = "lower case letters, digits and '-', a letter first, at most 63"
NODE_ID_HINT = "letters, digits, '_' and '-', a letter or '_' first, at most 128"
