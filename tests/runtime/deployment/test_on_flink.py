"""The deployment against a real Kafka and Flink: state and offsets survive redeployments, stops and crashes."""

import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from filbert.runtime.compiled import CompiledScenario, SourceBinding, StatefulNode, Topic
from filbert.runtime.deployment import deploy as deploying
from filbert.runtime.deployment.deploy import DeploymentError, PlanProblemsError, preview
from filbert.runtime.deployment.model import Operation, Outcome, Target
from filbert.runtime.deployment.observe import statuses
from filbert.runtime.deployment.place import open_machine, scenario_lock
from filbert.runtime.deployment.resume import resume
from filbert.runtime.deployment.steps import Machine
from filbert.runtime.deployment.submission import RejectedError, submission
from filbert.runtime.deployment.topics import create_missing
from filbert.runtime.records import next_records
from filbert.runtime.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

SENDERS = 5
FAR = 10 * 365 * 86_400_000
"""A window that nothing leaves: the count of a sender's event is then its number."""


class Traffic:
    """Sends numbered events per sender to a topic until it is told to end."""

    def __init__(self, servers: str, topic: str) -> None:
        from confluent_kafka import Producer

        self._producer = Producer({"bootstrap.servers": servers, "linger.ms": 5, "enable.idempotence": True})
        self._topic = topic
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self.sent: Counter[str] = Counter()

    def __enter__(self) -> "Traffic":
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self.end()

    def end(self) -> None:
        self._ending.set()
        self._thread.join()
        self._producer.flush(60)

    def _send(self) -> None:
        while not self._ending.wait(0.01):
            for number in range(SENDERS):
                sender = f"s{number}"
                self.sent[sender] += 1
                value = {"sender": sender, "number": self.sent[sender], "sent_at": int(time.time() * 1000)}
                self._producer.produce(self._topic, json.dumps(value), key=sender)
            self._producer.poll(0)


class Scenario:
    """Hand-written SQL of a scenario that counts the events of each sender, in versions."""

    def __init__(self, stack: Stack) -> None:
        self.name = f"count-{uuid4().hex[:8]}"
        self.stack = stack
        self.input, self.output, self.branch = (f"{self.name}.{part}" for part in ("in", "out", "branch"))

    def version(
        self, number: int, *, where: str = "TRUE", column: str = "number", branch: bool = False
    ) -> CompiledScenario:
        kafka = (
            f"'connector' = 'kafka', 'properties.bootstrap.servers' = '{self.stack.kafka}', 'format' = 'json'"
        )
        statements = [
            "CREATE TEMPORARY SYSTEM FUNCTION FILBERT_AGGREGATE AS 'filbert.state.Aggregate'",
            f"""CREATE TEMPORARY TABLE events (sender STRING, number BIGINT, sent_at BIGINT,
              event_time AS CAST(TO_TIMESTAMP_LTZ(sent_at, 3) AS TIMESTAMP(3)),
              WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND)
              WITH ('connector' = 'filbert-kafka', 'topic' = '{self.input}', 'format' = 'json',
              'properties.bootstrap.servers' = '{self.stack.kafka}', 'properties.group.id' = '{self.name}',
              'scan.startup.mode' = 'earliest-offset')""",
            f"CREATE TEMPORARY VIEW chosen AS SELECT sender, {column} AS number, event_time FROM events "
            f"WHERE {where}",
            f"""CREATE TEMPORARY VIEW counted AS SELECT * FROM FILBERT_AGGREGATE(
              input => TABLE chosen PARTITION BY (sender),
              spec => '{{"window": {FAR}, "lateness": 0, "resolution": 0,
                "aggregates": [{{"name": "n", "function": "count"}}]}}',
              on_time => DESCRIPTOR(event_time), uid => 'counted-1a2b3c4d')""",
            f"CREATE TEMPORARY TABLE results (sender STRING, number BIGINT, n BIGINT, version INT) "
            f"WITH ({kafka}, 'topic' = '{self.output}')",
            f"CREATE TEMPORARY TABLE branched (sender STRING, n BIGINT) WITH ({kafka}, 'topic' = '{self.branch}')",
        ]
        inserts = [f"INSERT INTO results SELECT sender, number, n, {number} FROM counted"]
        if branch:
            inserts.append("INSERT INTO branched SELECT sender, n FROM counted WHERE MOD(n, 10) = 0")
        return CompiledScenario(
            environment="acceptance",
            scenario=self.name,
            version=f"{number:x}".ljust(64, "0"),
            statements=tuple(statements),
            inserts=tuple(inserts),
            configuration={
                "parallelism.default": "1",
                "execution.checkpointing.interval": "1s",
                "table.optimizer.reuse-optimize-block-with-digest-enabled": "true",
            },
            sources=(SourceBinding("events", "events", self.input, self.name, "earliest"),),
            stateful=(StatefulNode("counted", "counted-1a2b3c4d", '{"key": "sender"}', "aggregate", FAR),),
            topics=(Topic(self.input, 2), Topic(self.output, 1), Topic(self.branch, 1)),
        )

    def results(self, expected: int) -> list[dict[str, Any]]:
        """Everything that the scenario has written, once that are at least so many rows and no more come."""
        from confluent_kafka import Consumer, TopicPartition

        consumer = Consumer({"bootstrap.servers": self.stack.kafka, "group.id": uuid4().hex})
        consumer.assign([TopicPartition(self.output, 0, 0)])
        rows: list[dict[str, Any]] = []
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            found = next_records(consumer, 10_000, 3)
            rows += [json.loads(message.value() or b"") for message in found if message.error() is None]
            if not found and len(rows) >= expected:
                break
        consumer.close()
        return rows


@pytest.fixture
def scenario(stack: Stack) -> Iterator[Scenario]:
    """A scenario of its own, stopped in the end."""
    made = Scenario(stack)
    create_missing(stack.kafka, made.version(1).topics)
    yield made
    with open_machine(stack.home, stack.flink) as machine, suppress(DeploymentError):
        stop(machine, made, drop_state=True)


@pytest.fixture
def machine(stack: Stack) -> Iterator[Machine]:
    """Everything that an operation needs."""
    with open_machine(stack.home, stack.flink, print) as opened:
        yield opened


def target(stack: Stack) -> Target:
    return Target(stack.flink, stack.kafka)


def deploy(machine: Machine, scenario: Scenario, version: CompiledScenario) -> Operation:
    """Deploy under the scenario's lock: the stack's supervisor takes up whatever is not held by anybody."""
    with scenario_lock(scenario.stack.home, "acceptance", scenario.name, print):
        return deploying.deploy(machine, version, target(scenario.stack))


def stop(machine: Machine, scenario: Scenario, *, drop_state: bool = False) -> Operation:
    with scenario_lock(scenario.stack.home, "acceptance", scenario.name, print):
        return deploying.stop(machine, "acceptance", scenario.name, drop_state=drop_state)


def live_jobs(machine: Machine, scenario: Scenario) -> list[str]:
    prefix = f"acceptance/{scenario.name}/"
    return [job.name for job in machine.flink.jobs() if not job.terminal and job.name.startswith(prefix)]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


def test_a_version_that_fails_at_once_gives_way_to_the_one_before_and_nothing_is_lost(
    stack: Stack, machine: Machine, scenario: Scenario
) -> None:
    with Traffic(stack.kafka, scenario.input) as traffic:
        deploy(machine, scenario, scenario.version(1))
        time.sleep(3)

        operation = deploy(machine, scenario, scenario.version(2, where="1 / (number - number) > 0"))

        time.sleep(3)
        traffic.end()
        rows = scenario.results(traffic.sent.total())
    assert operation.outcome is Outcome.ROLLED_BACK
    assert operation.reason == "ArithmeticException: / by zero"
    assert live_jobs(machine, scenario) == [f"acceptance/{scenario.name}/100000000000"]
    assert [row for row in rows if row["n"] != row["number"]] == []
    assert Counter(row["sender"] for row in rows) == traffic.sent


def test_a_stop_and_a_later_deployment_lose_and_repeat_nothing(
    stack: Stack, machine: Machine, scenario: Scenario
) -> None:
    with Traffic(stack.kafka, scenario.input) as traffic:
        deploy(machine, scenario, scenario.version(1))
        time.sleep(2)
        stopped = stop(machine, scenario)
        jobs_between = live_jobs(machine, scenario)
        time.sleep(2)
        deploy(machine, scenario, scenario.version(2))
        traffic.end()
        rows = scenario.results(traffic.sent.total())

    assert stopped.outcome is Outcome.DONE
    assert jobs_between == []
    assert [row for row in rows if row["n"] != row["number"]] == []
    assert Counter(row["sender"] for row in rows) == traffic.sent


def test_after_the_jobmanager_was_killed_the_deployment_is_resumed_once_with_its_state(
    stack: Stack, machine: Machine, scenario: Scenario
) -> None:
    with Traffic(stack.kafka, scenario.input) as traffic:
        deploy(machine, scenario, scenario.version(1))
        time.sleep(5)
        before = next(part for part in stack.status() if part.name == "jobmanager").pid
        assert before is not None
        os.kill(before, signal.SIGKILL)

        wait_for(lambda: _running(machine, scenario), "the supervisor resumes the deployment by itself")
        resume(stack.home.root)

        time.sleep(3)
        traffic.end()
        rows = scenario.results(traffic.sent.total())
    assert len(live_jobs(machine, scenario)) == 1
    # Since the last checkpoint rows may repeat, but they say the same.
    assert [row for row in rows if row["n"] != row["number"]] == []
    assert len({(row["sender"], row["number"]) for row in rows}) == traffic.sent.total()


def _running(machine: Machine, scenario: Scenario) -> bool:
    lines, silent = statuses(machine.store, {machine.flink.url: machine.flink}, 0)
    states = [line.observed for line in lines if line.scenario == scenario.name]
    return not silent and states == ["running"]


def test_a_second_submission_of_the_same_run_is_refused_by_flink_also_when_the_job_has_ended(
    stack: Stack, machine: Machine, scenario: Scenario
) -> None:
    deploy(machine, scenario, scenario.version(1))
    found = machine.store.scenario("acceptance", scenario.name)
    assert found is not None
    assert found.run is not None
    run = machine.store.run(found.run)
    again = submission(scenario.version(1), target(stack), run, machine.options)

    with pytest.raises(RejectedError, match="already been submitted"):
        machine.submitter.submit(again, 60)
    stop(machine, scenario)
    with pytest.raises(RejectedError, match=r"already been submitted|globally.terminal"):
        machine.submitter.submit(again, 60)

    assert live_jobs(machine, scenario) == []


def test_sql_that_flink_refuses_is_told_with_its_place_before_anything_is_stopped(
    stack: Stack, machine: Machine, scenario: Scenario
) -> None:
    deploy(machine, scenario, scenario.version(1))

    with pytest.raises(PlanProblemsError) as raised:
        preview(machine, scenario.version(2, where="nowhere = 1"), target(stack))

    (problem,) = raised.value.problems
    assert problem.message.endswith("Column 'nowhere' not found in any table")
    assert problem.statement.startswith("CREATE TEMPORARY VIEW chosen")
    assert live_jobs(machine, scenario) == [f"acceptance/{scenario.name}/100000000000"]


def test_two_deployments_of_one_scenario_wait_for_each_other(stack: Stack, scenario: Scenario) -> None:
    outcomes = []

    def deploy_version(number: int) -> None:
        with open_machine(stack.home, stack.flink) as machine:
            outcomes.append(deploy(machine, scenario, scenario.version(number)).outcome)

    threads = [threading.Thread(target=deploy_version, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == [Outcome.DONE, Outcome.DONE]
    with open_machine(stack.home, stack.flink) as machine:
        assert len(live_jobs(machine, scenario)) == 1
