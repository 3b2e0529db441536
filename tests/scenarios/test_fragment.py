"""Fragments: shared parts of scenarios, put in the place of the nodes that call them.

calls ─→ busy (fragment) ─→ alert              calls ─→ busy--events ─→ busy--hour ─→ busy--many ─→ busy--busy ─→ alert
"""

from pathlib import Path
from typing import Any

import pytest
from filbert.runtime.sandbox import run_sandbox
from filbert.scenarios.checking import check_file
from filbert.scenarios.document import load_scenario
from filbert.scenarios.events import parse_event_line
from filbert.scenarios.fragment import load_fragments, read_fragment
from filbert.scenarios.problem import Problem
from filbert.scenarios.stream import load_streams
from filbert.scenarios.validate import Validation, validate
from filbert.scenarios.version import scenario_version

CALLS = """\
stream: calls
key: caller
event_time: {field: at}
fields: {caller: STRING NOT NULL, callee: STRING, seconds: DOUBLE, at: TIMESTAMP NOT NULL}
"""
BUSY = """\
filbert: 1
fragment: busy
title: Subjects with many events
inputs:
  events: {subject: STRING NOT NULL, seconds: BIGINT}
parameters:
  limit: {type: BIGINT, default: 2}
outputs:
  busy: {total: BIGINT}
  quiet: {total: BIGINT}
nodes:
  - id: hour
    component: aggregate
    parameters:
      key: [subject]
      window: {kind: sliding, length: 1h}
      aggregates: [{name: total, function: sum, value: seconds}, {name: number, function: count}]
  - {id: many, component: filter, parameters: {condition: number > parameter.limit}}
edges:
  - {from: events, to: hour}
  - {from: hour, to: many}
  - {from: many.true, to: busy}
  - {from: many.false, to: quiet}
"""
SCENARIO = """\
filbert: 1
name: spam
nodes:
  - {id: calls, component: kafka, parameters: {stream: calls}}
  - id: busy
    component: fragment
    parameters:
      fragment: busy
      arguments: {limit: 1}
      mappings: {events: {subject: caller, seconds: CAST(seconds AS BIGINT)}}
  - id: alert
    component: alert
    parameters: {severity: low, subject: caller, title: "{total} to {callee}"}
edges:
  - {from: calls, to: busy}
  - {from: busy, to: alert}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"streams/calls": CALLS, "fragments/busy": BUSY, "spam": SCENARIO}.items():
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return tmp_path


def validated(folder: Path) -> Validation:
    fragments = load_fragments(folder / "fragments")
    return validate(load_scenario(folder / "spam.yaml"), load_streams(folder / "streams"), None, fragments)


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def told(folder: Path) -> list[Problem]:
    return check_file(folder / "spam.yaml")


def errors(folder: Path) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (each.code, each.node, each.parameter, each.message)
        for each in told(folder)
        if each.severity == "error"
    ]


def event(number: int, **value: Any) -> str:
    import json

    return json.dumps({"value": {"caller": "a", "callee": "b", "seconds": 1.5, "at": number * 1000, **value}})


def test_the_nodes_of_a_fragment_take_the_place_of_their_caller(folder: Path) -> None:
    plan = validated(folder).plan

    assert plan is not None
    assert [node.id for node in plan.nodes] == [
        "calls",
        "busy--events",
        "busy--hour",
        "busy--many",
        "busy--busy",
        "busy--quiet",
        "alert",
    ]


def test_columns_of_the_caller_pass_through_and_what_is_the_fragments_own_stays_inside(folder: Path) -> None:
    contexts = validated(folder).contexts

    assert set(contexts["busy--many", "true"].columns) == {
        "caller", "callee", "seconds", "at", "subject", "total", "number",
    }  # fmt: skip
    assert set(contexts["busy", "busy"].columns) == {"caller", "callee", "at", "total"}


def test_a_scenario_runs_with_its_fragments(folder: Path) -> None:
    plan = validated(folder).plan
    assert plan is not None

    result = run_sandbox(plan, [parse_event_line(event(number)) for number in range(3)])

    assert [row.record["title"] for row in result.rows] == ["2 to b", "3 to b"]
    assert result.errors == ()


def test_a_mapping_that_fails_is_an_error_of_the_input(folder: Path) -> None:
    plan = validated(folder).plan
    assert plan is not None

    result = run_sandbox(plan, [parse_event_line(event(0, seconds=1e300))])

    assert [(each.node, each.parameter, each.code) for each in result.errors] == [
        ("busy--events", "mappings.events.seconds", "E_CAST")
    ]


def test_a_parameter_has_its_default_where_the_caller_gives_none(folder: Path) -> None:
    rewrite(folder, "spam.yaml", "      arguments: {limit: 1}\n", "")
    plan = validated(folder).plan
    assert plan is not None

    result = run_sandbox(plan, [parse_event_line(event(number)) for number in range(4)])

    assert len(result.rows) == 2


def test_fragments_may_call_fragments(folder: Path) -> None:
    outer = """\
filbert: 1
fragment: outer
inputs: {in: {who: STRING NOT NULL, seconds: BIGINT}}
parameters: {limit: BIGINT}
outputs: {out: {total: BIGINT}}
nodes:
  - id: inner
    component: fragment
    parameters: {fragment: busy, arguments: {limit: parameter.limit + 1}, mappings: {events: {subject: who}}}
edges:
  - {from: in, to: inner}
  - {from: inner.busy, to: out}
"""
    (folder / "fragments" / "outer.yaml").write_text(outer)
    rewrite(folder, "spam.yaml", "fragment: busy", "fragment: outer")
    rewrite(folder, "spam.yaml", "{events: {subject", "{in: {who")

    plan = validated(folder).plan

    assert plan is not None
    assert "busy--inner--many" in [node.id for node in plan.nodes]
    result = run_sandbox(plan, [parse_event_line(event(number)) for number in range(4)])
    assert [row.record["title"] for row in result.rows] == ["3 to b", "4 to b"]


def test_one_fragment_may_be_called_twice_in_a_row(folder: Path) -> None:
    rewrite(
        folder,
        "fragments/busy.yaml",
        "  busy: {total: BIGINT}\n  quiet: {total: BIGINT}",
        "  busy: {}\n  quiet: {}",
    )
    again = """\
  - id: again
    component: fragment
    parameters: {fragment: busy, mappings: {events: {subject: callee || caller, seconds: "1"}}}
  - id: alert
"""
    rewrite(folder, "spam.yaml", "  - id: alert\n", again)
    rewrite(folder, "spam.yaml", "{total} to {callee}", "{callee}")
    rewrite(
        folder,
        "spam.yaml",
        "{from: busy, to: alert}",
        "{from: busy, to: again}\n  - {from: again, to: alert}",
    )
    rewrite(folder, "streams/calls.yaml", "callee: STRING", "callee: STRING NOT NULL")

    assert errors(folder) == []


def test_a_fault_in_a_fragment_is_told_in_its_file_and_at_its_callers(folder: Path) -> None:
    rewrite(folder, "fragments/busy.yaml", "condition: number >", "condition: numbr >")

    found = told(folder)

    assert [(each.code, each.node, each.parameter, each.start) for each in found] == [
        ("E_FRAGMENT", "busy", "fragment", None),
        ("E_NAME", "many", "condition", 0),
    ]
    assert found[0].file is None
    assert (found[1].file, found[1].line) == (str(folder / "fragments/busy.yaml"), 18)


def test_a_fault_that_only_one_caller_has_names_caller_and_node(folder: Path) -> None:
    rewrite(folder, "streams/calls.yaml", "callee: STRING", "number: BIGINT")
    rewrite(folder, "spam.yaml", "{callee}", "{number}")

    [found] = [each for each in told(folder) if each.severity == "error"]

    assert (found.code, found.node, found.parameter) == ("E_SHADOW", "busy--hour", "aggregates.1.name")
    assert found.message == "'number' is already in scope here (in fragment 'busy', called by node 'busy')"
    assert (found.file, found.line) == (str(folder / "fragments/busy.yaml"), 17)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "spam.yaml",
            "fragment: busy",
            "fragment: bussy",
            ("E_FRAGMENT", "busy", "fragment", "there is no fragment 'bussy'"),
        ),
        (
            "spam.yaml",
            "limit: 1",
            "limit: seconds",
            (
                "E_SIGNATURE",
                "busy",
                "arguments.limit",
                "there is no 'seconds' here; arguments are constants of type BIGINT",
            ),
        ),
        (
            "spam.yaml",
            "limit: 1",
            "limits: 1",
            ("E_SIGNATURE", "busy", "arguments.limits", "fragment 'busy' has no parameter 'limits'"),
        ),
        (
            "fragments/busy.yaml",
            "{type: BIGINT, default: 2}",
            "BIGINT\n  more: STRING",
            ("E_SIGNATURE", "busy", "arguments", "fragment 'busy' needs its parameter 'more' STRING"),
        ),
        (
            "fragments/busy.yaml",
            "seconds: BIGINT",
            "seconds: BIGINT, place: STRING",
            (
                "E_SIGNATURE",
                "busy--events",
                "mappings",
                "input 'events' of the fragment needs a column 'place' STRING",
            ),
        ),
        (
            "fragments/busy.yaml",
            "seconds: BIGINT",
            "seconds: BIGINT, callee: STRING NOT NULL",
            (
                "E_SIGNATURE",
                "busy--events",
                "mappings",
                "column 'callee' is STRING here, and input 'events' of the fragment needs STRING NOT NULL",
            ),
        ),
        (
            "spam.yaml",
            "subject: caller,",
            "subjects: caller, subject: caller,",
            (
                "E_SIGNATURE",
                "busy--events",
                "mappings.events.subjects",
                "input 'events' of the fragment has no column 'subjects'",
            ),
        ),
        (
            "spam.yaml",
            "{from: busy,",
            "{from: busy.bussy,",
            ("E_PORT", None, None, "node 'busy' has no output 'bussy'"),
        ),
        (
            "spam.yaml",
            "{from: busy,",
            "{from: busy.error,",
            ("E_PORT", None, None, "node 'busy' has no output 'error'"),
        ),
        (
            "spam.yaml",
            "to: busy}",
            "to: busy.calls}",
            ("E_PORT", None, None, "node 'busy' has no input 'calls'"),
        ),
        (
            "spam.yaml",
            "component: fragment\n",
            "component: fragment\n    disabled: true\n",
            ("E_DISABLED", "busy", None, "a fragment cannot be disabled"),
        ),
        (
            "fragments/busy.yaml",
            "quiet: {total: BIGINT}",
            "quiet: {total: DOUBLE}",
            (
                "E_SIGNATURE",
                "quiet",
                None,
                "output 'quiet' should have a column 'total' DOUBLE, but it is BIGINT",
            ),
        ),
        (
            "fragments/busy.yaml",
            "{id: many, component: filter, parameters: {condition: number > parameter.limit}}",
            "{id: many, component: fragment, parameters: {fragment: busy}}",
            ("E_FRAGMENT", "many", "fragment", "a fragment cannot call itself: busy → busy"),
        ),
    ],
)
def test_what_does_not_fit_is_told_where_it_is_called(
    folder: Path, file: str, old: str, new: str, expected: tuple[str, str | None, str | None, str]
) -> None:
    rewrite(folder, file, old, new)

    assert expected in errors(folder)


def test_fragments_that_call_each_other_are_refused(folder: Path) -> None:
    def calling(name: str, other: str) -> str:
        return f"""\
filbert: 1
fragment: {name}
inputs: {{in: {{}}}}
outputs: {{out: {{}}}}
nodes: [{{id: other, component: fragment, parameters: {{fragment: {other}}}}}]
edges: [{{from: in, to: other}}, {{from: other, to: out}}]
"""

    (folder / "fragments" / "busy.yaml").write_text(calling("busy", "other"))
    (folder / "fragments" / "other.yaml").write_text(calling("other", "busy"))

    assert [message for *_, message in errors(folder)] == [
        "the fragment 'busy' has errors of its own",
        "a fragment cannot call itself: other → busy → other (in fragment 'busy', called by node 'other')",
        "the fragment 'other' has errors of its own",
    ]


def test_two_nodes_that_become_one_id_are_refused(folder: Path) -> None:
    rewrite(folder, "spam.yaml", "id: alert", "id: busy--many")
    rewrite(folder, "spam.yaml", "to: alert", "to: busy--many")

    assert ("E_DUPLICATE", "busy--many") in [each[:2] for each in errors(folder)]


def test_checking_a_fragment_tells_what_a_change_breaks_at_each_caller(folder: Path) -> None:
    file = folder / "fragments" / "busy.yaml"
    (folder / "other.yaml").write_text(SCENARIO.replace("name: spam", "name: other"))
    (folder / "loose.yaml").write_text(SCENARIO.replace("component: fragment", "component: filter"))
    assert [each for each in check_file(file) if each.severity == "error"] == []

    rewrite(folder, "fragments/busy.yaml", "seconds: BIGINT}", "seconds: BIGINT, place: STRING}")
    found = [each for each in check_file(file) if each.severity == "error"]

    assert [(each.code, each.node, each.file) for each in found] == [
        ("E_SIGNATURE", "busy--events", str(folder / "other.yaml")),
        ("E_SIGNATURE", "busy--events", str(folder / "spam.yaml")),
    ]


def test_checking_a_fragment_tells_its_own_faults_without_callers(folder: Path) -> None:
    (folder / "spam.yaml").unlink()
    rewrite(folder, "fragments/busy.yaml", "condition: number >", "condition: numbr >")

    found = check_file(folder / "fragments" / "busy.yaml")

    assert [(each.code, each.node, each.file, each.line) for each in found] == [("E_NAME", "many", None, 18)]


def test_the_adapters_are_no_components_of_a_document(folder: Path) -> None:
    rewrite(folder, "spam.yaml", "component: fragment\n", "component: fragment-input\n")

    assert ("E_COMPONENT", "busy", None, "there is no component 'fragment-input'") in errors(folder)


def test_the_version_is_another_when_a_fragment_means_something_else(folder: Path) -> None:
    def version() -> str:
        fragments = load_fragments(folder / "fragments")
        return scenario_version(
            load_scenario(folder / "spam.yaml"), load_streams(folder / "streams"), fragments
        )

    before = version()
    rewrite(folder, "fragments/busy.yaml", "title: Subjects with many events", "title: Busy subjects")
    assert version() == before
    (folder / "fragments" / "unused.yaml").write_text(BUSY.replace("fragment: busy", "fragment: unused"))
    assert version() == before
    rewrite(folder, "fragments/busy.yaml", "length: 1h", "length: 2h")
    assert version() != before


def test_state_stays_where_only_the_name_of_a_fragment_changes(folder: Path) -> None:
    def states() -> dict[str, str]:
        plan = validated(folder).plan
        assert plan is not None
        found = {node.id: node.bound.state() for node in plan.nodes}
        return {name: state.signature for name, state in found.items() if state is not None}

    before = states()
    (folder / "fragments" / "busy.yaml").write_text(BUSY.replace("fragment: busy", "fragment: many"))
    rewrite(folder, "spam.yaml", "fragment: busy", "fragment: many")

    assert states() == before
    assert "busy--hour" in before
    assert "calls.caller" in before["busy--hour"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("fragment: busy", "fragment: Busy", ("E_NAME", 2)),
        ("{subject: STRING NOT NULL", "{subject: TEXT", ("E_SYNTAX", 5)),
        ("limit: {type: BIGINT, default: 2}", "limit: {type: INTEGERS}", ("E_SYNTAX", 7)),
        ("limit: {type: BIGINT, default: 2}", "limit: 2", ("E_TYPE", 7)),
        ("to: busy}", "to: bussy}", ("E_EDGE", 22)),
        ("quiet: {total: BIGINT}", "hour: {total: BIGINT}", ("E_DUPLICATE", 10)),
        ("quiet: {total: BIGINT}", "events: {total: BIGINT}", ("E_DUPLICATE", 10)),
        ("outputs:", "output:", ("E_KEY", 8)),
    ],
)
def test_a_faulty_file_is_told_with_its_lines(
    folder: Path, old: str, new: str, expected: tuple[str, int]
) -> None:
    file = folder / "fragments" / "busy.yaml"
    rewrite(folder, "fragments/busy.yaml", old, new)

    _, problems = read_fragment(file)

    assert expected in [(each.code, each.line) for each in problems]
    assert {each.file for each in problems} == {str(file)}
