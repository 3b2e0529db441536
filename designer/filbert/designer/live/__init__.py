"""What changes while somebody watches: one stream of events for each browser, and who else is there."""
