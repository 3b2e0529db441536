"""Durations as documents write them. They live with the components, which need them too."""

from filbert.components.duration import LONGEST, format_duration, parse_duration

__all__ = ["LONGEST", "format_duration", "parse_duration"]
