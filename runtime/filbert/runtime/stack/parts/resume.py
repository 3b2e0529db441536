"""The task that brings the deployments back after Flink was started, once each."""

import sys
from importlib.util import find_spec

from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.port import Port
from filbert.runtime.stack.resume import MODULE

PORTS: tuple[Port, ...] = ()


def parts(context: Context) -> tuple[Part, ...]:
    """The task; nothing where deployments are not installed."""
    if find_spec(MODULE) is None:
        return ()
    return (
        Part(
            name="resume",
            command=(sys.executable, "-m", "filbert.runtime.stack.resume", str(context.home.root)),
            check=lambda incarnation: None,
            after=("kafka", "jobmanager", "taskmanager"),
            # A JobManager that was started anew has forgotten all jobs.
            together_with=("jobmanager",),
            once=True,
        ),
    )
