"""How many events a second `filbert generate` makes, in one process: in memory, to a file and to Kafka.

    python tests/benchmarks/bench_generate.py [--events 1000000] [--kafka ENVIRONMENT] [--json FILE]

CPU is that of the whole process, Kafka's client included, per event: on a shared machine the steadier figure.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.kafka_sink import KafkaSink, create_topics
from filbert.runtime.traffic.kinds import open_traffic
from filbert.runtime.traffic.pace import NoPace
from filbert.runtime.traffic.run import run
from filbert.runtime.traffic.sink import FileSink
from filbert.runtime.traffic.targets import kafka_target

RATE, SPEED = 50_000.0, 1_000.0


@dataclass(frozen=True)
class Result:
    """One row of the table."""

    target: str
    events: int
    seconds: float
    events_per_second: int
    cpu_microseconds: float


def measure(target: str, settings: TrafficSettings, write: Callable[[], int]) -> Result:
    """Run one way to write and take its time."""
    begun, cpu = time.perf_counter(), time.process_time()
    written = write()
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    if written != settings.total:
        raise SystemExit(f"{target}: {written} of {settings.total} events were written")
    return Result(
        target, written, round(seconds, 2), round(written / seconds), round(used / written * 1e6, 1)
    )


def results(settings: TrafficSettings, environment: str | None, folder: Path) -> list[Result]:
    """Measure each target."""

    def in_memory() -> int:
        return sum(len(batch.records) for batch in open_traffic("telecom", settings).batches())

    def to_file() -> int:
        traffic = open_traffic("telecom", settings)
        return run(traffic, FileSink(folder, traffic.topics), folder / "truth.jsonl", NoPace()).total

    def to_kafka() -> int:
        traffic = open_traffic("telecom", settings)
        target = kafka_target(environment or "", traffic.topics)
        create_topics(target.bootstrap_servers, target.topics.values())
        sink = KafkaSink(target.bootstrap_servers, target.topics)
        summary = run(traffic, sink, folder / "truth.jsonl", NoPace())
        return summary.total - summary.failed

    measured = [measure("memory", settings, in_memory), measure("file", settings, to_file)]
    if environment:
        measured.append(measure("kafka", settings, to_kafka))
    return measured


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--kafka", metavar="ENVIRONMENT", help="also to the Kafka of this environment")
    options.add_argument("--json", type=Path, help="write the results to a file, too")
    chosen = options.parse_args()
    seconds = chosen.events / RATE
    start_ms = int((time.time() - seconds * SPEED) * 1_000)
    settings = TrafficSettings(RATE, SPEED, seconds, 1, start_ms)
    with tempfile.TemporaryDirectory() as folder:
        measured = results(settings, chosen.kafka, Path(folder))
    print(f"telecom, {settings.total:,} events, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'target':8} {'events/s':>10} {'CPU µs per event':>18}")
    for result in measured:
        print(f"{result.target:8} {result.events_per_second:>10,} {result.cpu_microseconds:>18}")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(result) for result in measured], indent=2) + "\n")


if __name__ == "__main__":
    main()
