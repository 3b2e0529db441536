"""Measures from a real Prometheus server, over a history that the test has written."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from filbert.monitoring.metrics import MetricsUnavailableError, node_counts, quantile
from filbert.monitoring.prometheus_source import PrometheusSource

START = 1_780_000_000
"""Seconds; the history begins here and has a sample each 10 seconds for half an hour."""
JOB = 'job_name="sandbox/sms-spam/0123456789ab"'
OPERATOR = "flink_taskmanager_job_task_operator"


def history() -> str:
    lines = []

    def series(name: str, labels: str, kind: str, values: list[float]) -> None:
        lines.append(f"# TYPE {name} {kind}")
        add(name, labels, values)

    def add(name: str, labels: str, values: list[float]) -> None:
        for index, value in enumerate(values):
            lines.append(f"{name}{{{labels}}} {value} {START + index * 10}")

    ticks = range(180)
    node = f"{OPERATOR}_filbert_node"
    # Two tasks, 10 and 20 events a second; Flink's reporter gives counters as gauges.
    series(
        f"{node}_out", f'{JOB},filbert_node="sms",subtask_index="0"', "gauge", [each * 100 for each in ticks]
    )
    add(f"{node}_out", f'{JOB},filbert_node="sms",subtask_index="1"', [each * 200 for each in ticks])
    # A namesake whose name begins the same.
    other = 'job_name="sandbox/sms-spam-two/0123456789ab"'
    add(f"{node}_out", f'{other},filbert_node="sms",subtask_index="0"', [each * 9_000 for each in ticks])
    port = f'{JOB},filbert_node="spammer",filbert_port="false"'
    series(f"{node}_filbert_port_out", port, "gauge", [each * 50 for each in ticks])
    for number, (bound, rate) in enumerate((("5", 50), ("10", 100), ("+Inf", 100))):
        name = f"{node}_le_latency_bucket"
        if number == 0:
            lines.append(f"# TYPE {name} gauge")
        add(name, f'{JOB},filbert_node="alert",le="{bound}"', [each * rate for each in ticks])
    source = f'{JOB},operator_name="Source: KafkaSource-default_catalog.default_database.sms"'
    series(
        f"{node}_in", f'{JOB},filbert_node="sms",subtask_index="0"', "gauge", [each * 310 for each in ticks]
    )
    series(f"{OPERATOR}_pendingRecords", source, "gauge", [7.0 for _ in ticks])
    series("flink_jobmanager_job_numRestarts", JOB, "gauge", [0.0] * 90 + [1.0] * 90)
    return "\n".join([*lines, "# EOF", ""])


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus server over the history."""
    folder = tmp_path_factory.mktemp("prometheus")
    assert shutil.which("prometheus"), "Prometheus is missing: make"
    (folder / "history.txt").write_text(history())
    (folder / "prometheus.yml").write_text("scrape_configs: []\n")
    blocks = [
        "promtool",
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        folder / "history.txt",
        folder / "data",
    ]
    subprocess.run(blocks, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                "--storage.tsdb.retention.time=100y",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=address, trust_env=False) as client:
            while not _is_ready(client):
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/-/ready").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def source(url: str) -> Iterator[PrometheusSource]:
    with closing(PrometheusSource(url)) as opened:
        yield opened


def test_measures_are_those_of_the_scenario_alone(source: PrometheusSource) -> None:
    since = (START + 600) * 1_000

    found = source.measured("sandbox", "sms-spam", since, since + 600_000, 60_000)

    assert (found.since, found.step_ms, len(found.points)) == (since, 60_000, 10)
    for point in found.points:
        assert point is not None
        counts = node_counts(point)
        assert counts["sms"]["out"] == pytest.approx(30 * 60)
        assert point.counters["/events"] == pytest.approx(31 * 60)
        assert counts["spammer"]["out.false"] == pytest.approx(5 * 60)
        assert point.gauges["lag"] == 7
        assert quantile(point, 0.5) == pytest.approx(5)
        assert quantile(point, 0.75) == pytest.approx(7.5)
    restarts = sum(point.counters["/restarts"] for point in found.points if point is not None)
    assert restarts == pytest.approx(1, abs=0.3)


def test_before_there_was_anything_there_are_gaps(source: PrometheusSource) -> None:
    since = (START - 600) * 1_000

    found = source.measured("sandbox", "sms-spam", since, since + 1_200_000, 60_000)

    assert found.points[:9] == [None] * 9
    assert found.points[-1] is not None


def test_a_scenario_that_never_ran_has_no_measures(source: PrometheusSource) -> None:
    found = source.measured("sandbox", "nothing", START * 1_000, START * 1_000 + 60_000, 10_000)

    assert (set(found.points), found.newest) == ({None}, None)


def test_what_is_wrong_is_told(source: PrometheusSource) -> None:
    with pytest.raises(MetricsUnavailableError, match="exceeded maximum resolution"):
        source.measured("sandbox", "sms-spam", 0, START * 1_000, 10_000)
    with (
        closing(PrometheusSource("http://127.0.0.1:1")) as nowhere,
        pytest.raises(MetricsUnavailableError, match="does not answer"),
    ):
        nowhere.measured("sandbox", "sms-spam", 0, 60_000, 10_000)
