"""The tests of the language notice when it is broken at random places."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("mutation.py")


def mutation(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the program that breaks things."""
    return subprocess.run(
        [sys.executable, str(PROGRAM), *arguments], check=False, capture_output=True, text=True
    )


@pytest.mark.soak("mutation")
@pytest.mark.timeout(7_200)
def test_changes_of_the_language_are_noticed(full_size: bool) -> None:
    """In full size the tests run for each change; small, the changes are made only."""
    done = mutation("--seed", "1") if full_size else mutation("--seed", "1", "--list")

    assert done.returncode == 0, done.stdout + done.stderr
    assert full_size or len(set(done.stdout.splitlines())) == 20
