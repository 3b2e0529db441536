"""Whatever dies or fails, and whenever: one copy at most, no state lost, and in the end what was wanted runs."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.deploy import DeploymentError, deploy, stop
from filbert.runtime.deployment.model import Desired, Target
from filbert.runtime.deployment.recovery import finish_open, recover
from filbert.runtime.deployment.steps import WaitingError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

Compile = Callable[..., CompiledScenario]
BEHAVIOURS = ("good", "loops", "fails", "rejected", "plan problem", "no savepoints")
LOSE = ("lose the JobManager", "")
ACTIONS = st.one_of(
    st.tuples(st.just("deploy"), st.sampled_from(BEHAVIOURS)),
    st.tuples(st.just("stop"), st.just("")),
    st.tuples(st.just("recover"), st.just("")),
    st.tuples(st.just("wait"), st.sampled_from(("3", "25"))),
    st.just(LOSE),
)
GOOD_ACTIONS = ACTIONS.filter(lambda action: action[0] != "deploy" or action[1] == "good")


class Act:
    """Does one thing after the other, each in a process that may die at any point."""

    def __init__(
        self, bench: Any, compile_version: Compile, target: Target, crash: type[BaseException]
    ) -> None:
        self.bench, self.world = bench, bench.world
        self.compile_version, self.target, self.crash = compile_version, target, crash
        self.version = 0
        self.machine: Any = None

    def perform(self, action: tuple[str, str]) -> None:
        name, detail = action
        if name == "wait":
            self.world.sleep(float(detail))
        elif name == "lose the JobManager":
            self.world.lose_jobmanager()
        else:
            self.in_a_process(lambda: self.operate(name, detail))

    def operate(self, name: str, detail: str) -> None:
        if name == "recover":
            recover(self.machine, "acceptance", "spam")
            return
        finish_open(self.machine, "acceptance", "spam")
        if name == "stop":
            stop(self.machine, "acceptance", "spam")
        else:
            self.version += 1
            deploy(self.machine, self.compile_version(self.version, detail), self.target)

    def in_a_process(self, work: Callable[[], None]) -> None:
        self.machine = self.bench.machine()
        try:
            work()
        except (WaitingError, DeploymentError, self.crash):
            pass
        finally:
            self.machine.store.close()

    def settle(self) -> None:
        """No more faults: after as many attempts as it takes, everything must have come to rest."""
        self.world.faults = 0
        self.world.before = lambda what: None
        self.world.sleep(120)
        for _ in range(5):
            self.in_a_process(lambda: self.operate("recover", ""))
            self.world.sleep(30)


def crashing(seed: int, probability: float, crash: type[BaseException]) -> Callable[[str], None]:
    """Kill the process at random points, with the same points for the same seed."""
    chance = random.Random(seed)

    def before(what: str) -> None:
        if chance.random() < probability:
            raise crash(what)

    return before


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(  # a submission that was given up arrives after the stop, when the JobManager has forgotten the job
    actions=[("deploy", "good"), ("deploy", "plan problem"), ("deploy", "good"), LOSE, ("stop", "")],
    seed=116,
    faults=0.25,
    crashes=0.0,
)
@example(
    actions=[("deploy", "good"), ("deploy", "plan problem"), ("deploy", "good"), ("stop", ""), LOSE],
    seed=116,
    faults=0.25,
    crashes=0.0,
)
@given(
    actions=st.lists(ACTIONS, min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
    faults=st.sampled_from((0.0, 0.05, 0.25)),
    crashes=st.sampled_from((0.0, 0.01, 0.05)),
)
def test_there_is_never_a_second_copy_and_no_savepoint_is_lost(
    new_bench: Callable[..., Any],
    compile_version: Compile,
    target: Target,
    crash: type[BaseException],
    actions: list[tuple[str, str]],
    seed: int,
    faults: float,
    crashes: float,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = new_bench(Path(folder) / "filbert.db", seed=seed, faults=faults)
        world = bench.world
        world.before = crashing(seed, crashes, crash)
        act = Act(bench, compile_version, target, crash)

        for action in actions:
            act.perform(action)
        act.settle()

        assert world.violations == []
        assert [job.id for job in world.landed if job.started_from < job.saved_then] == []
        store = bench.machine().store
        assert store.open_operations() == []
        scenario = store.scenario("acceptance", "spam")
        running = [job.name for job in world.live()]
        if scenario is None or scenario.desired is Desired.STOPPED:
            assert running == []
        else:
            version = store.deployment(scenario.deployment).version
            state = world.jobs[store.run(scenario.run).job_id].state
            assert running == [f"acceptance/spam/{version[:12]}"] or state in {"FAILED", "FINISHED"}


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    actions=st.lists(GOOD_ACTIONS, min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
    faults=st.sampled_from((0.0, 0.05, 0.25)),
    crashes=st.sampled_from((0.0, 0.01, 0.05)),
)
def test_with_versions_that_work_every_job_starts_from_the_newest_state_there_is(
    new_bench: Callable[..., Any],
    compile_version: Compile,
    target: Target,
    crash: type[BaseException],
    actions: list[tuple[str, str]],
    seed: int,
    faults: float,
    crashes: float,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = new_bench(Path(folder) / "filbert.db", seed=seed, faults=faults, rejections=False)
        world = bench.world
        world.before = crashing(seed, crashes, crash)
        act = Act(bench, compile_version, target, crash)

        for action in actions:
            act.perform(action)
        act.settle()

        assert world.violations == []
        assert [job.id for job in world.landed if job.started_from < job.newest_then] == []
        scenario = bench.machine().store.scenario("acceptance", "spam")
        wanted = scenario is not None and scenario.desired is Desired.RUNNING
        assert len(world.live()) == (1 if wanted else 0)
