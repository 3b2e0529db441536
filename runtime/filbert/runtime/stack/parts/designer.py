"""The service behind the web designer."""

import os
import sys
from importlib.util import find_spec

from filbert.runtime.stack import health
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.port import ADDRESS, Port

PORTS = (Port("designer", setting="designer_port"),)
DRAIN_SECONDS = 5
"""Browsers keep streams of events open; the stack does not wait for them."""


def parts(context: Context) -> tuple[Part, ...]:
    """The service; nothing where it is not installed."""
    if find_spec("filbert.designer") is None:
        return ()
    port = context.ports["designer"]
    address = f"http://{ADDRESS}:{port}"

    def check(incarnation: str) -> str | None:
        _, reason = health.http_json(port, "/health/ready")
        return reason

    return (
        Part(
            name="designer",
            command=(sys.executable, "-m", "filbert.runtime.cli", "serve"),
            check=check,
            environment={
                "FILBERT_HOME": str(context.home.root),
                "FILBERT_DESIGNER_HOST": ADDRESS,
                "FILBERT_DESIGNER_PORT": str(port),
                # Behind a proxy people reach it elsewhere.
                "FILBERT_DESIGNER_URL": os.environ.get("FILBERT_DESIGNER_URL") or address,
                "FILBERT_DRAIN_SECONDS": str(DRAIN_SECONDS),
                **_index(context),
            },
            ports=("designer",),
            memory_mb=350,
            address=address,
        ),
    )


def _index(context: Context) -> dict[str, str]:
    """Where alerts are, in a stack with Elasticsearch."""
    port = context.ports.get("elasticsearch")
    return {} if port is None else {"FILBERT_ELASTICSEARCH_URL": f"http://{ADDRESS}:{port}"}
