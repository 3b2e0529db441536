"""A process that checks and runs scenarios for the service, one task at a time: a JSON line in, a line with an
outcome and its JSON out.

Apart from the service, so that a scenario which takes too long or too much memory can be ended, and so that no
calculation holds up other requests.
"""

from __future__ import annotations

import json
import resource
import sys
import traceback

MEMORY = 2 * 1024**3
"""Bytes of address space; a run that needs more ends with an error of its own."""

DONE, TOO_LARGE, FAILED = "done", "too-large", "failed"
"""Outcomes of a task: its result follows, nothing, or the trace of the failure."""


def main() -> None:
    """Work until standard input ends."""
    from filbert.designer.tasks import TASKS

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    output = sys.stdout
    sys.stdout = sys.stderr  # Nothing else may get among the answers.
    for line in sys.stdin:
        task = json.loads(line)
        try:
            outcome, content = DONE, json.dumps(TASKS[task["task"]](**task["arguments"]))
        except MemoryError:
            outcome, content = TOO_LARGE, "null"
        except Exception:  # noqa: BLE001 - whatever it is, the service is told, and the process goes on
            outcome, content = FAILED, json.dumps(traceback.format_exc())
        output.write(f"{outcome} {content}\n")
        output.flush()


if __name__ == "__main__":
    main()
