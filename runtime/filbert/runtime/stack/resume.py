"""Runs the deployments' hook: `python -m filbert.runtime.stack.resume HOME`, started by the supervisor."""

import sys
from importlib import import_module
from pathlib import Path

MODULE = "filbert.runtime.deployment.resume"


def main(home: str) -> None:
    """Resume each deployment of the stack in this home once."""
    import_module(MODULE).resume(Path(home))


if __name__ == "__main__":
    main(sys.argv[1])
