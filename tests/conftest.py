"""Shared by all tests: one real Kafka and Flink cluster for those marked `stack`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filbert.runtime.stack import Stack, StackSettings


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running stack on free ports. FILBERT_TEST_STACK names the home of one that is kept between runs."""
    kept = os.environ.get("FILBERT_TEST_STACK")
    home = Path(kept) if kept else tmp_path_factory.mktemp("stack")
    stack = Stack(StackSettings(home=home, kafka_port=0, flink_port=0))
    # The supervisor watches this process, so that even a killed test run leaves nothing running.
    stack.up(progress=print, owner=None if kept else os.getpid())
    yield stack
    if not kept:
        stack.down()
