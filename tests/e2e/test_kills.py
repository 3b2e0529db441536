"""Kill -9 of each part, and of everything at once, while events come in: no alert is missing, none has two ids."""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from filbert.runtime.stack import Stack

# Tests are no package; what they share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
from killing import kill

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1_200)]

PARTS = ("taskmanager", "jobmanager", "kafka", "everything")
ALARM = 5
"""An alert for each fifth message of a sender, told by an aggregate: a lost or doubled event shows at once."""
PATIENCE_SECONDS = 240

NODES = [
    "{id: messages, component: kafka, parameters: {stream: messages, start: earliest}}",
    "{id: counted, component: aggregate, parameters: {key: [sender], window: {kind: sliding, length: 30d}, "
    "aggregates: [{name: n, function: count}], emit: each-event}}",
    f"{{id: fifth, component: filter, parameters: {{condition: n % {ALARM} = 0}}}}",
    "{id: alert, component: alert, parameters: {severity: high, subject: sender, "
    'title: "message {number} of {sender}", evidence: [n, number]}}',
]
EDGES = ["messages -> counted", "counted -> fifth", "fifth.true -> alert"]


def wait_until(condition: Callable[[], bool], what: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.3)


def live_jobs(stack: Stack, scenario: str) -> list[str]:
    """The states of the scenario's jobs that have not ended; none while Flink does not answer."""
    try:
        jobs = httpx.get(f"{stack.flink}/jobs/overview", timeout=5, verify=False).json().get("jobs", [])
    except (httpx.HTTPError, json.JSONDecodeError):
        return []
    ended = {"FINISHED", "CANCELED", "FAILED"}
    named = [job for job in jobs if job["name"].startswith(f"acceptance/{scenario}/")]
    return [job["state"] for job in named if job["state"] not in ended]


@pytest.mark.soak("kills")
def test_after_each_kill_every_alert_is_there_and_repeats_have_equal_ids(
    stack: Stack, command_line: Any, messages: Any, full_size: bool
) -> None:
    file: Path = messages.write_scenario(NODES, EDGES)
    random = Random(1)
    kills = [random.choice(PARTS) for _ in range(40)] if full_size else list(PARTS)
    copies: list[list[str]] = []

    with messages.traffic(rounds_per_second=20) as traffic:
        command_line.json("deploy", str(file), "--environment", "acceptance")
        for number, part in enumerate(kills):
            kill(stack, part)
            reached = traffic.sent.total()

            def goes_on(reached: int = reached) -> bool:
                jobs = live_jobs(stack, messages.scenario)
                copies.append(jobs)
                return (
                    jobs == ["RUNNING"]
                    and all(each.good for each in stack.status())
                    and traffic.sent.total() > reached + 100
                )

            def how_it_stands(number: int = number, part: str = part) -> str:
                listed = command_line.run("list").stdout
                resumed = (stack.home.log_file("resume")).read_text()[-2_000:]
                return f"after kill {number}, of {part}: jobs {copies[-1]}\n{listed}\n{resumed}\n{stack.status()}"

            wait_until(goes_on, how_it_stands)
        traffic.end()
        expected = {(s, n) for s, sent in traffic.sent.items() for n in range(ALARM, sent + 1, ALARM)}

        def of_this_scenario(found: list[Any]) -> list[Any]:
            return [alert for alert in found if alert["scenario"] == messages.scenario]

        alerts = of_this_scenario(
            messages.records(
                "filbert.acceptance.alerts", lambda found: len(of_this_scenario(found)) >= len(expected)
            )
        )

    ids = defaultdict(set)
    for alert in alerts:
        ids[alert["subject"], alert["evidence"]["number"]].add(alert["alert_id"])
    assert set(ids) == expected
    assert {len(of_one) for of_one in ids.values()} == {1}
    assert len(set.union(*ids.values())) == len(expected)
    assert [alert for alert in alerts if alert["evidence"]["n"] != alert["evidence"]["number"]] == []
    assert max(map(len, copies)) == 1
