"""Events that cannot be processed end in dead letters that say where and why; the job goes on, and a replay works."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.runtime.compiled import Topic
from filbert.runtime.deployment.topics import create_missing

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

MAX_BYTES = 2_000
NOW_MS = int(time.time() * 1000)

NODES = [
    "{id: payments, component: kafka, parameters: {stream: payments, start: earliest}}",
    "{id: ratio, component: variable, parameters: {assignments: {unit: fee / parts, day: CAST(day_text AS DATE)}}}",
    "{id: total, component: aggregate, parameters: {key: [id], window: {kind: sliding, length: 1h}, "
    "aggregates: [{name: total, function: sum, value: large}], emit: each-event}}",
    "{id: good, component: kafka-sink, parameters: "
    "{stream: good, fields: {id: id, unit: unit, kind: kind, lat: cell.lat, note: note}}}",
]
EDGES = ["payments -> ratio", "ratio -> total", "total -> good"]
GOOD = {"id": "g", "kind": "card", "fee": "10.00", "parts": 4, "day_text": "2026-01-31", "large": 1}


def event(**changes: Any) -> bytes:
    return json.dumps({"sent_at": NOW_MS, **GOOD, **changes}, ensure_ascii=False).encode()


def without(name: str) -> bytes:
    return json.dumps(
        {key: value for key, value in {"sent_at": NOW_MS, **GOOD}.items() if key != name}
    ).encode()


HIGHEST = 2**63 - 1
RECORDS: list[tuple[bytes | None, dict[str, Any] | None]] = [
    (event(id="first"), None),
    (b'{"id": "x",', {"node": "payments", "code": "E_JSON"}),
    (b"not json", {"node": "payments", "code": "E_JSON"}),
    (b"", {"node": "payments", "code": "E_EMPTY"}),
    (None, {"node": "payments", "code": "E_EMPTY"}),
    (b'{"id": "\xff\xfe"}', {"node": "payments", "code": "E_ENCODING"}),
    (
        event(id="Łódź").decode().encode("iso-8859-2"),
        {"node": "payments", "code": "E_ENCODING"},
    ),
    (event(parts="four"), {"node": "payments", "code": "E_FIELD", "field": "parts"}),
    (event(parts=1.5), {"node": "payments", "code": "E_FIELD", "field": "parts"}),
    (event(parts=10**30), {"node": "payments", "code": "E_FIELD", "field": "parts"}),
    (event(id=["a"]), {"node": "payments", "code": "E_FIELD", "field": "id"}),
    (event(cell={"lat": "north"}), {"node": "payments", "code": "E_FIELD", "field": "cell.lat"}),
    (event(sent_at="2026-02-30T00:00:00Z"), {"node": "payments", "code": "E_FIELD", "field": "sent_at"}),
    (without("id"), {"node": "payments", "code": "E_REQUIRED", "field": "id"}),
    (event(id=None), {"node": "payments", "code": "E_REQUIRED", "field": "id"}),
    (event(kind="cheque"), {"node": "payments", "code": "E_ENUM", "field": "kind"}),
    (event(sent_at=NOW_MS + 86_400_000), {"node": "payments", "code": "E_FUTURE"}),
    (event(sent_at="9999-12-31T23:59:59Z"), {"node": "payments", "code": "E_FUTURE"}),
    (event(id="x" * MAX_BYTES), {"node": "payments", "code": "E_SIZE"}),
    (event(parts=0), {"node": "ratio", "parameter": "assignments.unit", "code": "E_DIV0", "at": 4}),
    (
        event(day_text="31.01.2026"),
        {"node": "ratio", "parameter": "assignments.day", "code": "E_CAST", "at": 0},
    ),
    (
        event(day_text="2026-02-30"),
        {"node": "ratio", "parameter": "assignments.day", "code": "E_CAST", "at": 0},
    ),
    (event(id="big", large=HIGHEST), None),
    (event(id="big", large=1), {"node": "total", "parameter": "aggregates.total", "code": "E_OVERFLOW"}),
    (event(id="nulls", fee=None, parts=None, day_text=None, large=None), None),
    (event(id="long", day_text="2026-01-31", kind="card", note="y" * (MAX_BYTES - 300)), None),
    (event(id="last"), None),
]


def produce(servers: str, topic: str, records: list[bytes | None]) -> None:
    from confluent_kafka import Producer

    producer = Producer({"bootstrap.servers": servers, "enable.idempotence": True})
    for record in records:
        producer.produce(topic, record, partition=0)
    assert producer.flush(60) == 0


def restarts(flink: str, scenario: str) -> list[int]:
    """How often each running job of the scenario was restarted."""
    jobs = httpx.get(f"{flink}/jobs/overview", verify=False).json()["jobs"]
    running = [job["jid"] for job in jobs if f"/{scenario}/" in job["name"] and job["state"] == "RUNNING"]
    found = [httpx.get(f"{flink}/jobs/{job}/metrics?get=numRestarts", verify=False).json() for job in running]
    return [int(metrics[0]["value"]) for metrics in found]


def test_each_bad_event_is_a_dead_letter_and_can_be_mended_and_replayed(
    command_line: Any, messages: Any, tmp_path: Path
) -> None:
    stack, topic = messages.stack, f"payments-{messages.topic}"
    messages.write_stream(
        "payments",
        topic=topic,
        key="id",
        max_bytes=str(MAX_BYTES),
        event_time="{field: sent_at, out_of_orderness: 5s, idleness: 5s, max_ahead: 10m}",
        fields="{id: STRING NOT NULL, kind: {type: STRING, enum: [card, cash]}, fee: 'DECIMAL(10, 2)', parts: INT, "
        "day_text: STRING, large: BIGINT, cell: 'ROW<lat DOUBLE>', sent_at: TIMESTAMP NOT NULL, note: STRING}",
    )
    fields = "{id: STRING, unit: 'DECIMAL(22, 13)', kind: STRING, lat: DOUBLE, note: STRING}"
    messages.write_stream("good", topic=f"good-{messages.topic}", key="id", fields=fields)
    create_missing(stack.kafka, [Topic(topic, 1)])
    file = messages.write_scenario(NODES, EDGES)
    command_line.json("deploy", str(file), "--environment", "acceptance")

    produce(stack.kafka, topic, [record for record, _ in RECORDS])

    wanted = {offset: letter for offset, (_, letter) in enumerate(RECORDS) if letter is not None}
    good_topic = f"acceptance.good-{messages.topic}"
    good = messages.records(good_topic, lambda found: len(found) >= len(RECORDS) - len(wanted))
    letters = _letters(command_line, messages.scenario)
    found = {letter["offset"]: letter for letter in letters}
    assert sorted(row["id"] for row in good) == ["big", "first", "last", "long", "nulls"]
    assert {
        offset: {key: found[offset][key] for key in letter}
        for offset, letter in wanted.items()
        if offset in found
    } == wanted
    assert len(letters) == len(wanted)
    assert {(letter["topic"], letter["partition"], letter["stream"]) for letter in letters} == {
        (topic, 0, "payments")
    }
    assert all(
        letter["message"] and letter["event_id"] == f"payments:0:{letter['offset']}" for letter in letters
    )
    assert restarts(stack.flink, messages.scenario) == [0]

    division = next(letter for letter in letters if letter["code"] == "E_DIV0")
    mended = tmp_path / "mended.json"
    mended.write_bytes(event(id="mended", parts=2))
    replay = ["dead-letters", "replay", division["id"], "--environment", "acceptance", "--edit", str(mended)]
    command_line.json(*replay, "--yes")
    good = messages.records(good_topic, lambda rows: len(rows) > len(RECORDS) - len(wanted))

    assert [float(row["unit"]) for row in good if row["id"] == "mended"] == [5.0]
    assert len(_letters(command_line, messages.scenario)) == len(wanted)
    assert restarts(stack.flink, messages.scenario) == [0]


def _letters(command_line: Any, scenario: str) -> list[Any]:
    options = ["--environment", "acceptance", "--scenario", scenario, "--limit", "1000"]
    letters: list[Any] = command_line.json("dead-letters", "list", *options)["dead_letters"]
    return letters
