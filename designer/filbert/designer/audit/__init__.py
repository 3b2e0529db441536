"""The audit log: who did what, when; append-only, each entry chained to the one before."""
