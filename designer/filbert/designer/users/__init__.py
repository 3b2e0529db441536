"""Users: people who sign in, by name and password."""
