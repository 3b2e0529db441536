"""What is watched while scenarios run: metric queries and the alert index."""
