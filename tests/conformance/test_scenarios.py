"""Random scenarios over random events: the sandbox and Flink give the same rows and the same errors."""

from random import Random

import pytest
from filbert.runtime.conformance.run import Cluster, conformance
from filbert.runtime.conformance.scenarios import random_scenario
from filbert.runtime.stack import Stack

SEED = 1
SMALL, LARGE = 6, 200


def cluster_of(stack: Stack) -> Cluster:
    return Cluster(stack.kafka, stack.flink, (str(stack.jars.filbert),))


@pytest.mark.stack
@pytest.mark.soak("conformance")
@pytest.mark.timeout(1_200)
def test_random_scenarios_give_the_same_in_both_engines(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, full_size: bool
) -> None:
    for name, value in stack.client_environment().items():
        monkeypatch.setenv(name, value)

    found = conformance(SEED, LARGE if full_size else SMALL, cluster_of(stack), progress=print)

    assert not found, "\n".join(map(str, found))


def test_every_component_occurs_in_the_random_scenarios() -> None:
    random = Random(SEED)
    made = [random_scenario(random, f"s{number}") for number in range(40)]

    used = {node.component for each in made for node in each.document.nodes}

    from filbert.components.registry import components

    assert used == set(components())
