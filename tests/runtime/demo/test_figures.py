"""Node figures out of Flink's REST API."""

from typing import Any

from filbert.runtime.demo.figures import Figures, job_figures, running_jobs

ANSWERS: dict[str, Any] = {
    "/jobs/overview": {
        "jobs": [
            {"jid": "old", "name": "sandbox/sms-spam/0123456789ab", "state": "CANCELED"},
            {"jid": "new", "name": "sandbox/sms-spam/ba9876543210", "state": "RUNNING"},
            {"jid": "far", "name": "acceptance/sms-spam/ba9876543210", "state": "RUNNING"},
            {"jid": "foreign", "name": "word count", "state": "RUNNING"},
        ]
    },
    "/jobs/new": {"vertices": [{"id": "v1"}, {"id": "v2"}]},
    "/jobs/new/vertices/v1/subtasks/metrics": [
        {"id": "numRecordsIn"},
        {"id": "Calc[2].filbert_node.sms.in"},
        {"id": "Calc[2].filbert_node.sms.out"},
        {"id": "Calc[4].filbert_node.once-a-day.in"},
        {"id": "Calc[4].filbert_node.once-a-day.filbert_port.duplicate.out"},
    ],
    "/jobs/new/vertices/v1/subtasks/metrics?get="
    "Calc%5B2%5D.filbert_node.sms.in,Calc%5B2%5D.filbert_node.sms.out,Calc%5B4%5D.filbert_node.once-a-day.in": [
        {"id": "Calc[2].filbert_node.sms.in", "min": 40.0, "max": 60.0, "avg": 50.0, "sum": 100.0},
        {"id": "Calc[2].filbert_node.sms.out", "min": 40.0, "max": 50.0, "avg": 45.0, "sum": 90.0},
        {"id": "Calc[4].filbert_node.once-a-day.in", "min": 0.0, "max": 3.0, "avg": 1.5, "sum": 3.0},
    ],
    "/jobs/new/vertices/v2/subtasks/metrics": [
        {"id": "Calc[9].filbert_node.once-a-day.in"},
        {"id": "Calc[9].filbert_node.alert.latency_p99"},
        {"id": "Calc[9].filbert_node.alert.latency_median"},
        {"id": "Calc[9].filbert_node.alert.le.100.latency_bucket"},
    ],
    "/jobs/new/vertices/v2/subtasks/metrics?get=Calc%5B9%5D.filbert_node.once-a-day.in,"
    "Calc%5B9%5D.filbert_node.alert.latency_p99,Calc%5B9%5D.filbert_node.alert.latency_median": [
        {"id": "Calc[9].filbert_node.once-a-day.in", "min": 4.0, "max": 4.0, "avg": 4.0, "sum": 4.0},
        {"id": "Calc[9].filbert_node.alert.latency_p99", "min": 20.0, "max": 35.0, "avg": 27.0, "sum": 55.0},
        {"id": "Calc[9].filbert_node.alert.latency_median", "min": 5.0, "max": 9.0, "avg": 7.0, "sum": 14.0},
    ],
}


class RecordedFlink:
    def get(self, path: str) -> Any:
        return ANSWERS[path]


def test_the_running_job_of_each_scenario_of_an_environment_is_found() -> None:
    assert running_jobs(RecordedFlink(), "sandbox") == {"sms-spam": "new"}


def test_counts_add_up_over_operators_and_subtasks_and_latencies_are_the_worst() -> None:
    assert job_figures(RecordedFlink(), "new") == {
        "sms": Figures(incoming=100, outgoing=90),
        "once-a-day": Figures(incoming=7),
        "alert": Figures(latency_p50=9.0, latency_p99=35.0),
    }
