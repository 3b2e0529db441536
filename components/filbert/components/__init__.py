"""What a component is, and every built-in one."""
