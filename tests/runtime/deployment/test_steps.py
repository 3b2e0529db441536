"""Deploy, stop and resume against a cluster that follows Flink's rules."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.deploy import (
    DeploymentError,
    PlanProblemsError,
    deploy,
    explain,
    preview,
    stop,
)
from filbert.runtime.deployment.model import Desired, Outcome, Step, Target
from filbert.runtime.deployment.recovery import recover
from filbert.runtime.deployment.steps import Patience, WaitingError

Compile = Callable[..., CompiledScenario]


def test_the_first_deployment_starts_a_job_named_after_environment_scenario_and_version(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()

    operation = deploy(machine, compile_version(1), target, comment="first")

    assert operation.outcome is Outcome.DONE
    (job,) = bench.world.live()
    assert job.name == "acceptance/spam/100000000000"
    scenario = machine.store.scenario("acceptance", "spam")
    assert scenario is not None
    assert scenario.desired is Desired.RUNNING
    assert job.labels["filbert.deployment"] == scenario.deployment
    assert machine.store.deployment(scenario.deployment).comment == "first"


def test_a_redeployment_goes_on_from_the_savepoint_of_the_version_before(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(60)

    operation = deploy(machine, compile_version(2), target)

    assert operation.outcome is Outcome.DONE
    (job,) = bench.world.live()
    assert job.name == "acceptance/spam/200000000000"
    configuration = bench.world.submissions[-1].configuration
    path = configuration["execution.state-recovery.path"]
    assert path.startswith("file:///savepoints/")
    assert configuration["execution.state-recovery.ignore-unclaimed-state"] == "true"
    assert bench.world.points[path].position == pytest.approx(
        max(p.position for p in bench.world.points.values())
    )


@pytest.mark.parametrize("behaviour", ["loops", "fails", "rejected"])
def test_when_the_new_version_does_not_come_up_the_old_one_runs_again_from_the_same_savepoint(
    bench: Any, compile_version: Compile, target: Target, behaviour: str
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(60)

    operation = deploy(machine, compile_version(2, behaviour), target)

    assert operation.outcome is Outcome.ROLLED_BACK
    (job,) = bench.world.live()
    assert job.name == "acceptance/spam/100000000000"
    assert (
        bench.world.submissions[-1].configuration["execution.state-recovery.path"] == operation.restore_path
    )
    assert "The version before runs again" in explain(operation)
    recovery = recover(machine, "acceptance", "spam")
    assert recovery.resumed is None


def test_the_reason_why_a_version_did_not_come_up_is_told(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()

    operation = deploy(machine, compile_version(1, "loops"), target)

    assert operation.outcome is Outcome.FAILED
    assert operation.reason == "NullPointerException: bad version"
    assert bench.world.live() == []
    assert machine.store.scenario("acceptance", "spam") is None


def test_sql_that_the_planner_refuses_leaves_the_running_version_alone(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)

    with pytest.raises(PlanProblemsError, match="Column 'x' not found"):
        preview(machine, compile_version(2, "plan problem"), target)

    assert [job.name for job in bench.world.live()] == ["acceptance/spam/100000000000"]


def test_a_stopped_scenario_starts_again_with_its_state(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(30)

    stopped = stop(machine, "acceptance", "spam")
    deploy(machine, compile_version(1), target)

    assert stopped.outcome is Outcome.DONE
    assert bench.world.submissions[-1].configuration["execution.state-recovery.path"] == stopped.restore_path
    assert len(bench.world.live()) == 1


def test_a_stop_that_drops_the_state_lets_the_next_deployment_start_empty(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(30)

    stop(machine, "acceptance", "spam", drop_state=True)
    seen = preview(machine, compile_version(2), target)
    deploy(machine, compile_version(2), target)

    assert "execution.state-recovery.path" not in bench.world.submissions[-1].configuration
    assert [verdict.fate for verdict in seen.verdicts] == ["new", "new"]


def test_a_job_lost_with_the_jobmanager_is_resumed_once_from_its_newest_checkpoint(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(35)
    bench.world.lose_jobmanager()

    first = recover(machine, "acceptance", "spam")
    second = recover(machine, "acceptance", "spam")

    assert first.resumed is not None
    assert first.resumed.outcome is Outcome.DONE
    assert second.resumed is None
    assert bench.world.submissions[-1].configuration["execution.state-recovery.path"].endswith("/chk-4")
    assert len(bench.world.live()) == 1


def test_a_job_that_was_cancelled_in_flink_is_left_alone(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.live()[0].state = "CANCELED"

    recovery = recover(machine, "acceptance", "spam")

    assert recovery.resumed is None
    assert recovery.left == "its job was cancelled in Flink; deploy it again to start it"


def test_an_unreadable_checkpoint_gives_way_to_the_one_before(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(35)
    newest = max(bench.world.points, key=lambda path: bench.world.points[path].number)
    bench.world.lose_jobmanager()
    broken = bench.world.points.pop(newest)
    folders = machine.folders
    shown = folders.own_points
    object.__setattr__(
        folders,
        "own_points",
        lambda run: (
            [*shown(run), replace(shown(run)[-1], path=newest, number=broken.number)]
            if shown(run) and broken.job == run.job_id
            else shown(run)
        ),
    )

    recovery = recover(machine, "acceptance", "spam")

    assert recovery.resumed is not None
    assert recovery.resumed.outcome is Outcome.DONE
    paths = [s.configuration["execution.state-recovery.path"] for s in bench.world.submissions[1:]]
    assert [path.rsplit("/", 1)[1] for path in paths] == ["chk-4", "chk-3"]


def test_a_version_in_a_restart_loop_is_replaced_although_it_takes_no_savepoint(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    bench.world.sleep(60)
    bench.world.live()[0].behaviour = "loops"
    bench.world.sleep(10)

    operation = deploy(machine, compile_version(2), target)

    assert operation.outcome is Outcome.DONE
    assert "/chk-" in bench.world.submissions[-1].configuration["execution.state-recovery.path"]
    assert [job.name for job in bench.world.live()] == ["acceptance/spam/200000000000"]


def test_a_healthy_job_without_savepoint_or_checkpoint_is_not_ended(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1, "never checkpoints"), target)
    bench.world.savepoint_failures = 1_000

    operation = deploy(machine, compile_version(2), target)

    assert operation.outcome is Outcome.UNCHANGED
    assert operation.reason == "the running version can write no savepoint: IOException: disk is full"
    assert [job.name for job in bench.world.live()] == ["acceptance/spam/100000000000"]


def test_while_flink_is_silent_the_deployment_waits_and_goes_on_later(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = replace(bench.machine(), patience=Patience(silence=20))
    deploy(machine, compile_version(1), target)
    bench.world.sleep(30)
    bench.world.down_until = bench.world.time + 60

    with pytest.raises(WaitingError, match="does not answer"):
        deploy(machine, compile_version(2), target)
    under_way = machine.store.open_operation("acceptance", "spam")
    bench.world.sleep(60)
    recovery = recover(machine, "acceptance", "spam")

    assert under_way is not None
    assert under_way.step is Step.STOPPING
    assert recovery.finished is not None
    assert recovery.finished.outcome is Outcome.DONE
    assert [job.name for job in bench.world.live()] == ["acceptance/spam/200000000000"]


def test_a_submission_that_was_given_up_and_arrives_late_starts_no_second_copy(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    world, machine = bench.world, bench.machine()
    faults = iter(["late", "error", "error", "error"])
    submit = world.submit

    def submit_with_faults(submission: Any, seconds: float) -> str:
        world.fault = lambda: next(faults, "")
        try:
            return submit(submission, seconds)
        finally:
            world.fault = lambda: ""

    deploy(machine, compile_version(1), target)
    world.submit = submit_with_faults
    world.random.uniform = lambda low, high: 60

    operation = deploy(machine, compile_version(2), target)

    assert operation.outcome is Outcome.ROLLED_BACK
    assert world.violations == []
    assert [job.name for job in world.live()] == ["acceptance/spam/100000000000"]


def test_a_run_whose_acceptance_was_not_recorded_goes_on_from_what_it_has_written(
    bench: Any, compile_version: Compile, target: Target, crash: type[BaseException]
) -> None:
    def die(what: str) -> None:
        if what == "submitted":
            raise crash(what)

    bench.world.before = die
    with pytest.raises(crash):
        deploy(bench.machine(), compile_version(1), target)
    bench.world.before = lambda what: None
    bench.world.sleep(60)
    bench.world.lose_jobmanager()

    recovery = recover(bench.machine(), "acceptance", "spam")

    assert recovery.finished is not None
    assert recovery.finished.outcome is Outcome.DONE
    assert bench.world.submissions[-1].configuration["execution.state-recovery.path"].endswith("/chk-5")
    assert len(bench.world.live()) == 1


def test_too_few_slots_are_told_before_anything_is_touched(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    bench.world.slots = 1
    version = compile_version(1, configuration={"parallelism.default": "2"})

    with pytest.raises(DeploymentError, match=r"needs 2 task slots, the cluster .* has 1 of 1 free"):
        preview(bench.machine(), version, target)


def test_the_slots_of_the_version_that_is_replaced_count_as_free(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    bench.world.slots = 1
    machine = bench.machine()
    deploy(machine, compile_version(1), target)

    assert preview(machine, compile_version(2), target).unchanged is False


def test_a_job_of_that_name_from_elsewhere_is_named_and_left_alone(
    bench: Any, new_bench: Callable[..., Any], compile_version: Compile, target: Target
) -> None:
    deploy(bench.machine(), compile_version(1), target)
    elsewhere = replace(bench, path=bench.path.with_name("other.db"))

    with pytest.raises(DeploymentError, match="was not started from here"):
        preview(elsewhere.machine(), compile_version(2), target)

    assert [job.name for job in bench.world.live()] == ["acceptance/spam/100000000000"]


def test_deploying_what_runs_already_is_recognised(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)

    assert preview(machine, compile_version(1), target).unchanged is True
    assert preview(machine, compile_version(2), target).unchanged is False


def test_old_state_is_deleted_once_nothing_can_need_it(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    for version in range(1, 7):
        deploy(machine, compile_version(version), target)
        bench.world.sleep(25)
    recover(machine, "acceptance", "spam")

    savepoints = [path for path, point in bench.world.points.items() if point.savepoint]
    checkpoints = {point.job for point in bench.world.points.values() if not point.savepoint}
    assert len(savepoints) == 3
    assert checkpoints == {bench.world.live()[0].id}


def test_every_step_is_recorded(bench: Any, compile_version: Compile, target: Target) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)

    operation = deploy(machine, compile_version(2), target)

    steps = [step for step, _, _ in machine.store.steps(operation.id)]
    assert steps == ["stopping", "stopping", "launching", "watching", "finished"]


def test_stopping_what_is_stopped_or_was_never_there_is_an_error(
    bench: Any, compile_version: Compile, target: Target
) -> None:
    machine = bench.machine()
    deploy(machine, compile_version(1), target)
    stop(machine, "acceptance", "spam")

    with pytest.raises(DeploymentError, match="is stopped already"):
        stop(machine, "acceptance", "spam")
    with pytest.raises(DeploymentError, match="No scenario 'ham' is deployed to acceptance"):
        stop(machine, "acceptance", "ham")
