"""Deploying scenarios to Flink: what should run is in a database, what runs only Flink knows."""
