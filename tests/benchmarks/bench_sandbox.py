"""The sandbox: a thousand events through `sms-spam`, from the text of the document to the rows of every node.

Run: python tests/benchmarks/bench_sandbox.py [--rounds N] [--json FILE]. The median counts; the target is 100 ms.
Everything that an edit pays for is inside: reading, checking, planning, making Python code, and running with the trace.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from filbert.runtime.loading import load
from filbert.runtime.sandbox import run_sandbox
from filbert.scenarios.events import InputEvent, event_of

SCENARIO = Path(__file__).parents[2] / "scenarios" / "examples" / "sms-spam.yaml"
EVENTS = 1_000
START_MS = 1_780_000_000_000


def sample() -> list[InputEvent]:
    """A thousand messages of a few senders, a second apart."""
    values = (
        {
            "sender": f"4860010{number % 7:04}",
            "recipient": f"4850{number:07}",
            "sent_at": START_MS + number * 1_000,
        }
        for number in range(EVENTS)
    )
    return [event_of({"value": value}) for value in values]


def milliseconds(events: list[InputEvent]) -> float:
    """How long one edit takes."""
    began = time.perf_counter()
    loaded = load(SCENARIO)
    result = run_sandbox(loaded.plan, events, environment="sandbox", version=loaded.version, trace=True)
    took = (time.perf_counter() - began) * 1_000
    assert not result.errors, result.errors[0]
    return took


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    events = sample()
    milliseconds(events)  # the first run imports
    took = [milliseconds(events) for _ in range(arguments.rounds)]
    print(
        f"{EVENTS:,} events through sms-spam: median {statistics.median(took):.1f} ms, "
        f"least {min(took):.1f} ms, most {max(took):.1f} ms"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps({"sandbox_ms": took}))


if __name__ == "__main__":
    main()
