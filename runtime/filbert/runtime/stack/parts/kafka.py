"""Kafka: one broker in KRaft mode, which is its own controller."""

import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from filbert.runtime.stack import health
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.parts.logging import logging_configuration
from filbert.runtime.stack.parts.pyflink import flink_home
from filbert.runtime.stack.port import ADDRESS, Port

PORTS = (Port("kafka", setting="kafka_port"), Port("kafka_controller"))


def parts(context: Context) -> tuple[Part, ...]:
    """The broker."""
    home, port = context.home, context.ports["kafka"]
    folder = home.folder("kafka")
    data, properties, logging = folder / "data", folder / "server.properties", folder / "log4j2.properties"
    java = (
        str(context.java),
        f"-Xmx{context.settings.kafka_heap_mb}m",
        f"-Xms{context.settings.kafka_heap_mb}m",
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        f"-XX:ErrorFile={home.log / 'kafka-crash-%p.log'}",
        f"-Dlog4j.configurationFile={logging.as_uri()}",
        "-cp",
        ":".join(map(str, _class_path(context))),
    )

    def check(incarnation: str) -> str | None:
        return health.kafka(port, cluster_id(data) or "")

    def prepare() -> None:
        if cluster_id(data) is None:
            format_data(java, data, properties, folder)

    return (
        Part(
            name="kafka",
            command=(*java, "kafka.Kafka", str(properties)),
            check=check,
            ports=("kafka", "kafka_controller"),
            files={
                properties: _properties(data, port, context.ports["kafka_controller"]),
                logging: logging_configuration(home.log_file("kafka")),
            },
            scratch=(folder / "tmp",),
            prepare=prepare,
            memory_mb=context.settings.kafka_heap_mb + 250,
            address=f"{ADDRESS}:{port}",
        ),
    )


def cluster_id(data: Path) -> str | None:
    """The id that formatting gave to the broker's folder; None before that."""
    try:
        lines = (data / "meta.properties").read_text().splitlines()
    except FileNotFoundError:
        return None
    return next((line.removeprefix("cluster.id=") for line in lines if line.startswith("cluster.id=")), None)


def format_data(java: tuple[str, ...], data: Path, properties: Path, folder: Path) -> None:
    """Give the broker's folder its id. The id is written last, so a cut-short attempt is just repeated."""
    if data.exists() and any(data.iterdir()):
        # Never delete what might be somebody's data: a lost id file must not cost the topics.
        data.rename(data.with_name(f"data-without-id-{uuid.uuid4().hex[:8]}"))
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")
    result = subprocess.run(
        [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        check=False,
    )
    if result.returncode != 0:
        lines = (result.stdout + result.stderr).strip().splitlines()[-5:]
        raise StackError("\n".join(["Kafka could not format its folder:", *lines]))


def _class_path(context: Context) -> list[Path]:
    """The broker's jars, with Flink's logging instead of its own, which only writes to the console."""
    replaced = ("slf4j-simple", "log4j-")
    logging = sorted((flink_home() / "lib").glob("log4j-*.jar"))
    return logging + [jar for jar in context.jars.kafka if not jar.name.startswith(replaced)]


def _properties(data: Path, port: int, controller_port: int) -> str:
    lines = [
        "process.roles=broker,controller",
        "node.id=1",
        f"controller.quorum.voters=1@{ADDRESS}:{controller_port}",
        f"listeners=PLAINTEXT://{ADDRESS}:{port},CONTROLLER://{ADDRESS}:{controller_port}",
        f"advertised.listeners=PLAINTEXT://{ADDRESS}:{port}",
        "controller.listener.names=CONTROLLER",
        "inter.broker.listener.name=PLAINTEXT",
        "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        f"log.dirs={data}",
        "num.partitions=4",
        # Filbert creates its topics itself; a misspelt name must not become a topic.
        "auto.create.topics.enable=false",
        "offsets.topic.replication.factor=1",
        "offsets.topic.num.partitions=8",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "transaction.state.log.num.partitions=8",
        "share.coordinator.state.topic.replication.factor=1",
        "share.coordinator.state.topic.min.isr=1",
        "group.initial.rebalance.delay.ms=0",
        # Valid records may be larger than Kafka's default of 1 MB once wrapped into a dead letter.
        "message.max.bytes=4194304",
        "replica.fetch.max.bytes=4194304",
    ]
    return "\n".join(lines) + "\n"
