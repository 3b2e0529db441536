"""Compile a plan for an environment: one SQL view after the other, one statement set."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from filbert.components.spec import Run
from filbert.runtime.compile.node import Pen
from filbert.runtime.compile.script import BindingError, Script
from filbert.runtime.compiled import CompiledScenario, StatefulNode

if TYPE_CHECKING:
    from filbert.scenarios.environment import Environment
    from filbert.scenarios.plan import Plan, PlannedNode


def compile_scenario(
    plan: Plan, environment: Environment, version: str, *, bounded: bool = False
) -> CompiledScenario:
    """Make the Flink SQL of a scenario.

    Args:
        version: the version hash, 64 hex digits.
        bounded: read the topics up to their present end and finish, without replays; for tests and backtests.

    Raises:
        BindingError: an output would go to a production topic from outside production.
    """
    states = {
        node.id: state
        for node in plan.nodes
        if (state := node.bound.state()) is not None and not node.disabled
    }
    uids = {
        node: f"{node}-{sha256(state.signature.encode()).hexdigest()[:8]}" for node, state in states.items()
    }
    script = Script(plan, environment, version, uids, bounded=bounded)
    for node in plan.nodes:
        edges = {port: str(link) for port, link in node.inputs.items()}
        wanted = {port: node.live_outputs.get(port, frozenset()) for port in node.bound.outputs}
        run = Run(node.id, plan.name, environment.name, version, wanted, edges, environment.actions)
        pen = Pen(script, node, run)
        node.bound.flink(pen)
        pen.finish()
    script.finish()
    return CompiledScenario(
        environment=environment.name,
        scenario=plan.name,
        version=version,
        statements=(*script.functions.values(), *script.statements),
        inserts=tuple(script.inserts),
        configuration=_configuration(plan, environment, version),
        sources=tuple(script.sources),
        stateful=tuple(
            StatefulNode(node, uids[node], state.signature, state.kind, state.complete_after_ms or None)
            for node, state in states.items()
        ),
        topics=tuple(script.topics.values()),
        stateful_before=_stateful_before(plan),
    )


def _configuration(plan: Plan, environment: Environment, version: str) -> dict[str, str]:
    properties = plan.properties
    return {
        "pipeline.name": f"{environment.name}/{plan.name}/{version[:12]}",
        "parallelism.default": str(properties.parallelism),
        "pipeline.max-parallelism": "128",
        "pipeline.object-reuse": "true",
        "table.local-time-zone": "UTC",
        # With it a view used by several sinks is computed once, and counters in it count once.
        "table.optimizer.reuse-optimize-block-with-digest-enabled": "true",
        # The default of 100 ms adds 40 to 70 ms to each keyed step.
        "execution.buffer-timeout.interval": "5 ms",
        "execution.checkpointing.interval": f"{properties.checkpoint_interval_ms} ms",
        # Also where delivery is at least once: state counts every event exactly once.
        "execution.checkpointing.mode": "EXACTLY_ONCE",
        "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
        "state.backend.type": "rocksdb" if properties.state == "rocksdb" else "hashmap",
    }


def _stateful_before(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """By node: the stateful nodes that an event passes on its way there."""
    before: dict[str, frozenset[str]] = {}
    for node in plan.nodes:
        before[node.id] = frozenset[str]().union(
            *(
                before[link.node] | ({link.node} if _counts(plan.node(link.node)) else set())
                for link in node.inputs.values()
            )
        )
    return {node: tuple(sorted(nodes)) for node, nodes in before.items()}


def _counts(node: PlannedNode) -> bool:
    return node.bound.state() is not None and not node.disabled


__all__ = ["BindingError", "compile_scenario"]
