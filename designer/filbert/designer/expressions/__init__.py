"""What an editor asks about one expression."""
