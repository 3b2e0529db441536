"""What the declarations of the parts ask for."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from filbert.runtime.stack import Part, StackError, StackSettings
from filbert.runtime.stack.home import Home
from filbert.runtime.stack.jars import Jars
from filbert.runtime.stack.part import Context
from filbert.runtime.stack.parts import MODULES, flink, kafka, selected
from filbert.runtime.stack.plan import Plan, load_plan, plan_file, save_plan

PORTS = {
    "kafka": 19092,
    "kafka_controller": 19093,
    "flink_rest": 18081,
    "flink_rpc": 16123,
    "jobmanager_metrics": 19249,
    "taskmanager_metrics": 19250,
    "designer": 19251,
}
JARS = Jars(Path("/jars/filbert-flink-1.jar"), (Path("/jars/connector.jar"),), (Path("/jars/kafka.jar"),))


def context_at(path: Path) -> Context:
    """A context in a fresh home."""
    home = Home.at(path)
    home.create()
    return Context(home, StackSettings(home=path), PORTS, Path("/jdk/bin/java"), JARS)


def test_each_port_of_a_part_is_declared_by_its_module(tmp_path: Path) -> None:
    context = context_at(tmp_path)
    declared = {port.name for module in selected(()) for port in module.PORTS}

    used = {name for module in selected(()) for part in module.parts(context) for name in part.ports}

    assert used == declared == set(PORTS)


def test_each_setting_of_a_port_exists() -> None:
    settings = {port.setting for module in selected(()) for port in module.PORTS if port.setting}

    assert settings <= set(StackSettings.model_fields)


def test_parts_wait_only_for_parts_that_exist(tmp_path: Path) -> None:
    context = context_at(tmp_path)
    parts = [part for module in selected(()) for part in module.parts(context)]

    names = {part.name for part in parts}

    assert {name for part in parts for name in (*part.after, *part.together_with)} <= names


def test_an_unknown_extra_is_refused() -> None:
    with pytest.raises(StackError, match=r"There is no part 'grafana' to start with the stack\. Known: "):
        selected(["grafana"])


def test_the_parts_that_always_run_cannot_be_asked_for_separately() -> None:
    assert MODULES["kafka"].always

    with pytest.raises(StackError):
        selected(["kafka"])


def test_the_cluster_is_configured_as_designed(tmp_path: Path) -> None:
    options = yaml.safe_load(flink.configuration_text(context_at(tmp_path)))

    expected = {
        "rest.port": 18081,
        "taskmanager.numberOfTaskSlots": 12,
        "taskmanager.memory.managed.size": "2048m",
        "heartbeat.interval": "2 s",
        "heartbeat.timeout": "10 s",
        "execution.checkpointing.interval": "10 s",
        "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
        "execution.checkpointing.dir": f"file://{tmp_path}/flink/checkpoints",
        "state.backend.type": "hashmap",
        "restart-strategy.type": "exponential-delay",
        "restart-strategy.exponential-delay.attempts-before-reset-backoff": 2147483647,
        "pipeline.max-parallelism": 128,
        "table.local-time-zone": "UTC",
    }
    assert {name: options.get(name) for name in expected} == expected


def test_our_jar_is_not_in_the_cluster_because_each_deployment_brings_its_own(tmp_path: Path) -> None:
    names = [path.name for path in flink.library_jars(context_at(tmp_path))]

    assert "connector.jar" in names
    assert any(name.startswith("flink-dist-") for name in names)
    assert not any(name.startswith("filbert") for name in names)


def test_a_misspelt_topic_does_not_come_into_being(tmp_path: Path) -> None:
    (part,) = kafka.parts(context_at(tmp_path))

    assert "auto.create.topics.enable=false\n" in part.files[tmp_path / "kafka" / "server.properties"]


def test_a_folder_of_kafka_without_its_id_is_put_aside_and_never_deleted(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "sms-0").mkdir(parents=True)
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)

    kafka.format_data((str(java),), data, tmp_path / "server.properties", tmp_path)

    (aside,) = tmp_path.glob("data-without-id-*")
    assert (aside / "sms-0").is_dir()


def test_the_fingerprint_tells_whether_a_process_is_what_is_wanted(tmp_path: Path) -> None:
    part = Part("p", ("run", "it"), check=lambda incarnation: None, files={tmp_path / "f": "a"})

    assert part.fingerprint == replace(part, memory_mb=5).fingerprint
    assert part.fingerprint != replace(part, command=("run",)).fingerprint
    assert part.fingerprint != replace(part, environment={"A": "1"}).fingerprint
    assert part.fingerprint != replace(part, files={tmp_path / "f": "b"}).fingerprint


def plan(**settings: object) -> Plan:
    """A plan with settings."""
    return Plan(
        StackSettings.model_validate(settings), PORTS, Path("/jdk/bin/java"), JARS, (), ("kafka",), owner=7
    )


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    home.create()
    written = plan(home=tmp_path, kafka_port=0, java_home="/jdk")

    save_plan(home, written)

    assert load_plan(home) == written


def test_a_plan_of_another_version_is_decided_anew(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    home.create()
    plan_file(home).write_text('{"settings": {"no_such_setting": 1}, "ports": {}}')

    assert load_plan(home) is None


@pytest.mark.parametrize(
    ("asked", "differences"),
    [
        ({}, []),
        ({"kafka_port": 19092}, []),
        ({"kafka_port": 0}, []),
        ({"kafka_port": 9092}, ["kafka_port is 19092, asked for is 9092"]),
        ({"task_slots": 4, "stop_seconds": 5}, ["task_slots is 12, asked for is 4"]),
    ],
)
def test_a_running_stack_differs_only_in_what_is_asked_for(
    asked: dict[str, object], differences: list[str]
) -> None:
    running = plan(kafka_port=19092)

    assert running.differs_from(StackSettings.model_validate(asked)) == differences
