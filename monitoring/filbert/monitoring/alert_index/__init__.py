"""The index of alerts: from the alerts topic of an environment into Elasticsearch, each alert exactly once."""
