"""What is shown of what runs: what Flink says, and where it says nothing, that."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.deploy import deploy, stop
from filbert.runtime.deployment.model import Target
from filbert.runtime.deployment.observe import Status, statuses

Compile = Callable[..., CompiledScenario]


def look(machine: Any) -> list[Status]:
    lines, _ = statuses(machine.store, {machine.flink.url: machine.flink}, machine.clock.now())
    return lines


def test_a_running_scenario_is_shown_with_its_job(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(20)

    (line,) = look(machine)

    assert (line.environment, line.scenario, line.version[:3]) == ("acceptance", "spam", "100")
    assert (line.desired, line.observed, line.good) == ("running", "running", True)
    assert line.job_id == bench.world.live()[0].id
    assert line.restarts == 0
    assert line.checkpoint_at is not None


def test_when_flink_does_not_answer_the_state_is_unknown_since_it_was_last_seen(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    (seen,) = look(machine)
    last = machine.store.observation(1).seen_at
    bench.world.sleep(30)
    bench.world.down_until = bench.world.time + 60

    lines, silent = statuses(machine.store, {machine.flink.url: machine.flink}, machine.clock.now())

    assert seen.observed == "running"
    (line,) = lines
    assert (line.observed, line.since, line.good) == ("unknown", last, False)
    assert silent == ["Flink at http://flink.test:8081 does not answer: connection refused."]


def test_a_lost_job_is_missing_not_stopped(bench: Any, compile_version: Compile, target: Target) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.lose_jobmanager(seconds=0)

    (line,) = look(machine)

    assert (line.desired, line.observed, line.good) == ("running", "missing", False)


def test_a_failing_job_is_shown_with_its_reason(bench: Any, compile_version: Compile, target: Target) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    job = bench.world.live()[0]
    job.failures.append("OutOfMemoryError: Java heap space")
    job.state, job.state_since = "RESTARTING", bench.world.time

    (line,) = look(machine)

    assert (line.observed, line.detail, line.restarts) == (
        "restarting",
        "OutOfMemoryError: Java heap space",
        1,
    )


def test_a_stopped_scenario_stays_in_the_list(bench: Any, compile_version: Compile, target: Target) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    stop(machine, "acceptance", "spam")

    (line,) = look(machine)

    assert (line.desired, line.observed, line.good) == ("stopped", "stopped", True)


def test_jobs_that_are_not_ours_are_shown_as_foreign(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    deploy(bench.machine(), compile_version(1), target)
    elsewhere = replace(bench, path=bench.path.with_name("other.db")).machine()

    (line,) = look(elsewhere)

    assert line.foreign
    assert line.detail == "acceptance/spam/100000000000"
    assert line.desired == ""


def test_an_unfinished_operation_is_shown(
    bench: Any, compile_version: Compile, target: Target, crash: type[BaseException]
) -> None:
    deploy(bench.machine(), compile_version(1), target)

    def die(what: str) -> None:
        if what == "submit":
            raise crash(what)

    bench.world.before = die
    try:
        deploy(bench.machine(), compile_version(2), target)
    except crash:
        bench.world.before = lambda what: None

    (line,) = look(bench.machine())

    assert line.under_way == "deploy: launching"
    assert not line.good
