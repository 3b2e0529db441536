"""Templates: whole scenarios with their streams and test cases, of which somebody starts with a copy."""
