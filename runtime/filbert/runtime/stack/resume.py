"""Runs the deployments' hook: `python -m filbert.runtime.stack.resume HOME`, started by the supervisor."""

import sys
from importlib import import_module
from pathlib import Path

from filbert.runtime.stack.stack import Stack


def main(home: str) -> None:
    """Resume each deployment of the stack in this home once."""
    deployment = import_module("filbert.runtime.deployment")
    resume = getattr(deployment, "resume", None)
    if resume is not None:
        resume(Stack.at(Path(home)))


if __name__ == "__main__":
    main(sys.argv[1])
