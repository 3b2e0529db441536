"""What the indexer measures. Labels hold environments, results and reasons, never anything of an alert."""

from prometheus_client import Counter, Gauge, Histogram

ALERTS = Counter(
    "filbert_index_alerts_total",
    "Alerts that were read, by what became of them: created, repeated, refused, expired.",
    ("environment", "result"),
)
BLOCKED = Gauge(
    "filbert_index_blocked",
    "1 while alerts cannot be written, by reason.",
    ("environment", "reason"),
)
LAG = Gauge(
    "filbert_index_lag",
    "Alerts of the topic that are not in the index yet.",
    ("environment",),
)
DELAY = Histogram(
    "filbert_index_delay_seconds",
    "From when an alert was raised until it was in the index.",
    ("environment",),
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
DELETED = Counter(
    "filbert_index_deleted_indices_total",
    "Indices that were deleted because they were too old.",
    ("environment",),
)
RESULTS = ("created", "repeated", "refused", "expired")
