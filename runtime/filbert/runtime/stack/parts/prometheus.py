"""Prometheus from the system's package, reading what runs here. Started by `filbert up --with prometheus`."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml
from filbert.runtime.stack import health
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.port import ADDRESS, Port

PORTS = (Port("prometheus", setting="prometheus_port"),)
PACKAGED_RULES = Path(__file__).parents[1] / "prometheus" / "alerts.yml"
"""Where the wheel holds the alert rules."""
CHECKOUT_RULES = Path(__file__).parents[5] / "monitoring" / "prometheus" / "alerts.yml"
SCRAPE_SECONDS = 5
_JOB = {"source_labels": ["job_name"], "regex": "([^/]+)/([^/]+)/([0-9a-f]+)"}
RELABELLED = [
    # Hundreds of each source and sink; none is asked for.
    {"source_labels": ["__name__"], "regex": "flink_.*_Kafka(Consumer|Producer)_.*", "action": "drop"},
    *(
        {**_JOB, "target_label": label, "replacement": f"${position}"}
        for position, label in enumerate(("environment", "scenario", "version"), 1)
    ),
    # New at every restart or deployment: each would begin new series, where a counter that begins anew is enough.
    {
        "regex": "job_id|task_name|task_attempt_id|task_attempt_num|tm_id|host",
        "action": "labeldrop",
    },
]
"""How the series of Flink are named."""


def parts(context: Context) -> tuple[Part, ...]:
    """The server.

    Raises:
        StackError: it is not installed.
    """
    program = shutil.which("prometheus")
    if program is None:
        raise StackError(
            "Prometheus is missing. Install it from the system's packages (Debian: apt-get install prometheus), "
            "or leave prometheus out of --with."
        )
    home, port = context.home, context.ports["prometheus"]
    folder = home.folder("prometheus")
    configuration, rules = folder / "prometheus.yml", folder / "alerts.yml"
    source = PACKAGED_RULES if PACKAGED_RULES.exists() else CHECKOUT_RULES

    def check(incarnation: str) -> str | None:
        return health.http_answers(port, "/-/ready")

    return (
        Part(
            name="prometheus",
            command=(
                program,
                f"--config.file={configuration}",
                f"--storage.tsdb.path={folder / 'data'}",
                "--storage.tsdb.retention.time=15d",
                f"--web.listen-address={ADDRESS}:{port}",
                "--log.level=warn",
            ),
            check=check,
            ports=("prometheus",),
            files={
                configuration: configuration_text(context.ports),
                rules: source.read_text(),
            },
            memory_mb=200,
            address=f"http://{ADDRESS}:{port}",
        ),
    )


def configuration_text(ports: Mapping[str, int]) -> str:
    """`prometheus.yml`: every process of this stack that shows metrics, under the job names that the rules know."""
    targets = {
        "prometheus": ("prometheus",),
        "flink": ("jobmanager_metrics", "taskmanager_metrics"),
        "index": ("index_metrics",),
        "designer": ("designer",),
    }
    jobs = [
        {
            "job_name": job,
            "static_configs": [{"targets": [f"{ADDRESS}:{ports[name]}" for name in names]}],
            **({"metric_relabel_configs": RELABELLED} if job == "flink" else {}),
        }
        for job, names in targets.items()
        if all(name in ports for name in names)
    ]
    content = {
        "global": {
            "scrape_interval": f"{SCRAPE_SECONDS}s",
            "evaluation_interval": f"{SCRAPE_SECONDS}s",
        },
        "rule_files": ["alerts.yml"],
        "scrape_configs": jobs,
    }
    return yaml.safe_dump(content, sort_keys=False)
