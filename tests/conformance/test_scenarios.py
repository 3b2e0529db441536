"""Random scenarios over random events: the sandbox and Flink give the same rows and the same errors."""

import subprocess
import sys
from random import Random

import pytest
from filbert.runtime.conformance.scenarios import random_scenario
from filbert.runtime.stack import Stack

SEED = 1
SMALL, LARGE = 6, 200


@pytest.mark.stack
@pytest.mark.soak("conformance")
@pytest.mark.timeout(1_200)
def test_random_scenarios_give_the_same_in_both_engines(stack: Stack, full_size: bool) -> None:
    scenarios = LARGE if full_size else SMALL

    command = [
        "conformance",
        "--home",
        str(stack.home.root),
        "--seed",
        str(SEED),
        "--scenarios",
        str(scenarios),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", *command],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.endswith(f"{scenarios} scenarios, seed {SEED}: 0 differences\n"), (
        done.stdout + done.stderr
    )
    assert done.returncode == 0


def test_every_component_occurs_in_the_random_scenarios() -> None:
    random = Random(SEED)
    made = [random_scenario(random, f"s{number}") for number in range(40)]

    used = {node.component for each in made for node in each.document.nodes}

    from filbert.components.registry import components

    assert used == set(components())
