"""A subject is snoozed while its scenario runs, is stopped, started anew, and its TaskManager is killed."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest
from filbert.runtime.control import Command, control_topic, snooze, unsnooze
from filbert.runtime.deployment.topics import create_missing

# Tests are no package; what they share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
from killing import kill

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

SOURCE = "{id: messages, component: kafka, parameters: {stream: messages, start: earliest}}"
ENVIRONMENT = "acceptance"
FAR = 4_000_000_000_000
WITHIN_MS = 10_000
"""A snooze takes effect within that, by the time of the event."""


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


def test_a_snoozed_subject_is_silent_until_its_end_whatever_is_stopped_deployed_and_killed(
    command_line: Any, messages: Any
) -> None:
    stack, scenario = messages.stack, messages.scenario
    alerts = f"filbert.{ENVIRONMENT}.alerts"

    def deploy(nodes: list[str], edges: list[str]) -> dict[str, str]:
        file = messages.write_scenario([SOURCE, *nodes], edges)
        deployed = command_line.json("deploy", str(file), "--environment", ENVIRONMENT, "--yes")
        return {verdict["node"]: verdict["fate"] for verdict in deployed["state"]}

    # One is snoozed before there is any job.
    command(stack.kafka, snooze(scenario, "s4", FAR, "ann"))
    with messages.traffic(10) as traffic:
        deploy([alert("alert", "first")], ["messages -> alert"])
        _wait_until_snoozed(stack, scenario, "alert")
        snoozed_at = command(stack.kafka, snooze(scenario, "s0", FAR, "ann"))
        command(stack.kafka, snooze(scenario, "s1", FAR, "ann"))
        command(stack.kafka, snooze(scenario, "s2", FAR, "ann"))
        command(stack.kafka, snooze("another-scenario", "s3", FAR, "ann"))
        messages.wait_for(alerts, lambda one: _at(one) > snoozed_at + WITHIN_MS)

        stopped = command_line.json("stop", scenario, "--environment", ENVIRONMENT)
        command(stack.kafka, unsnooze(scenario, "s2", "ann"))
        started_again = traffic.sent["s2"]
        # A new version, and a node that is new in a job whose source of the control topic goes on where it was.
        fates = deploy(
            [alert("alert", "second"), alert("late", "third")], ["messages -> alert", "messages -> late"]
        )
        _wait_until_snoozed(stack, scenario, "late")

        kill(stack, "taskmanager")
        # Said while nothing runs.
        until = int(time.time() * 1000) + 4_000
        command(stack.kafka, snooze(scenario, "s1", until, "ann"))
        messages.wait_for(
            alerts, lambda one: (one["node"], one["subject"]) == ("late", "s1") and _at(one) > until + 1_000
        )
        traffic.end()
        sent = traffic.sent
        found = messages.records(
            alerts,
            lambda rows: all(
                sent[sender] in numbers(_of(rows, scenario), node, sender)
                for node in ("alert", "late")
                for sender in ("s1", "s2", "s3")
            ),
        )
    found = _of(found, scenario)

    assert stopped["outcome"] == "done"
    assert fates == {"messages": "kept", "alert": "kept", "late": "new"}
    # Another scenario's snooze is no business of this one.
    assert numbers(found, "alert", "s3") == set(range(1, sent["s3"] + 1))
    taken = _sent_before(found, snoozed_at + WITHIN_MS)
    for sender in ("s0", "s1"):
        early = {n for n in numbers(found, "alert", sender) if n <= taken}
        assert early == set(range(1, max(early) + 1)), sender
        assert len(early) < taken, sender
    silent = numbers(found, "alert", "s0")
    assert silent == set(range(1, len(silent) + 1))
    assert len(silent) < taken
    assert (
        numbers(found, "late", "s0") == numbers(found, "late", "s4") == numbers(found, "alert", "s4") == set()
    )
    # The first event at the end of the snooze, and all after it.
    first = _sent_before(found, until) + 1
    for node in ("alert", "late"):
        after = {n for n in numbers(found, node, "s1") if n > taken}
        assert after == set(range(first, sent["s1"] + 1)), node
    late = numbers(found, "late", "s2")
    assert late == set(range(min(late), sent["s2"] + 1))
    assert min(late) <= started_again + 1
    held_back = set(range(1, sent["s2"] + 1)) - numbers(found, "alert", "s2")
    assert held_back == set(range(min(held_back), max(held_back) + 1))
    assert min(held_back) <= taken
    assert max(held_back) <= started_again


def _of(found: list[Any], scenario: str) -> list[Any]:
    return [each for each in found if each["scenario"] == scenario]


def _sent_before(found: list[Any], time_: int) -> int:
    """How many messages each sender had sent before a time: they all send at once, and nobody snoozes s3."""
    return max(
        (each["evidence"]["number"] for each in found if each["subject"] == "s3" and _at(each) < time_),
        default=0,
    )


def _at(alert: Any) -> int:
    from filbert.scenarios.events import parse_instant

    return parse_instant(alert["evidence"]["sent_at"])


def _wait_until_snoozed(stack: Any, scenario: str, node: str) -> None:
    """Wait until a node says that it has held something back."""
    from filbert.monitoring.flink_reading import FlinkReader

    reader = FlinkReader(stack.flink)
    deadline = time.monotonic() + 60
    found = 0
    while not found:
        assert time.monotonic() < deadline, f"{node} holds nothing back"
        time.sleep(0.5)
        readings = reader.readings([ENVIRONMENT], int(time.time() * 1000))
        found = sum(each.counters.get(f"{node}/snoozed", 0) for each in readings if each.scenario == scenario)
    reader.close()
