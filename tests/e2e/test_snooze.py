"""A subject is snoozed while its scenario runs, is redeployed, gets a new node, and is stopped and started."""

import time
from typing import Any

import pytest
from filbert.runtime.control import Command, control_topic, snooze, unsnooze
from filbert.runtime.deployment.topics import create_missing

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

SOURCE = "{id: messages, component: kafka, parameters: {stream: messages, start: earliest}}"
ENVIRONMENT = "acceptance"
FAR = 4_000_000_000_000


def alert(node: str, title: str) -> str:
    return (
        f"{{id: {node}, component: alert, parameters: "
        f"{{severity: low, subject: sender, title: {title}, evidence: [number, sent_at]}}}}"
    )


def command(servers: str, one: Command) -> int:
    """Write to the control topic; gives when Kafka had it, epoch milliseconds."""
    from confluent_kafka import Producer

    create_missing(servers, [control_topic(ENVIRONMENT)])
    producer = Producer({"bootstrap.servers": servers, "enable.idempotence": True})
    producer.produce(control_topic(ENVIRONMENT).name, one.value, one.key)
    assert producer.flush(30) == 0
    return int(time.time() * 1000)


def numbers(found: list[Any], node: str, sender: str) -> set[int]:
    return {each["evidence"]["number"] for each in found if (each["node"], each["subject"]) == (node, sender)}


def test_a_snoozed_subject_is_silent_from_then_until_its_end_whatever_is_deployed(
    command_line: Any, messages: Any
) -> None:
    stack, scenario = messages.stack, messages.scenario
    edges = ["messages -> alert"]

    def deploy(nodes: list[str], edges: list[str]) -> dict[str, str]:
        file = messages.write_scenario([SOURCE, *nodes], edges)
        deployed = command_line.json("deploy", str(file), "--environment", ENVIRONMENT, "--yes")
        return {verdict["node"]: verdict["fate"] for verdict in deployed["state"]}

    # One is snoozed before there is any job.
    command(stack.kafka, snooze(scenario, "s4", FAR, "ann"))
    with messages.traffic(10) as traffic:
        deploy([alert("alert", "first")], edges)
        time.sleep(3)
        snoozed_at = command(stack.kafka, snooze(scenario, "s0", FAR, "ann"))
        command(stack.kafka, snooze(scenario, "s1", FAR, "ann"))
        command(stack.kafka, snooze(scenario, "s2", FAR, "ann"))
        command(stack.kafka, snooze("another-scenario", "s3", FAR, "ann"))
        time.sleep(3)
        counted = _snoozed(stack, scenario)
        fates = [deploy([alert("alert", "second")], edges)]
        # A node that is new in a job whose source of the control topic goes on where it was.
        fates.append(deploy([alert("alert", "second"), alert("late", "third")], [*edges, "messages -> late"]))
        stopped = command_line.json("stop", scenario, "--environment", ENVIRONMENT)
        unsnoozed_at = command(stack.kafka, unsnooze(scenario, "s2", "ann"))
        started_again = traffic.sent["s2"]
        fates.append(deploy([alert("alert", "second"), alert("late", "third")], [*edges, "messages -> late"]))
        until = int(time.time() * 1000) + 4_000
        command(stack.kafka, snooze(scenario, "s1", until, "ann"))
        time.sleep(6)
        traffic.end()
        sent = traffic.sent
        found = messages.records(
            f"filbert.{ENVIRONMENT}.alerts",
            lambda rows: (
                sent["s3"] in numbers(_of(rows, scenario), "late", "s3")
                and sent["s3"] in numbers(_of(rows, scenario), "alert", "s3")
            ),
        )
    found = _of(found, scenario)

    assert stopped["outcome"] == "done"
    assert [fate["alert"] for fate in fates] == ["kept", "kept", "kept"]
    assert [fate.get("late") for fate in fates] == [None, "new", "kept"]
    # Another scenario's snooze is no business of this one.
    assert numbers(found, "alert", "s3") == set(range(1, sent["s3"] + 1))
    for sender in ("s0", "s1", "s2"):
        early = {n for n in numbers(found, "alert", sender) if n <= _sent_before(found, snoozed_at + 10_000)}
        assert early == set(range(1, max(early) + 1)), sender
    silent = numbers(found, "alert", "s0")
    assert silent == set(range(1, len(silent) + 1))
    assert len(silent) < _sent_before(found, snoozed_at + 10_000)
    assert (
        numbers(found, "late", "s0") == numbers(found, "late", "s4") == numbers(found, "alert", "s4") == set()
    )
    # The first event at the end of the snooze, and all after it.
    first = _sent_before(found, until) + 1
    for node in ("alert", "late"):
        after = {n for n in numbers(found, node, "s1") if n > _sent_before(found, snoozed_at + 10_000)}
        assert after == set(range(first, sent["s1"] + 1)), node
    late = numbers(found, "late", "s2")
    assert max(late) == sent["s2"]
    assert late == set(range(min(late), sent["s2"] + 1))
    assert min(late) <= started_again + 1
    assert unsnoozed_at > snoozed_at
    assert counted > 0


def _of(found: list[Any], scenario: str) -> list[Any]:
    return [each for each in found if each["scenario"] == scenario]


def _sent_before(found: list[Any], time_: int) -> int:
    """How many messages each sender had sent before a time: they all send at once, and nobody snoozes s3."""
    from filbert.scenarios.events import parse_instant

    return max(
        (
            each["evidence"]["number"]
            for each in found
            if each["subject"] == "s3" and parse_instant(each["evidence"]["sent_at"]) < time_
        ),
        default=0,
    )


def _snoozed(stack: Any, scenario: str) -> int:
    """What the node says that it has held back."""
    from filbert.monitoring.flink_reading import FlinkReader

    reader = FlinkReader(stack.flink)
    deadline = time.monotonic() + 60
    found = 0
    while not found and time.monotonic() < deadline:
        readings = reader.readings([ENVIRONMENT], int(time.time() * 1000))
        found = sum(each.counters.get("alert/snoozed", 0) for each in readings if each.scenario == scenario)
        time.sleep(0.5)
    reader.close()
    return found
