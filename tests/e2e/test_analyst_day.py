"""An analyst's whole day through the API alone; the script can be run against any stack."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from filbert.runtime.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1_800)]

SCRIPT = Path(__file__).parent / "analyst_day.py"
PASSWORD = "orchard bench rain"


def test_an_analyst_s_day(stack: Stack) -> None:
    administrator = f"boss-{uuid4().hex[:8]}"
    subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", "user", "create", administrator, "--admin",
         "--password-stdin"],
        env={**os.environ, "FILBERT_HOME": str(stack.home.root)}, input=PASSWORD, text=True, check=True,
    )  # fmt: skip
    spec = importlib.util.spec_from_file_location("analyst_day", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules["analyst_day"] = script
    spec.loader.exec_module(script)

    script.main(stack.designer, stack.kafka, administrator, PASSWORD)
