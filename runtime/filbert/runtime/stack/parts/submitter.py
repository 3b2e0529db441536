"""The process that brings scenarios to Flink; kept warm, because its first submission takes many seconds."""

import sys
from importlib.util import find_spec

from filbert.runtime.deployment.submitter import LocalSubmitter
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.port import Port

PORTS: tuple[Port, ...] = ()


def parts(context: Context) -> tuple[Part, ...]:
    """The submitter; nothing where PyFlink is not installed."""
    if find_spec("pyflink") is None:
        return ()

    def check(incarnation: str) -> str | None:
        return None if LocalSubmitter(context.home).running() else "does not answer"

    return (
        Part(
            name="submitter",
            command=(
                sys.executable,
                "-m",
                "filbert.runtime.deployment.submitter_process",
                str(context.home.root),
            ),
            check=check,
            memory_mb=800,
        ),
    )
