"""The demo: a stack, three scenarios, traffic with planted cases, and a table that shows them being found."""
