"""The JSON format, the Kafka source, records and probes in a real job: nothing stops it, nothing is lost."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from filbert.components.json_format import Decoder, constraints_option, encode
from filbert.expressions import flink_type, parse_type
from filbert.runtime.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

COLUMNS = {
    "sender": "STRING NOT NULL",
    "kind": "STRING",
    "parts": "INT",
    "fee": "DECIMAL(10, 2)",
    "ratio": "DOUBLE",
    "sent_at": "TIMESTAMP",
    "cell": "ROW<id STRING, lat DOUBLE NOT NULL>",
    "items": "ARRAY<ROW<name STRING, price DOUBLE>>",
    "tags": "MAP<STRING, STRING>",
}
OPTION = constraints_option(COLUMNS, {"kind": ["sms", "it's"]}, 300_000)
GOOD = (
    b'{"sender":"4860010\xc5\xbc","kind":"it\'s","parts":3,"fee":1.5,"ratio":2e23,'
    b'"sent_at":"2026-05-28T20:26:40.123Z","cell":{"id":"x","lat":52.5},'
    b'"items":[{"name":"a","price":0.1},null],"tags":{"b":"2","a":"1"},"more":{"than":["asked"]}}'
)
RECORDS: list[bytes | None] = [
    GOOD,
    None,
    b"",
    b"  \n",
    b"not json",
    b"\x00\x00\x00\x00\x07avro",
    GOOD.decode().encode("utf-16"),
    GOOD.decode().encode("iso-8859-2"),
    GOOD[:-1],
    GOOD + b"}",
    b"\xef\xbb\xbf" + GOOD,
    b"[" * 200_000,
    b'{"sender":' * 20_000,
    b'{"sender":"' + b"x" * 300_000 + b'"}',
    b'{"sender":"' + b"x" * 290_000 + b"\xff",
    b'{"sender":"a","parts":1' + b"0" * 100_000 + b"}",
    b'{"sender":"a","parts":1e999999999}',
    b'{"sender":"a","fee":"1e-999999999"}',
    b'{"sender":"a","ratio":1e999}',
    b'{"sender":"a","parts":2147483648}',
    b'{"sender":"a","fee":1.234}',
    b'{"sender":"a","sent_at":"2026-02-30T00:00:00Z"}',
    b'{"sender":"a","sent_at":-1}',
    b'{"sender":"a","cell":{"lat":"north"}}',
    b'{"sender":"a","cell":{}}',
    b'{"sender":"a","items":[{"price":1},{"price":"cheap|er"}]}',
    b'{"sender":"a","kind":"fax"}',
    b'{"sender":null}',
    b"{}",
    b'{"sender":"\\ud800"}',
    GOOD,
]


FUNCTIONS = [
    f"CREATE TEMPORARY SYSTEM FUNCTION FILBERT_{name} AS 'filbert.{java}'"
    for name, java in {
        "RECORD": "json.Record",
        "ERROR": "json.ErrorParts",
        "PROBE": "probe.Probe",
        "COUNT": "probe.PortCounter",
        "LATENCY": "probe.Latency",
    }.items()
]


@pytest.fixture
def topics(stack: Stack) -> Iterator[list[str]]:
    """Three topics of one partition: records, rows, errors."""
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    names = [f"json-{part}-{uuid4().hex[:8]}" for part in ("records", "rows", "errors")]
    for future in admin.create_topics([NewTopic(name, 1, 1) for name in names]).values():
        future.result()
    yield names
    for future in admin.delete_topics(names).values():
        future.result()


def produce(stack: Stack, topic: str, records: list[bytes | None]) -> None:
    producer = Producer({"bootstrap.servers": stack.kafka, "linger.ms": 20, "enable.idempotence": True})
    for record in records:
        while True:
            try:
                producer.produce(topic, record, b"k")
                break
            except BufferError:
                producer.poll(1)
    assert producer.flush(60) == 0


def consume(stack: Stack, topic: str) -> list[bytes]:
    consumer = Consumer({"bootstrap.servers": stack.kafka, "group.id": "json", "enable.auto.commit": False})
    try:
        _, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=30)
        consumer.assign([TopicPartition(topic, 0, 0)])
        values: list[bytes] = []
        while len(values) < end:
            message = consumer.poll(30)
            assert message is not None
            values.append(message.value())
        return values
    finally:
        consumer.close()


def run(stack: Stack, statements: list[str], inserts: list[str], *, wait: bool) -> str:
    """Run statements as one job, to its end or until it is submitted, and return its id."""
    rest = urlsplit(stack.flink)
    settings = {
        "execution.target": "remote",
        "rest.address": str(rest.hostname),
        "rest.port": str(rest.port),
        "pipeline.jars": f"file://{stack.jars.filbert}",
        "pipeline.object-reuse": "true",
        "table.local-time-zone": "UTC",
        "table.optimizer.reuse-optimize-block-with-digest-enabled": "true",
        "restart-strategy.type": "none",
        "parallelism.default": "1",
    }
    request = {"settings": settings, "statements": FUNCTIONS + statements, "inserts": inserts, "wait": wait}
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("flink_sql.py")],
        input=json.dumps(request),
        env=os.environ | stack.client_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    return done.stdout.split()[-1]


def source(stack: Stack, topic: str, columns: str, option: str, bounded: bool) -> str:
    end = "'scan.bounded.mode' = 'latest-offset'," if bounded else ""
    return f"""CREATE TABLE `n-1` (`$key` STRING, {columns},
        `$offset` BIGINT METADATA FROM 'offset' VIRTUAL,
        `$ingested` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
        `$error` STRING METADATA FROM 'value.parse_error' VIRTUAL,
        `$raw` BYTES METADATA FROM 'value.raw' VIRTUAL,
        WATERMARK FOR `$ingested` AS `$ingested` - INTERVAL '5' SECOND) WITH (
        'connector' = 'filbert-kafka', 'topic' = '{topic}', 'properties.group.id' = '{topic}',
        'properties.bootstrap.servers' = '{stack.kafka}', 'scan.startup.mode' = 'earliest-offset', {end}
        'key.format' = 'raw', 'key.fields' = '$key', 'value.fields-include' = 'EXCEPT_KEY',
        'value.format' = 'filbert-json',
        'value.filbert-json.constraints' = '{option.replace("'", "''")}')"""


def sink(stack: Stack, name: str, topic: str) -> str:
    return f"""CREATE TABLE `{name}` (`value` BYTES) WITH ('connector' = 'kafka', 'topic' = '{topic}',
        'properties.bootstrap.servers' = '{stack.kafka}', 'format' = 'raw')"""


def test_no_record_stops_a_job_and_each_is_judged_as_in_python(stack: Stack, topics: list[str]) -> None:
    records, rows, errors = topics
    produce(stack, records, RECORDS)
    declared = {name: flink_type(parse_type(text).type) for name, text in COLUMNS.items()}
    names = ", ".join(f"`{name}`" for name in declared)
    types = ", ".join(f"`{name}` {text}" for name, text in declared.items())
    run(
        stack,
        [
            source(stack, records, types, OPTION, bounded=True),
            sink(stack, "rows", rows),
            sink(stack, "errors", errors),
            f"CREATE VIEW `good` AS SELECT {names} FROM `n-1` WHERE FILBERT_PROBE('n-1', TRUE, `$error`)",
            """CREATE VIEW `bad` AS SELECT *, FILBERT_ERROR(`$error`, 'n-1') AS `$parts` FROM `n-1`
            WHERE `$error` IS NOT NULL""",
        ],
        [
            f"""INSERT INTO `rows` SELECT made.`value` FROM (
            SELECT FILBERT_RECORD(1000, CAST(ROW({names}) AS ROW<{types}>)) AS made FROM `good`)""",
            """INSERT INTO `errors` SELECT made.`value` FROM (
            SELECT FILBERT_RECORD(1000000, CAST(ROW(`$offset`, `$error`, `$parts`.`code`, `$raw`) AS
              ROW<`offset` BIGINT, `error` STRING, `code` STRING, `raw` BYTES>)) AS made FROM `bad`)""",
        ],
        wait=True,
    )

    decoder = Decoder(COLUMNS, json.loads(OPTION))
    expected = [decoder.decode(record) for record in RECORDS]
    assert consume(stack, rows) == [encode(row, COLUMNS) for row, _ in expected if row is not None]
    assert [json.loads(value) for value in consume(stack, errors)] == [
        {
            "offset": offset,
            "error": error,
            "code": error.split("|")[1],
            "raw": None if record is None else base64.b64encode(record[: 256 * 1024]).decode(),
        }
        for offset, (record, (_, error)) in enumerate(zip(RECORDS, expected, strict=True))
        if error is not None
    ]


def metric(rest: str, job: str, ending: str) -> int:
    """The sum of a counter over all subtasks of the job."""
    total = 0
    for vertex in httpx.get(f"{rest}/jobs/{job}", verify=False).json()["vertices"]:
        address = f"{rest}/jobs/{job}/vertices/{vertex['id']}/subtasks/metrics"
        names = [one["id"] for one in httpx.get(address, verify=False).json() if one["id"].endswith(ending)]
        for name in names:
            total += int(httpx.get(f"{address}?get={quote(name, safe='')}", verify=False).json()[0]["sum"])
    return total


@pytest.mark.soak("json")
def test_probes_count_every_event_of_a_running_job(stack: Stack, topics: list[str], full_size: bool) -> None:
    records = topics[0]
    count = 1_200_000 if full_size else 60_000
    # Of a hundred: ten do not decode, nine of ten others pass the filter.
    kinds = [b"{" if n % 10 == 0 else b'{"n":%d}' % n for n in range(100)]
    produce(stack, records, kinds * (count // 100))
    job = run(
        stack,
        [
            source(stack, records, "`n` BIGINT", "{}", bounded=False),
            "CREATE TABLE `low` (`n` BIGINT) WITH ('connector' = 'blackhole')",
            "CREATE TABLE `high` (`n` BIGINT) WITH ('connector' = 'blackhole')",
            "CREATE TABLE `failed` (`e` STRING) WITH ('connector' = 'blackhole')",
            """CREATE VIEW `n-1$ok` AS SELECT `n`, `$ingested` FROM `n-1`
            WHERE FILBERT_PROBE('n-1', TRUE, `$error`)""",
            """CREATE VIEW `n-2` AS SELECT * FROM `n-1$ok`
            WHERE FILBERT_PROBE('n-2', `n` >= 10, CAST(NULL AS STRING))""",
        ],
        [
            "INSERT INTO `low` SELECT `n` FROM `n-2` WHERE FILBERT_COUNT('n-3', 'low', `n` < 50)",
            """INSERT INTO `high` SELECT `n` FROM `n-2`
            WHERE FILBERT_COUNT('n-3', 'high', `n` >= 50) AND FILBERT_LATENCY('n-4', `$ingested`)""",
            "INSERT INTO `failed` SELECT `$error` FROM `n-1` WHERE `$error` IS NOT NULL",
        ],
        wait=False,
    )
    try:
        expected = {
            "filbert_node.n-1.in": count,
            "filbert_node.n-1.errors": count // 10,
            "filbert_node.n-1.out": count * 9 // 10,
            "filbert_node.n-2.in": count * 9 // 10,
            "filbert_node.n-2.out": count * 81 // 100,
            "filbert_node.n-2.errors": 0,
            "filbert_node.n-3.filbert_port.low.out": count * 36 // 100,
            "filbert_node.n-3.filbert_port.high.out": count * 45 // 100,
            "filbert_node.n-4.le.+Inf.latency_bucket": count * 45 // 100,
        }
        deadline = time.monotonic() + 600
        found: dict[str, int] = {}
        while found != expected and time.monotonic() < deadline:
            time.sleep(1)
            found = {name: metric(stack.flink, job, name) for name in expected}

        assert found == expected
        assert httpx.get(f"{stack.flink}/jobs/{job}").json()["state"] == "RUNNING"
    finally:
        httpx.patch(f"{stack.flink}/jobs/{job}")
