"""Streams: typed Kafka topics that scenarios read and write."""
