"""Elasticsearch as one node, and the indexer that writes alerts to it. Started by `filbert up --with elasticsearch`."""

import sys
from importlib.util import find_spec

from filbert.runtime.stack import health
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.parts.logging import logging_configuration
from filbert.runtime.stack.port import ADDRESS, Port

PORTS = (
    Port("elasticsearch", setting="elasticsearch_port"),
    Port("elasticsearch_transport"),
    Port("index_metrics"),
)


def parts(context: Context) -> tuple[Part, ...]:
    """The node and the indexer.

    Raises:
        StackError: the client that the indexer needs is not installed.
    """
    if find_spec("elasticsearch") is None:
        raise StackError(
            "The client of Elasticsearch is missing, which the index of alerts needs. "
            "Install it with Filbert: pip install 'filbert[index]'; or leave elasticsearch out of --with."
        )
    return (_node(context), _indexer(context))


def _node(context: Context) -> Part:
    home, port = context.home, context.ports["elasticsearch"]
    folder = home.folder("elasticsearch")
    logging = folder / "log4j2.properties"
    heap = context.settings.elasticsearch_heap_mb

    def check(incarnation: str) -> str | None:
        found, reason = health.http_json(port, "/_cluster/health")
        if reason is not None:
            return reason
        # Red right after a start: what it has stored is not read yet.
        return None if found.get("status") in {"green", "yellow"} else f"is {found.get('status')}"

    return Part(
        name="elasticsearch",
        command=(
            str(context.java),
            f"-Xmx{heap}m",
            f"-Xms{heap}m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Des.distribution.type=zip",
            f"-Djava.io.tmpdir={folder / 'tmp'}",
            f"-XX:ErrorFile={home.log / 'elasticsearch-crash-%p.log'}",
            f"-Dlog4j.configurationFile={logging.as_uri()}",
            "-cp",
            ":".join(map(str, context.jars.elasticsearch)),
            "filbert.elasticsearch.Main",
            str(folder),
            f"path.data={folder / 'data'}",
            "cluster.name=filbert",
            "node.name=filbert",
            "discovery.type=single-node",
            f"network.host={ADDRESS}",
            f"http.port={port}",
            f"transport.port={context.ports['elasticsearch_transport']}",
            # A laptop's disk is often fuller than a server's should be; `filbert up` looks at it itself.
            "cluster.routing.allocation.disk.threshold_enabled=false",
        ),
        check=check,
        ports=("elasticsearch", "elasticsearch_transport"),
        files={logging: logging_configuration(home.log_file("elasticsearch"))},
        scratch=(folder / "tmp",),
        memory_mb=heap + 250,
        address=f"http://{ADDRESS}:{port}",
    )


def _indexer(context: Context) -> Part:
    port = context.ports["index_metrics"]

    def check(incarnation: str) -> str | None:
        return health.http_answers(port, "/metrics")

    return Part(
        name="index",
        command=(sys.executable, "-m", "filbert.runtime.cli", "index"),
        check=check,
        environment={
            "FILBERT_HOME": str(context.home.root),
            "FILBERT_ELASTICSEARCH_URL": f"http://{ADDRESS}:{context.ports['elasticsearch']}",
            "FILBERT_INDEX_METRICS_PORT": str(port),
        },
        ports=("index_metrics",),
        after=("kafka", "elasticsearch"),
        memory_mb=120,
        address=f"http://{ADDRESS}:{port}/metrics",
    )
