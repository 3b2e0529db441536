"""Nodes in order of event time: what comes too late leaves before the function, all else goes on as it is."""

from filbert.runtime.compile import compile_scenario
from filbert.scenarios.document import load_scenario
from filbert.scenarios.environment import default_environment
from filbert.scenarios.stream import stream_of
from filbert.scenarios.validate import validate
from filbert.scenarios.yaml_text import read_text

CALLS = """\
stream: calls
fields: {caller: STRING, minutes: BIGINT, cell: STRING, note: STRING}
"""
SCENARIO = """\
filbert: 1
name: calls
nodes:
  - {id: calls, component: kafka, parameters: {stream: calls}}
  - {id: once, component: deduplicate, parameters: {key: [caller], window: 1h, order: event-time}}
  - {id: first, component: alert, parameters: {severity: low, subject: caller, title: "{minutes}"}}
  - {id: again, component: alert, parameters: {severity: low, subject: caller, title: "{cell}"}}
  - {id: late, component: alert, parameters: {severity: low, subject: caller, title: "{note}"}}
edges:
  - {from: calls, to: once}
  - {from: once.first, to: first}
  - {from: once.duplicate, to: again}
  - {from: once.error, to: late}
"""


def test_every_output_has_the_columns_that_it_wants() -> None:
    stream, _ = stream_of(read_text(CALLS))
    assert stream is not None
    plan = validate(load_scenario(SCENARIO), {"calls": stream}).plan
    assert plan is not None

    compiled = compile_scenario(plan, default_environment(), "0" * 64)

    views = {
        suffix: next(each for each in compiled.statements if f"VIEW `once${suffix}` AS" in each)
        for suffix in ("timed", "in_time")
    }
    for view in views.values():
        assert "SELECT `caller`, `cell`, `minutes`, `note`, `event_time`" in view
