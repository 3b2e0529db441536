"""What the service measures of itself, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Instruments:
    """One set for each application, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "filbert_designer_requests",
            "Requests by endpoint and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "filbert_designer_request_seconds",
            "From a request's arrival to the end of its answer, waiting included.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.working = Gauge(
            "filbert_designer_requests_in_progress", "Requests that are worked on.", registry=self.registry
        )
        self.sign_ins = Counter(
            "filbert_designer_sign_ins",
            "Attempts to sign in: succeeded, failed, refused as too many.",
            ("outcome",),
            registry=self.registry,
        )
        self.received = Counter(
            "filbert_designer_records_received",
            "Records read from the topics of environments: new, repeated, refused as not of ours.",
            ("environment", "kind", "outcome"),
            registry=self.registry,
        )
        self.notifications = Counter(
            "filbert_designer_notifications",
            "Messages about objectives, by kind of channel: delivered, failed.",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self.runs = Histogram(
            "filbert_designer_sample_run_seconds",
            "Sample runs, waiting for a place included.",
            ("outcome",),
            buckets=BUCKETS,
            registry=self.registry,
        )
