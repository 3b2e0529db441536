"""Compare both engines over random scenarios."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from filbert.runtime.compile import compile_scenario
from filbert.runtime.conformance.events import random_events
from filbert.runtime.conformance.flink import (
    command,
    create_topics,
    delete_topics,
    produce,
    read_all,
    run_to_end,
)
from filbert.runtime.conformance.scenarios import RandomScenario, random_scenario
from filbert.runtime.conformance.snoozes import commands_of, random_snoozes
from filbert.runtime.control import control_topic
from filbert.runtime.sandbox import run_sandbox
from filbert.runtime.sandbox.lines import values
from filbert.scenarios.environment import Binding, Environment, Flink, Kafka

if TYPE_CHECKING:
    from datetime import datetime

    from filbert.runtime.compiled import CompiledScenario
    from filbert.runtime.sandbox import SandboxResult
    from filbert.scenarios.events import InputEvent

PER_JOB = 8
"""A submission costs seconds, so that several scenarios share one; many more keep the cluster too busy to answer."""

INPUTS = ("left", "right", "table")
OWN_TOPICS = {"alert": "alerts", "action": "actions"}
"""Sinks that write to topics of Filbert's own, which all scenarios share."""


@dataclass(frozen=True)
class Cluster:
    """Where the Flink side runs."""

    kafka: str
    flink: str
    jars: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Where the engines disagree: what only one of them gave."""

    scenario: str
    node: str
    what: str
    only_sandbox: list[str]
    only_flink: list[str]

    def __str__(self) -> str:
        shown = [f"  sandbox: {line}" for line in self.only_sandbox[:3]] + [
            f"  flink:   {line}" for line in self.only_flink[:3]
        ]
        counts = f"{len(self.only_sandbox)} only in the sandbox, {len(self.only_flink)} only in Flink"
        return "\n".join([f"{self.scenario}, node {self.node}, {self.what}: {counts}", *shown])


def conformance(
    seed: int,
    scenarios: int,
    cluster: Cluster,
    *,
    events: int = 150,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Difference]:
    """Run random scenarios in both engines; no difference means that all rows and errors are equal."""
    random = Random(seed)
    prefix = f"cf-{uuid4().hex[:12]}"  # never a name that was just deleted: Kafka deletes topics later
    found: list[Difference] = []
    made = [random_scenario(random, f"s{number}") for number in range(scenarios)]
    for start in range(0, scenarios, PER_JOB):
        batch = made[start : start + PER_JOB]
        found += compare(random, batch, random_events(random, events), f"{prefix}-{start}", cluster)
        progress(f"{start + len(batch)} of {scenarios} scenarios, {len(found)} differences")
    return found


def compare(
    random: Random, batch: Sequence[RandomScenario], events: list[InputEvent], prefix: str, cluster: Cluster
) -> list[Difference]:
    """Run scenarios over the same events in both engines, some subjects of alerts being snoozed."""
    compiled = [_compile(each, prefix, cluster) for each in batch]
    topics = {topic.name for each in compiled for topic in each.topics}
    topics |= {f"{prefix}-{name}" for name in INPUTS}
    topics.add(control_topic(prefix).name)
    create_topics(cluster.kafka, topics)
    try:
        produce(cluster.kafka, {name: f"{prefix}-{name}" for name in INPUTS}, events)
        snoozes = {
            each.document.name: random_snoozes(random, _sandbox(each, events, prefix, {})) for each in batch
        }
        command(
            cluster.kafka,
            control_topic(prefix).name,
            [each for name, held in snoozes.items() for each in commands_of(random, name, held)],
        )
        run_to_end(compiled, cluster.flink, cluster.jars)
        inputs = {f"{prefix}-{name}" for name in INPUTS}
        records = read_all(cluster.kafka, sorted(topics - inputs - {control_topic(prefix).name}))
    finally:
        delete_topics(cluster.kafka, topics)
    found: list[Difference] = []
    for each in batch:
        found += _differences(
            each, _sandbox(each, events, prefix, snoozes[each.document.name]), records, prefix
        )
    return found


def _compile(scenario: RandomScenario, prefix: str, cluster: Cluster) -> CompiledScenario:
    plan = scenario.validation.plan
    assert plan is not None
    bindings = {name: Binding(f"{prefix}-{name}") for name in scenario.streams}
    environment = Environment(prefix, Kafka(cluster.kafka), Flink(cluster.flink), streams=bindings)
    return compile_scenario(plan, environment, "0" * 64, bounded=True)


def _sandbox(
    scenario: RandomScenario, events: list[InputEvent], prefix: str, snoozes: Mapping[str, datetime]
) -> SandboxResult:
    plan = scenario.validation.plan
    assert plan is not None
    read = [event for event in events if event.stream in plan.reads]
    return run_sandbox(plan, read, environment=prefix, version="0" * 64, snoozes=snoozes)


def _differences(
    scenario: RandomScenario, sandbox: SandboxResult, records: dict[str, list[Any]], prefix: str
) -> Iterator[Difference]:
    plan = scenario.validation.plan
    assert plan is not None
    name = plan.name
    for node in plan.nodes:
        if node.bound.record is None or node.disabled:
            continue
        ours = [values(row.record, row.columns) for row in sandbox.rows if row.node == node.id]
        own = OWN_TOPICS.get(node.component.id)
        if own is not None:
            theirs = [each for each in records[f"filbert.{prefix}.{own}"] if each["node"] == node.id]
        else:
            theirs = records[f"{prefix}-{node.parameters.stream}"]
        yield from _compare(name, node.id, "rows", map(_comparable, ours), map(_comparable, theirs))
    letters = [each for each in records.get(f"filbert.{prefix}.dead-letters", []) if each["scenario"] == name]
    wanted = ("node", "parameter", "code", "at", "field", "message", "event_id")
    ours = [{key: getattr(error, key) for key in wanted} for error in sandbox.errors]
    theirs = [{key: letter[key] for key in wanted} for letter in letters]
    yield from _compare(name, "*", "errors", ours, theirs)


def _comparable(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what depends on the clock."""
    return {name: value for name, value in record.items() if name != "raised_at"}


def _compare(scenario: str, node: str, what: str, ours: Any, theirs: Any) -> Iterator[Difference]:
    left = Counter(json.dumps(each, sort_keys=True, ensure_ascii=False) for each in ours)
    right = Counter(json.dumps(each, sort_keys=True, ensure_ascii=False) for each in theirs)
    if left != right:
        yield Difference(
            scenario, node, what, sorted((left - right).elements()), sorted((right - left).elements())
        )
