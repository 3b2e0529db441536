"""Sessions: signing in with a password, and what a browser keeps of it."""
