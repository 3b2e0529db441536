"""What people say of a scenario and of its nodes, and all that happened to it."""
