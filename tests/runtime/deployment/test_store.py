"""The database of what should run."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.model import (
    Deployment,
    Desired,
    Kind,
    Observation,
    Operation,
    Outcome,
    Run,
    Scenario,
    Step,
    Target,
)
from filbert.runtime.deployment.store import Store, StoreError

Compile = Callable[..., CompiledScenario]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "filbert.db"


def operation(identifier: str, deployment: str = "d1") -> Operation:
    return Operation(identifier, Kind.DEPLOY, "acceptance", "spam", Step.LAUNCHING, 1, deployment)


def deployed(compiled: CompiledScenario, target: Target) -> Deployment:
    return Deployment(
        id="d1",
        environment="acceptance",
        scenario="spam",
        compiled=compiled,
        target=target,
        comment="why",
        created_at=5,
        held_from={"recipients": 7},
        document={"nodes": {}, "edges": [["sms", "alert"]]},
    )


def begin(store: Store, compiled: CompiledScenario, target: Target) -> Operation:
    run = Run(0, "d1", "0" * 32, "file:///s", 6)
    return store.begin(operation("o1"), at=6, deployment=deployed(compiled, target), run=run)


def test_what_was_written_is_read_by_another_process(
    path: Path, compile_version: Compile, target: Target
) -> None:
    begun = begin(Store(path), compile_version(1), target)

    again = Store(path)

    assert again.deployment("d1") == deployed(compile_version(1), target)
    assert begun.run is not None
    assert again.run(begun.run) == Run(1, "d1", "0" * 32, "file:///s", 6)
    assert again.open_operation("acceptance", "spam") == begun


def test_a_scenario_has_one_operation_at_a_time(path: Path, compile_version: Compile, target: Target) -> None:
    store = Store(path)
    begin(store, compile_version(1), target)

    with pytest.raises(sqlite3.IntegrityError):
        store.begin(operation("o2"), at=7)

    assert [found.id for found in store.open_operations()] == ["o1"]


def test_a_step_is_recorded_as_a_whole_or_not_at_all(
    path: Path, compile_version: Compile, target: Target
) -> None:
    store = Store(path)
    begun = begin(store, compile_version(1), target)

    with pytest.raises(sqlite3.IntegrityError):
        store.move(begun, at=8, run=Run(0, "no such deployment", "1" * 32, None, 8), ended={1: "over"})

    assert store.run(1).ended_at is None
    assert [step for step, _, _ in store.steps("o1")] == [Step.LAUNCHING]


def test_the_end_of_an_operation_says_what_should_run(
    path: Path, compile_version: Compile, target: Target
) -> None:
    store = Store(path)
    begun = begin(store, compile_version(1), target)
    wanted = Scenario("acceptance", "spam", Desired.RUNNING, "d1", 1, 9)

    ended = store.finish(begun, Outcome.DONE, at=9, scenario=wanted)

    assert store.scenario("acceptance", "spam") == wanted
    assert store.open_operations() == []
    assert store.operations("acceptance", "spam") == [ended]


def test_a_checkpoint_once_seen_is_not_forgotten(
    path: Path, compile_version: Compile, target: Target
) -> None:
    store = Store(path)
    begin(store, compile_version(1), target)

    store.observe(Observation(1, "RUNNING", 10, 11, "file:///chk-3", 10))
    store.observe(Observation(1, "RESTARTING", 12, 13))

    assert store.observation(1) == Observation(1, "RESTARTING", 12, 13, "file:///chk-3", 10)


def test_writers_at_the_same_time_wait_for_each_other(
    path: Path, compile_version: Compile, target: Target
) -> None:
    begin(Store(path), compile_version(1), target)

    def write() -> None:
        store = Store(path)
        for moment in range(50):
            store.observe(Observation(1, "RUNNING", 0, moment))
            store.record_sending(1, moment)
        store.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Store(path).run(1).sent_until == 49


def test_the_database_of_another_version_is_refused_and_left_alone(path: Path) -> None:
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE deployment_schema SET version = 99")
    connection.commit()
    connection.close()

    with pytest.raises(StoreError, match="written by another version of Filbert"):
        Store(path)


def test_the_text_of_a_compiled_scenario_survives_the_way_through_json(compile_version: Compile) -> None:
    compiled = compile_version(1, stateful_before={"spammer": ("recipients",)})

    assert CompiledScenario.from_json(compiled.to_json()) == compiled
    assert compiled.job_name == "acceptance/spam/100000000000"
