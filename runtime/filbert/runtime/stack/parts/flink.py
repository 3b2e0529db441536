"""Flink: one JobManager and one TaskManager, started directly.

The scripts of the distribution start daemons of their own, with process ids that we would have to guess;
they also start a JVM only to compute memory sizes, which are plain settings here.
"""

import shutil
from pathlib import Path

import yaml
from filbert.runtime.settings import StackSettings
from filbert.runtime.stack import health
from filbert.runtime.stack.part import INCARNATION, Context, Part
from filbert.runtime.stack.parts.logging import logging_configuration
from filbert.runtime.stack.parts.pyflink import flink_home
from filbert.runtime.stack.port import ADDRESS, Port

PORTS = (
    Port("flink_rest", setting="flink_port"),
    Port("flink_rpc"),
    Port("jobmanager_metrics"),
    Port("taskmanager_metrics"),
)

FRAMEWORK_HEAP_MB = 128
FRAMEWORK_DIRECT_MB = 128
METASPACE_MB = 512
"""Each deployment loads its own copy of our classes and its generated code."""
NETWORK_MB_PER_SLOT = 32
"""An exchange between tasks takes 1 to 3 MB of network buffers, and a scenario has several."""

OPENED_MODULES = (
    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
    "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
    "--add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED",
    "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    *(
        f"--add-opens=java.base/{package}=ALL-UNNAMED"
        for package in (
            "java.lang",
            "java.net",
            "java.io",
            "java.nio",
            "sun.nio.ch",
            "java.lang.reflect",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
        )
    ),
)
"""What Flink's own configuration opens for Java 17."""


def parts(context: Context) -> tuple[Part, ...]:
    """TaskManager and JobManager. Stopped in reverse, so that the JobManager ends its tasks itself."""
    home, settings, ports = context.home, context.settings, context.ports
    folder = home.folder("flink")
    configuration = folder / "conf"
    rest = ports["flink_rest"]

    def jobmanager_check(incarnation: str) -> str | None:
        return health.http_json(rest, "/overview")[1]

    def taskmanager_check(incarnation: str) -> str | None:
        found, reason = health.http_json(rest, "/taskmanagers")
        if reason is not None:
            return f"the JobManager's {reason}"
        if incarnation not in [worker.get("id") for worker in found.get("taskmanagers", [])]:
            return "has not registered with the JobManager"
        return None

    def prepare() -> None:
        fill_libraries(context)

    plugins = {"FLINK_PLUGINS_DIR": str(flink_home() / "plugins")}
    shared = {configuration / "config.yaml": configuration_text(context)}
    return (
        Part(
            name="taskmanager",
            command=_command(
                context,
                "taskmanager",
                (
                    f"-Xmx{settings.task_heap_mb + FRAMEWORK_HEAP_MB}m",
                    f"-Xms{settings.task_heap_mb + FRAMEWORK_HEAP_MB}m",
                    f"-XX:MaxDirectMemorySize={2 * FRAMEWORK_DIRECT_MB + _network_mb(settings)}m",
                    f"-XX:MaxMetaspaceSize={METASPACE_MB}m",
                ),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                (
                    *("-D", f"metrics.reporter.prometheus.port={ports['taskmanager_metrics']}"),
                    *("-D", f"taskmanager.resource-id={INCARNATION}"),
                ),
            ),
            check=taskmanager_check,
            environment=plugins,
            prepare=prepare,
            ports=("taskmanager_metrics",),
            files={**shared, **_logging(context, "taskmanager")},
            scratch=(folder / "tmp" / "taskmanager",),
            # Without high availability a new JobManager knows nothing of the tasks that still run for the
            # old one: they go with it, so that a resumed deployment never runs beside its own past.
            together_with=("jobmanager",),
            memory_mb=settings.task_heap_mb + settings.managed_memory_mb + _network_mb(settings) + 700,
            address=f"{settings.task_slots} slots",
        ),
        Part(
            name="jobmanager",
            command=_command(
                context,
                "jobmanager",
                (
                    f"-Xmx{settings.jobmanager_heap_mb}m",
                    f"-Xms{settings.jobmanager_heap_mb}m",
                    f"-XX:MaxMetaspaceSize={METASPACE_MB}m",
                ),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                ("-D", f"metrics.reporter.prometheus.port={ports['jobmanager_metrics']}"),
            ),
            check=jobmanager_check,
            environment=plugins,
            prepare=prepare,
            ports=("flink_rest", "flink_rpc", "jobmanager_metrics"),
            files={**shared, **_logging(context, "jobmanager")},
            scratch=(folder / "tmp" / "jobmanager",),
            memory_mb=settings.jobmanager_heap_mb + 350,
            address=f"http://{ADDRESS}:{rest}",
        ),
    )


def library_folder(context: Context) -> Path:
    """The jars that JobManager, TaskManager and submitting clients share."""
    return context.home.root / "flink" / "lib"


def fill_libraries(context: Context) -> None:
    """Links to Flink's jars and copies of the connectors, so that a build never pulls a jar away from us.

    Our own jar is not among them: it travels with each deployment (`pipeline.jars`), so that a newer one
    needs no restart of the cluster and an older deployment keeps the one it started with.
    """
    folder = library_folder(context)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path not in library_jars(context):
            path.unlink()
    for jar in _distribution():
        link = folder / jar.name
        if not (link.is_symlink() and link.readlink() == jar):
            link.unlink(missing_ok=True)
            link.symlink_to(jar)
    for jar in context.jars.connectors:
        copy = folder / jar.name
        if not copy.exists() or copy.stat().st_size != jar.stat().st_size:
            copy.unlink(missing_ok=True)
            shutil.copyfile(jar, copy)


def library_jars(context: Context) -> list[Path]:
    """The paths that `fill_libraries` makes."""
    names = sorted(jar.name for jar in (*_distribution(), *context.jars.connectors))
    return [library_folder(context) / name for name in names]


def _distribution() -> list[Path]:
    return list((flink_home() / "lib").glob("*.jar"))


def _command(
    context: Context, name: str, memory: tuple[str, ...], entry: str, arguments: tuple[str, ...]
) -> tuple[str, ...]:
    folder, log = context.home.root / "flink", context.home.log
    return (
        str(context.java),
        *memory,
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-OmitStackTraceInFastThrow",
        f"-XX:ErrorFile={log / f'{name}-crash-%p.log'}",
        "-Duser.timezone=UTC",
        f"-Djava.io.tmpdir={folder / 'tmp' / name}",
        f"-Dlog.file={context.home.log_file(name)}",
        f"-Dlog4j.configurationFile={_logging_file(context, name).as_uri()}",
        *OPENED_MODULES,
        "-classpath",
        ":".join(map(str, library_jars(context))),
        entry,
        "--configDir",
        str(folder / "conf"),
        *("-D", f"io.tmp.dirs={folder / 'tmp' / name}"),
        *arguments,
    )


def _logging_file(context: Context, name: str) -> Path:
    return context.home.root / "flink" / "conf" / f"log4j-{name}.properties"


def _logging(context: Context, name: str) -> dict[Path, str]:
    return {_logging_file(context, name): logging_configuration(context.home.log_file(name))}


def _network_mb(settings: StackSettings) -> int:
    return max(64, NETWORK_MB_PER_SLOT * settings.task_slots)


def configuration_text(context: Context) -> str:
    """Flink's `config.yaml`, for the cluster and for the clients that submit to it."""
    settings, folder = context.settings, context.home.root / "flink"
    network = f"{_network_mb(settings)}m"
    options: dict[str, object] = {
        "jobmanager.rpc.address": ADDRESS,
        "jobmanager.rpc.port": context.ports["flink_rpc"],
        "jobmanager.bind-host": ADDRESS,
        "jobmanager.execution.failover-strategy": "region",
        "jobmanager.memory.heap.size": f"{settings.jobmanager_heap_mb}m",
        "jobmanager.memory.jvm-metaspace.size": f"{METASPACE_MB}m",
        "rest.address": ADDRESS,
        "rest.bind-address": ADDRESS,
        "rest.port": context.ports["flink_rest"],
        "rest.bind-port": context.ports["flink_rest"],
        "taskmanager.host": ADDRESS,
        "taskmanager.bind-host": ADDRESS,
        "taskmanager.numberOfTaskSlots": settings.task_slots,
        "taskmanager.cpu.cores": float(settings.task_slots),
        "taskmanager.memory.framework.heap.size": f"{FRAMEWORK_HEAP_MB}m",
        "taskmanager.memory.framework.off-heap.size": f"{FRAMEWORK_DIRECT_MB}m",
        "taskmanager.memory.task.heap.size": f"{settings.task_heap_mb}m",
        "taskmanager.memory.task.off-heap.size": f"{FRAMEWORK_DIRECT_MB}m",
        "taskmanager.memory.managed.size": f"{settings.managed_memory_mb}m",
        "taskmanager.memory.network.min": network,
        "taskmanager.memory.network.max": network,
        "taskmanager.memory.jvm-metaspace.size": f"{METASPACE_MB}m",
        "taskmanager.memory.jvm-overhead.min": "256m",
        "taskmanager.memory.jvm-overhead.max": "256m",
        "heartbeat.interval": "2 s",
        "heartbeat.timeout": "10 s",
        # A TaskManager that is up before the JobManager asks again soon, instead of after 10 s.
        "cluster.registration.error-delay": "500 ms",
        "cluster.registration.refused-registration-delay": "1 s",
        "state.backend.type": "hashmap",
        "execution.checkpointing.interval": "10 s",
        "execution.checkpointing.timeout": "2 min",
        "execution.checkpointing.tolerable-failed-checkpoints": 10,
        "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
        # A resume that finds the newest one damaged has two more.
        "execution.checkpointing.num-retained": 3,
        "execution.checkpointing.dir": (folder / "checkpoints").as_uri(),
        "execution.checkpointing.savepoint-dir": (folder / "savepoints").as_uri(),
        "restart-strategy.type": "exponential-delay",
        "restart-strategy.exponential-delay.initial-backoff": "1 s",
        "restart-strategy.exponential-delay.max-backoff": "30 s",
        # Never give up; "infinite", the documented default, is not something Flink can read.
        "restart-strategy.exponential-delay.attempts-before-reset-backoff": 2**31 - 1,
        "pipeline.max-parallelism": 128,
        "pipeline.object-reuse": True,
        "parallelism.default": 1,
        "table.local-time-zone": "UTC",
        "metrics.reporters": "prometheus",
        "metrics.reporter.prometheus.factory.class": (
            "org.apache.flink.metrics.prometheus.PrometheusReporterFactory"
        ),
        # Node ids and bucket bounds (+Inf) reach Prometheus as they are.
        "metrics.reporter.prometheus.filterLabelValueCharacters": False,
        # What the REST API shows is at most this old: figures, and which parts of a job run. A deployment asks
        # several times a second; by default it would hear of a change up to 3 s late.
        "metrics.fetcher.update-interval": "2 s",
        "web.refresh-interval": "500 ms",
        "env.java.opts.all": " ".join(OPENED_MODULES),
    }
    return yaml.safe_dump(options, sort_keys=True)
