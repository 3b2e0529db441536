"""Kafka to Kafka: our scenarios beside hand-written Flink SQL, on the same cluster in the same run.

    python tests/benchmarks/bench_flink.py [--events 8000000] [--rounds 3] [--json FILE] [--only a,b,latency]

Preloads a topic (4 partitions, about 130 bytes an event, six fields, 10,000 keys, 7,200 s of event time, so that
windows evict), then drains it with each job: all events for (a), half of them for (b), a quarter for (b) on RocksDB.
Rates and CPU are taken between 20 % and 95 % of the events, which leaves out start-up; the best of the rounds counts,
for in the first one the JVM compiles. CPU is the TaskManager's, user and system, per event.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from filbert.runtime.compile import compile_scenario
from filbert.runtime.declare import declare
from filbert.runtime.stack import Stack, StackSettings
from filbert.scenarios.document import load_scenario
from filbert.scenarios.environment import Binding, Environment, Flink, Kafka
from filbert.scenarios.stream import stream_of
from filbert.scenarios.validate import validate
from filbert.scenarios.yaml_text import read_text

KEYS = 10_000
SPAN_MS = 7_200_000
START_MS = 1_780_000_000_000
PARTITIONS = 4
# What --only names, with the scenario, the state backend and the part of the events.
CASES = {"a": ("a", "heap", 1), "b": ("b", "heap", 0.5), "b-rocksdb": ("b", "rocksdb", 0.25)}
CDR = {
    "stream": "cdr",
    "format": "json",
    "key": "msisdn",
    "event_time": {"field": "ts", "out_of_orderness": "5s"},
    "fields": {
        "msisdn": "STRING NOT NULL",
        "callee": "STRING",
        "premium": "BOOLEAN",
        "cost": "DOUBLE",
        "duration": "BIGINT",
        "ts": "TIMESTAMP NOT NULL",
    },
}
HITS = {
    "stream": "hits",
    "format": "json",
    "fields": {"msisdn": "STRING", "callee": "STRING", "cost": "DOUBLE", "score": "DOUBLE"},
}
TOTALS = {
    "stream": "totals",
    "format": "json",
    "fields": {"msisdn": "STRING", "total": "DOUBLE", "ts": "TIMESTAMP"},
}


@dataclass
class Figure:
    """One measured job."""

    case: str
    job: str
    parallelism: int
    state: str
    events_per_second: float
    cpu_microseconds: float


def scenario(case: str, state: str, parallelism: int, window: str = "1h") -> dict[str, Any]:
    """The scenarios of the two cases."""
    head = {"filbert": 1, "name": f"bench-{case}", "properties": {"parallelism": parallelism, "state": state}}
    source = {"id": "cdr", "component": "kafka", "parameters": {"stream": "cdr", "start": "earliest"}}
    if case == "a":
        nodes = [
            source,
            {"id": "big", "component": "filter", "parameters": {"condition": "premium AND cost > 5e0"}},
            {
                "id": "scored",
                "component": "variable",
                "parameters": {"assignments": {"score": "cost * 2e0 + duration / 10"}},
            },
            {"id": "hits", "component": "kafka-sink", "parameters": {"stream": "hits", "key": "msisdn"}},
        ]
        edges = [("cdr", "big"), ("big", "scored"), ("scored", "hits")]
    else:
        aggregate = {"name": "total", "function": "sum", "value": "cost"}
        nodes = [
            source,
            {
                "id": "spent",
                "component": "aggregate",
                "parameters": {
                    "key": ["msisdn"],
                    "window": {"kind": "sliding", "length": window},
                    "aggregates": [aggregate],
                },
            },
            {"id": "much", "component": "filter", "parameters": {"condition": "cost > 1e0"}},
            {"id": "totals", "component": "kafka-sink", "parameters": {"stream": "totals", "key": "msisdn"}},
        ]
        edges = [("cdr", "spent"), ("spent", "much"), ("much", "totals")]
    return {**head, "nodes": nodes, "edges": [{"from": start, "to": end} for start, end in edges]}


@dataclass(frozen=True)
class Input:
    """A topic that jobs drain."""

    topic: str
    events: int


class Bench:
    """The cluster and the topics of one run."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.admin = AdminClient({"bootstrap.servers": stack.kafka})
        self.run = f"{random.getrandbits(32):08x}"
        self.numbers = iter(range(1_000_000))

    def rest(self, path: str, method: str = "GET") -> Any:
        """Ask Flink."""
        with urlopen(Request(self.stack.flink + path, method=method), timeout=30) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def topic(self, name: str, partitions: int = PARTITIONS) -> str:
        """A fresh topic."""
        full = f"bench-{self.run}-{name}-{next(self.numbers)}"
        for future in self.admin.create_topics([NewTopic(full, partitions, 1)]).values():
            future.result()
        return full

    def preload(self, events: int, keys: int = KEYS) -> Input:
        """An input topic; the key decides the partition, so that each key's events are in order."""
        topic = self.topic("in")
        made = random.Random(1)
        producer = Producer(
            {
                "bootstrap.servers": self.stack.kafka,
                "linger.ms": 50,
                "batch.size": 1_000_000,
                "queue.buffering.max.messages": 500_000,
            }
        )
        step = SPAN_MS / events
        for number in range(events):
            key = made.randrange(keys)
            msisdn = f"4860{key:07d}"
            value = (
                f'{{"msisdn":"{msisdn}","callee":"4870{made.randrange(10_000_000):07d}","premium":'
                f'{"true" if made.random() < 0.2 else "false"},"cost":{made.random() * 10:.2f},'
                f'"duration":{made.randrange(3600)},"ts":{START_MS + int(number * step)}}}'
            )
            while True:
                try:
                    producer.produce(topic, value, msisdn, partition=key % PARTITIONS)
                    break
                except BufferError:
                    producer.poll(0.1)
            if number % 10_000 == 0:
                producer.poll(0)
        if producer.flush(120):
            raise RuntimeError("not all events were written")
        return Input(topic, events)

    def compiled(self, case: str, state: str, parallelism: int, topic: str, window: str = "1h") -> Any:
        """Our scenario, compiled."""
        streams = {}
        for definition in (CDR, HITS, TOTALS):
            stream, problems = stream_of(read_text(json.dumps(definition)))
            assert stream is not None, problems
            streams[stream.name] = stream
        checked = validate(load_scenario(json.dumps(scenario(case, state, parallelism, window))), streams)
        assert checked.plan is not None, checked.problems
        bindings = {name: Binding(topic if name == "cdr" else self.topic(name)) for name in streams}
        environment = Environment(
            f"bench{next(self.numbers)}", Kafka(self.stack.kafka), Flink(self.stack.flink), streams=bindings
        )
        made = compile_scenario(checked.plan, environment, "0" * 64)
        own = [NewTopic(each.name, 1, 1) for each in made.topics]
        for future in self.admin.create_topics(own).values():
            try:
                future.result()
            except KafkaException as error:
                # A topic that was made a moment ago may not be listed yet, so nothing is asked before.
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    raise
        return made

    def by_hand(self, case: str, topic: str) -> tuple[list[str], list[str]]:
        """The same in Flink SQL as one would write it, on the official JSON format."""
        kafka = f"'connector' = 'kafka', 'properties.bootstrap.servers' = '{self.stack.kafka}'"
        read = (
            f"{kafka}, 'topic' = '{topic}', 'scan.startup.mode' = 'earliest-offset', "
            "'properties.group.id' = 'hand', 'format' = 'json', 'json.ignore-parse-errors' = 'true'"
        )
        out = self.topic("hand")
        write = f"{kafka}, 'topic' = '{out}', 'key.format' = 'raw', 'key.fields' = 'msisdn', 'value.format' = 'json'"
        fields = "msisdn STRING, callee STRING, premium BOOLEAN, cost DOUBLE, duration BIGINT, ts BIGINT"
        if case == "a":
            return (
                [
                    f"CREATE TEMPORARY TABLE cdr ({fields}) WITH ({read})",
                    "CREATE TEMPORARY TABLE hits (msisdn STRING, callee STRING, cost DOUBLE, score DOUBLE) "
                    f"WITH ({write})",
                ],
                [
                    "INSERT INTO hits SELECT msisdn, callee, cost, cost * 2e0 + duration / 10 "
                    "FROM cdr WHERE premium AND cost > 5"
                ],
            )
        spec = json.dumps(
            {
                "window": 3_600_000,
                "lateness": 5000,
                "resolution": 0,
                "aggregates": [{"name": "total", "function": "sum", "value": "cost"}],
            }
        )
        time_column = "event_time AS TO_TIMESTAMP_LTZ(ts, 3)"
        time_column += ", WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND"
        return (
            [
                "CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS FILBERT_AGGREGATE AS 'filbert.state.Aggregate'",
                f"CREATE TEMPORARY TABLE cdr (msisdn STRING, cost DOUBLE, ts BIGINT, {time_column}) WITH ({read})",
                f"CREATE TEMPORARY TABLE totals (msisdn STRING, total DOUBLE, ts BIGINT) WITH ({write})",
            ],
            [
                "INSERT INTO totals SELECT msisdn, total, ts FROM "
                "FILBERT_AGGREGATE(input => TABLE cdr PARTITION BY msisdn, "
                f"spec => '{spec}', on_time => DESCRIPTOR(event_time), uid => 'hand') WHERE cost > 1"
            ],
        )

    def submit(self, name: str, statements: list[str], inserts: list[str], settings: dict[str, str]) -> str:
        """Start a job."""
        from pyflink.common import Configuration
        from pyflink.table import EnvironmentSettings, TableEnvironment

        rest = urlsplit(self.stack.flink)
        configuration = Configuration()
        own = {
            "execution.target": "remote",
            "rest.address": str(rest.hostname),
            "rest.port": str(rest.port),
            "pipeline.jars": f"file://{self.stack.jars.filbert}",
            "pipeline.name": name,
        }
        for key, value in {**settings, **own}.items():
            configuration.set_string(key, value)
        environment = TableEnvironment.create(
            EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(configuration).build()
        )
        for statement in statements:
            declare(environment, statement)
        group = environment.create_statement_set()
        for insert in inserts:
            group.add_insert_sql(insert)
        return str(group.execute().get_job_client().get_job_id())

    def records_in(self, job: str) -> tuple[str, int]:
        """The job's state and how many records its source on the input topic has read."""
        state = self.rest(f"/jobs/{job}")
        best = 0
        for vertex in state["vertices"]:
            path = f"/jobs/{job}/vertices/{vertex['id']}/subtasks/metrics"
            names = [each["id"] for each in self.rest(path)]
            chosen = [name for name in names if name.startswith("Source") and name.endswith(".numRecordsIn")]
            if chosen:
                values = self.rest(f"{path}?get={','.join(quote(name, safe='') for name in chosen)}")
                best = max([best, *(int(each["sum"]) for each in values)])
        return state["state"], best

    def cpu_seconds(self) -> float:
        """CPU time that the TaskManager has used."""
        pid = next(part.pid for part in self.stack.status() if "task" in part.name.lower())
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def drain(self, job: str, events: int, patience: float = 600) -> tuple[float, float]:
        """Events/s and CPU microseconds per event, between 20 % and 95 % of the topic."""
        points: list[tuple[float, int, float]] = []
        began = time.monotonic()
        while time.monotonic() - began < patience:
            state, count = self.records_in(job)
            if state == "FAILED":
                raise RuntimeError(str(self.rest(f"/jobs/{job}/exceptions"))[:2000])
            # Flink renews its counts every two seconds; only a new one belongs to this moment.
            if not points or count > points[-1][1]:
                points.append((time.monotonic(), count, self.cpu_seconds()))
            if count >= events:
                break
            time.sleep(0.1)
        self.rest(f"/jobs/{job}", "PATCH")
        while self.rest(f"/jobs/{job}")["state"] not in {"CANCELED", "FAILED", "FINISHED"}:
            time.sleep(0.2)
        inside = [point for point in points if events * 0.2 <= point[1] <= events * 0.95]
        if len(inside) < 2:
            raise RuntimeError(f"too few readings of job {job}: {points[-3:]}; take more events")
        (start, first, cpu), (end, last, cpu_end) = inside[0], inside[-1]
        return (last - first) / (end - start), (cpu_end - cpu) / (last - first) * 1e6


def job_of(compiled: Any) -> tuple[list[str], list[str], dict[str, str]]:
    """What `Bench.submit` takes of a compiled scenario: statements, inserts, configuration."""
    return list(compiled.statements), list(compiled.inserts), dict(compiled.configuration)


def settings_of(state: str, parallelism: int) -> dict[str, str]:
    """What the hand-written job has in common with ours."""
    return {
        "parallelism.default": str(parallelism),
        "pipeline.object-reuse": "true",
        "table.local-time-zone": "UTC",
        "execution.checkpointing.interval": "10 s",
        "execution.buffer-timeout.interval": "5 ms",
        "pipeline.max-parallelism": "128",
        "state.backend.type": "rocksdb" if state == "rocksdb" else "hashmap",
    }


def measure(
    bench: Bench, given: Input, cases: list[tuple[str, str, int]], rounds: int, tell: Callable[[str], None]
) -> list[Figure]:
    """Our job and the hand-written one for each case, in turn; the best of its runs counts for each."""
    found: list[Figure] = []
    for case, state, parallelism in cases:
        compiled = bench.compiled(case, state, parallelism, given.topic)
        statements, inserts = bench.by_hand(case, given.topic)
        jobs = [
            ("filbert", *job_of(compiled)),
            ("by hand", statements, inserts, settings_of(state, parallelism)),
        ]
        runs: dict[str, list[tuple[float, float]]] = {}
        for number in range(rounds):
            # The second of two runs finds compiled what they share: each is first in turn.
            for name, *job, settings in jobs if number % 2 == 0 else reversed(jobs):
                rate, cpu = bench.drain(bench.submit(f"{case} {name}", *job, settings), given.events)
                runs.setdefault(name, []).append((rate, cpu))
                tell(
                    f"({case}) {name:8} p={parallelism} {state:7} {rate:>10,.0f} events/s "
                    f"{cpu:6.2f} µs CPU an event"
                )
        for name, *_ in jobs:
            rates, cpus = zip(*runs[name], strict=True)
            found.append(Figure(case, name, parallelism, state, max(rates), min(cpus)))
    return found


def windows(bench: Bench, events: int, tell: Callable[[str], None]) -> list[Figure]:
    """A 5-minute and a 30-minute window that both evict must cost the same."""
    found = []
    for keys in (KEYS, 100):
        given = bench.preload(events, keys)
        for length in ("5m", "30m"):
            compiled = bench.compiled("b", "heap", 1, given.topic, length)
            job = bench.submit(length, *job_of(compiled))
            rate, cpu = bench.drain(job, events)
            found.append(Figure(f"window {length}, {keys} keys", "filbert", 1, "heap", rate, cpu))
            tell(f"window {length:>3}, {keys:>6} keys {rate:>10,.0f} events/s {cpu:6.2f} µs CPU an event")
    return found


def latency(
    bench: Bench, tell: Callable[[str], None], rate: int = 2_000, seconds: int = 30
) -> dict[str, float]:
    """From the event's creation to its output's arrival at a consumer, keyed scenario, the first third discarded."""
    topic = bench.topic("live")
    compiled = bench.compiled("b", "heap", 1, topic)
    job = bench.submit("latency", *job_of(compiled))
    while bench.rest(f"/jobs/{job}")["state"] != "RUNNING":
        time.sleep(0.2)
    time.sleep(5)
    out = next(each.name for each in compiled.topics if "totals" in each.name)
    took: list[float] = []
    began = time.time()
    over = threading.Event()

    def consume() -> None:
        consumer = Consumer(
            {
                "bootstrap.servers": bench.stack.kafka,
                "group.id": f"latency-{bench.run}",
                "fetch.wait.max.ms": 5,
            }
        )
        consumer.assign([TopicPartition(out, partition, 0) for partition in range(PARTITIONS)])
        while not over.is_set():
            message = consumer.poll(0.2)
            if message is not None and not message.error():
                sent = json.loads(message.value())["ts"]
                now = time.time()
                if now - began > seconds / 3:
                    took.append(now * 1000 - _milliseconds(sent))
        consumer.close()

    reader = threading.Thread(target=consume)
    reader.start()
    producer = Producer({"bootstrap.servers": bench.stack.kafka, "linger.ms": 0})
    made = random.Random(2)
    sent = 0
    while time.time() - began < seconds:
        due = int((time.time() - began) * rate)
        while sent < due:
            key = made.randrange(KEYS)
            value = {
                "msisdn": f"4860{key:07d}",
                "callee": "487",
                "premium": True,
                "cost": 5.0,
                "duration": 1,
                "ts": int(time.time() * 1000),
            }
            producer.produce(topic, json.dumps(value), str(value["msisdn"]), partition=key % PARTITIONS)
            sent += 1
        producer.poll(0)
        time.sleep(0.001)
    producer.flush(30)
    time.sleep(2)
    over.set()
    reader.join()
    bench.rest(f"/jobs/{job}", "PATCH")
    cuts = statistics.quantiles(took, n=100)
    tell(f"latency at {rate}/s: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms over {len(took)} events")
    return {"p50": cuts[49], "p99": cuts[98], "events": len(took)}


def _milliseconds(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp() * 1000


def main() -> None:
    """Run, print a table, write JSON."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--events", type=int, default=8_000_000)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", default="a,b,b-rocksdb,windows,latency")
    given = arguments.parse_args()
    chosen = given.only.split(",")
    with tempfile.TemporaryDirectory(prefix="filbert-bench-") as home:
        stack = Stack(StackSettings(home=Path(home), kafka_port=0, flink_port=0, designer=False))
        stack.up(progress=print, owner=os.getpid())
        try:
            os.environ.update(stack.client_environment())
            bench = Bench(stack)
            figures: list[Figure] = []
            report: dict[str, Any] = {}
            for name in [each for each in chosen if each in CASES]:
                case, state, part = CASES[name]
                print(f"preloading {int(given.events * part):,} events", flush=True)
                loaded = bench.preload(int(given.events * part))
                cases = [(case, state, parallelism) for parallelism in (1, 2)]
                figures += measure(bench, loaded, cases, given.rounds, lambda text: print(text, flush=True))
            if "windows" in chosen:
                figures += windows(bench, given.events // 2, lambda text: print(text, flush=True))
            if "latency" in chosen:
                report["latency"] = latency(bench, lambda text: print(text, flush=True))
            report["figures"] = [asdict(figure) for figure in figures]
            print(table(figures))
            if given.json:
                given.json.write_text(json.dumps(report, indent=1))
        finally:
            stack.down()


def table(figures: list[Figure]) -> str:
    """Ours beside the hand-written ones, with ratios."""
    lines = [
        "| case | state | parallelism | filbert events/s | by hand | ratio | filbert CPU µs | by hand | ratio |",
        "|" + "---|" * 9,
    ]
    hand = {(each.case, each.state, each.parallelism): each for each in figures if each.job == "by hand"}
    for each in figures:
        other = hand.get((each.case, each.state, each.parallelism))
        if each.job == "by hand":
            continue
        right = (
            f"{other.events_per_second:,.0f} | {each.events_per_second / other.events_per_second:.2f} | "
            f"{each.cpu_microseconds:.2f} | "
            f"{other.cpu_microseconds:.2f} | {each.cpu_microseconds / other.cpu_microseconds:.2f}"
            if other
            else f"– | – | {each.cpu_microseconds:.2f} | – | –"
        )
        lines.append(
            f"| {each.case} | {each.state} | {each.parallelism} | {each.events_per_second:,.0f} | {right} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
