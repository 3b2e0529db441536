"""What the sandbox processes do: from texts to plain values. Nothing here knows of the service."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from filbert.expressions import to_utf16

if TYPE_CHECKING:
    from filbert.scenarios.document import Document
    from filbert.scenarios.fragment import Fragment
    from filbert.scenarios.plan import Plan
    from filbert.scenarios.problem import Problem
    from filbert.scenarios.stream import Stream
    from filbert.scenarios.text import Parsed
    from filbert.scenarios.validate import Validation


def check_scenario(document: str, definitions: list[str], environment: str | None = None) -> dict[str, Any]:
    """All problems of a scenario, and what is in scope at each output.

    Args:
        document: its text, YAML or JSON.
        definitions: the texts of the streams and fragments that it may name.
        environment: the text of the environment whose values it may name.
    """
    _, validation, problems = _validated(document, definitions, environment)
    return {"problems": problems, "contexts": _contexts(validation)}


def check_fragment(document: str, definitions: list[str]) -> dict[str, Any]:
    """All problems that a fragment has on its own, and what is in scope at each output.

    Args:
        document: its text.
        definitions: the texts of the streams and fragments that it may name.
    """
    from filbert.scenarios.fragment import fragment_of
    from filbert.scenarios.problem import DocumentError, has_errors
    from filbert.scenarios.validate import validate_fragment
    from filbert.scenarios.yaml_text import read_text

    try:
        fragment, problems = fragment_of(read_text(document))
    except DocumentError as error:
        fragment, problems = None, list(error.problems)
    if fragment is None or has_errors(problems):
        return {"problems": [problem_of(None, each) for each in problems], "contexts": []}
    validation = validate_fragment(fragment, _streams(definitions), _fragments(definitions))
    told = [problem_of(fragment.document, each) for each in [*problems, *validation.problems]]
    return {"problems": told, "contexts": _contexts(validation)}


def _contexts(validation: Validation | None) -> list[dict[str, Any]]:
    return (
        [
            {
                "node": node,
                "port": port,
                "columns": {
                    name: {"type": str(column), "pii": column.pii} for name, column in context.columns.items()
                },
            }
            for (node, port), context in validation.contexts.items()
        ]
        if validation is not None
        else []
    )


def run_sample(
    document: str,
    definitions: list[str],
    events: list[str],
    until: int | None,
    rows: int,
    environment: str | None = None,
) -> dict[str, Any]:
    """Run a scenario over events, with all that went through each node.

    Args:
        document: its text.
        definitions: the texts of the streams and fragments that it may name.
        events: lines, as `filbert run` reads them.
        until: the end of the virtual clock, in epoch milliseconds.
        rows: how many rows of each output are told; all are counted.
        environment: the text of the environment whose values it may name.
    """
    from filbert.runtime.sandbox import SampleError, run_sandbox
    from filbert.scenarios.events import EventLineError, read_event_lines
    from filbert.scenarios.plan import with_open_ends

    started = time.perf_counter()
    loaded, validation, problems = _validated(document, definitions, environment)
    if loaded is None or validation is None or validation.plan is None:
        return {"problems": problems, "fault": None, "nodes": [], "rows": [], "milliseconds": 0}
    plan = with_open_ends(validation.plan)
    try:
        result = run_sandbox(plan, read_event_lines(events), until_ms=until, trace=True)
    except (SampleError, EventLineError) as error:
        return {"problems": problems, "fault": str(error), "nodes": [], "rows": [], "milliseconds": 0}
    from filbert.runtime.sandbox.lines import row_line

    return {
        "problems": problems,
        "fault": None,
        "nodes": _with_fragments(validation, list(_traces(loaded, plan, result, rows))),
        "rows": [_plain(row_line(row)) for row in result.rows[:rows]],
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }


def run_cases(
    document: str, definitions: list[str], cases: list[dict[str, Any]], environment: str | None = None
) -> dict[str, Any]:
    """Run test cases of a scenario.

    Args:
        document: its text.
        definitions: the texts of the streams and fragments that it may name.
        cases: each with `name` and `text`, a test case as YAML or JSON.
        environment: the text of the environment whose values it may name.
    """
    from filbert.runtime.sandbox import SampleError, run_sandbox
    from filbert.scenarios.expectation import check_expectations
    from filbert.scenarios.problem import has_errors
    from filbert.scenarios.testcase import cases_of
    from filbert.scenarios.yaml_text import read_text

    loaded, validation, problems = _validated(document, definitions, environment)
    plan = validation.plan if validation is not None else None
    found = _streams(definitions)
    results: list[dict[str, Any]] = []
    for each in cases:
        result: dict[str, Any] = {"name": each["name"], "passed": False, "problems": [], "differences": []}
        results.append(result)
        if plan is None:
            continue
        read, faults = cases_of(read_text(each["text"]), found, loaded)
        result["problems"] = [fault.to_json() for fault in faults]
        if has_errors(faults) or not read:
            continue
        (case,) = read
        try:
            outcome = run_sandbox(plan, case.events, until_ms=case.until_ms)
        except SampleError as error:
            result["differences"] = [{"node": "", "row": None, "field": None, "message": str(error)}]
            continue
        result["differences"] = [
            {"node": one.node, "row": one.row, "field": one.field, "message": one.message}
            for one in check_expectations(case, outcome)
        ]
        result["passed"] = not result["differences"]
    return {"problems": problems, "cases": results}


def compile_version(document: str, definitions: list[str], environment: str, version: str) -> dict[str, Any]:
    """Check a version and compile it for an environment.

    Args:
        document: its text.
        definitions: the texts of the streams and fragments that it may name.
        environment: the text of the environment.
        version: its hash.
    """
    from filbert.runtime.compile import BindingError, compile_scenario
    from filbert.runtime.deployment.changes import outline
    from filbert.scenarios.environment import environment_of
    from filbert.scenarios.yaml_text import read_text

    answer: dict[str, Any] = {"compiled": None, "outline": None}
    _, validation, problems = _validated(document, definitions, environment)
    answer["problems"] = problems
    if validation is None or validation.plan is None or validation.document is None:
        return answer
    place, _ = environment_of(read_text(environment))
    assert place is not None
    try:
        answer["compiled"] = compile_scenario(validation.plan, place, version).to_json()
    except BindingError as error:
        fault = {"code": error.code, "message": error.message, "severity": "error", "hint": error.hint}
        nowhere = {"node": error.node, "parameter": "stream", "from": None, "to": None}
        answer["problems"] = [*problems, {**fault, **nowhere}]
        return answer
    answer["outline"] = json.loads(json.dumps(outline(validation.document), default=str))
    return answer


def check_cases(document: str, definitions: list[str], text: str) -> dict[str, Any]:
    """All problems of a test case, whether or not its scenario is sound."""
    from filbert.scenarios.problem import DocumentError
    from filbert.scenarios.testcase import cases_of
    from filbert.scenarios.yaml_text import read_text

    loaded, _, _ = _validated(document, definitions)
    try:
        _, faults = cases_of(read_text(text), _streams(definitions), loaded)
    except DocumentError as error:
        faults = list(error.problems)
    return {"problems": [fault.to_json() for fault in faults]}


def generate(kind: str, stream: str, events: int, seed: int, since: int, until: int) -> list[str]:
    """Made-up events of one stream, as lines.

    Args:
        kind: of traffic.
        stream: which of its streams.
        events: at most so many.
        seed: equal seeds and times give equal events.
        since: event time of the beginning, epoch milliseconds.
        until: event time of the end.
    """
    from filbert.runtime.traffic.batch import TrafficSettings
    from filbert.runtime.traffic.kinds import open_traffic

    seconds = 60.0
    # All streams share the rate; of one stream there are fewer.
    rate = max(1.0, 4.0 * events / seconds)
    settings = TrafficSettings(rate, (until - since) / 1000 / seconds, seconds, seed, since, 2_000)
    lines: list[str] = []
    for batch in open_traffic(kind, settings).batches():
        for name, key, value in batch.records:
            if name == stream:
                lines.append(f'{{"stream": {json.dumps(name)}, "key": {json.dumps(key)}, "value": {value}}}')
                if len(lines) == events:
                    return lines
    return lines


def open_data(document: str, definitions: list[str]) -> dict[str, Any]:
    """What of a sound scenario's data is not personal, by node.

    Args:
        document: its text.
        definitions: the texts of the streams and fragments that it may name.
    """
    from filbert.components.builtin.alert import BoundAlert

    _, validation, _ = _validated(document, definitions)
    found: dict[str, Any] = {}
    if validation is None:
        return found
    for node, bound in validation.bounds.items():
        contexts = [validation.contexts[link.node, link.port] for link in validation.links[node].values()]
        columns = {name for context in contexts for name in context.columns}
        columns -= {name for each in contexts for name, column in each.columns.items() if column.pii}
        # No stream says whether the key of its records is personal; mostly it is.
        columns.discard("event_key")
        fields, evidence = [], []
        if isinstance(bound, BoundAlert):
            checked = {"subject": bound.subject, "title": bound.title}
            checked["dedupe_key"] = bound.dedupe_key or bound.subject
            fields = [name for name, each in checked.items() if each is not None and not each.column.pii]
            evidence = [name for name, each in bound.evidence.items() if not each.column.pii]
        found[node] = {"fields": fields, "evidence": evidence, "columns": sorted(columns)}
    return found


def _validated(
    document: str, definitions: Iterable[str], environment: str | None = None
) -> tuple[Document | None, Validation | None, list[dict[str, Any]]]:
    """The document as far as it can be read, what checking gave, and all problems, as plain values."""
    from filbert.scenarios.document import scenario_of
    from filbert.scenarios.environment import environment_of
    from filbert.scenarios.problem import DocumentError, in_order
    from filbert.scenarios.validate import validate
    from filbert.scenarios.yaml_text import read_text

    try:
        loaded, problems = scenario_of(read_text(document))
    except DocumentError as error:
        return None, None, [problem_of(None, each) for each in error.problems]
    if loaded is None:
        return None, None, [problem_of(None, each) for each in problems]
    structure = any(each.severity == "error" for each in problems)
    constants = environment_of(read_text(environment))[0] if environment is not None else None
    validation = validate(loaded, _streams(definitions), constants, _fragments(definitions))
    found = in_order([*problems, *validation.problems])
    told = [problem_of(loaded, each) for each in found]
    if structure:
        from dataclasses import replace

        validation = replace(validation, plan=None)
    return loaded, validation, told


def problem_of(document: Document | None, problem: Problem) -> dict[str, Any]:
    """A problem as plain values; the span counts UTF-16 units."""
    from filbert.scenarios.document import parameter_path

    found = {"code": problem.code, "message": problem.message, "severity": problem.severity}
    more: dict[str, Any] = {
        "node": problem.node,
        "parameter": problem.parameter,
        "from": problem.start,
        "to": problem.end,
        "hint": problem.hint,
        "fragment": problem.file,
    }
    node = document.node(problem.node) if document is not None and problem.node is not None else None
    if node is not None and problem.parameter is not None and problem.start is not None:
        _, value = parameter_path(node.parameters, problem.parameter)
        if isinstance(value, str):
            more["from"] = to_utf16(value, problem.start)
            more["to"] = to_utf16(value, problem.end or problem.start)
    return {**found, **more}


def _streams(texts: Iterable[str]) -> dict[str, Stream]:
    from filbert.scenarios.stream import stream_of

    read = (stream_of(parsed)[0] for parsed in _parsed(texts, "stream"))
    return {stream.name: stream for stream in read if stream is not None}


def _fragments(texts: Iterable[str]) -> dict[str, Fragment]:
    """The fragments whose structure is sound; calling another one is a problem of whoever calls it."""
    from dataclasses import replace

    from filbert.scenarios.fragment import fragment_of

    read = (fragment_of(parsed)[0] for parsed in _parsed(texts, "fragment"))
    # Problems inside name the file; here that is the fragment.
    return {each.name: replace(each, file=each.name) for each in read if each is not None}


def _parsed(texts: Iterable[str], kind: str) -> Iterable[Parsed]:
    """The documents of a kind: each says what it is by its key."""
    from filbert.scenarios.yaml_text import read_text

    for text in texts:
        parsed = read_text(text)
        if isinstance(parsed.value, dict) and kind in parsed.value:
            yield parsed


def _traces(document: Document, plan: Plan, result: Any, most: int) -> Iterable[dict[str, Any]]:
    """What went through each node."""
    from filbert.runtime.sandbox.lines import values
    from filbert.scenarios.events import format_instant

    for node in plan.nodes:
        counts, trace = result.counts[node.id], result.trace[node.id]
        outputs = {}
        for port, rows in trace.outputs.items():
            columns = node.bound.outputs[port].columns
            outputs[port] = {
                "count": len(rows),
                "rows": [
                    {
                        "event_id": row["event_id"],
                        "time": format_instant(row["$time"]),
                        "row": values(row, {name: each for name, each in columns.items() if name in row}),
                    }
                    for row in rows[:most]
                ],
            }
        yield {
            "node": node.id,
            "received": counts.received,
            "outputs": outputs,
            "written": len(trace.records),
            "failed": counts.errors,
            "failures": [
                {
                    "event_id": each.row["event_id"],
                    "parameter": each.parameter,
                    "code": each.code,
                    "at": _at(document, node.id, each.parameter, each.at),
                    "field": each.field,
                    "message": each.message,
                }
                for each in trace.failures[:most]
            ],
        }


def _with_fragments(validation: Validation, traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, and each fragment as the one node that is drawn: into its inputs, out of its outputs, failed inside."""
    from filbert.components.builtin.fragment import FragmentInput
    from filbert.scenarios.fragment import SEPARATOR

    assert validation.plan is not None
    components = {node.id: node.component for node in validation.plan.nodes}
    ports: dict[str, list[str]] = {}
    for node, port in validation.contexts:
        if node not in components:
            ports.setdefault(node, []).append(port)
    known = {trace["node"]: trace for trace in traces}
    found = list(traces)
    for call, outputs in ports.items():
        prefix = call + SEPARATOR
        inside = [trace for trace in traces if trace["node"].startswith(prefix)]
        found.append(
            {
                "node": call,
                "received": sum(
                    trace["received"]
                    for trace in inside
                    # Fragments in it have inputs of their own.
                    if isinstance(components[trace["node"]], FragmentInput)
                    and SEPARATOR not in trace["node"].removeprefix(prefix)
                ),
                "outputs": {port: known[prefix + port]["outputs"]["out"] for port in outputs},
                "written": sum(trace["written"] for trace in inside),
                "failed": sum(trace["failed"] for trace in inside),
                "failures": [each for trace in inside for each in trace["failures"]],
            }
        )
    return found


def _at(document: Document, node: str, parameter: str | None, at: int | None) -> int | None:
    """A position in a parameter's text, in UTF-16 units."""
    from filbert.scenarios.document import parameter_path

    found = document.node(node)
    if at is None or parameter is None or found is None:
        return at
    _, value = parameter_path(found.parameters, parameter)
    return to_utf16(value, at) if isinstance(value, str) else at


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != "kind"}


def evaluate(
    text: str,
    columns: dict[str, str],
    personal: list[str],
    rows: list[dict[str, Any]],
    template: bool = False,
    environment: str | None = None,
) -> dict[str, Any]:
    """The values of an expression over rows, one for each; none where the expression is faulty.

    Args:
        text: the expression, or with `template` a text with {expression} holes.
        columns: types of what is in scope, by name.
        personal: those that hold personal data.
        rows: columns by name, as rows are written; others are left out.
        environment: the text of the environment whose values it may name.
    """
    from dataclasses import replace

    from filbert.expressions import (
        EvalError,
        ValueSyntaxError,
        check,
        check_template,
        error_message,
        evaluator,
        from_json,
        parse_type,
        to_json,
    )
    from filbert.scenarios.environment import environment_of
    from filbert.scenarios.yaml_text import read_text

    place = environment_of(read_text(environment))[0] if environment is not None else None
    constants = {"environment": place.values} if place is not None else {}
    scope = {name: replace(parse_type(declared), pii=name in personal) for name, declared in columns.items()}
    checked = (
        check_template(text, scope, constants=constants)
        if template
        else check(text, scope, constants=constants)
    )
    if not checked.ok or checked.column is None:
        return {"type": None, "pii": False, "values": []}
    value_of = evaluator(checked)
    values: list[dict[str, Any]] = []
    for row in rows:
        try:
            given = {
                name: None if row.get(name) is None else from_json(row[name], column.type)
                for name, column in scope.items()
            }
            values.append({"value": to_json(value_of(given), checked.column.type), "error": None})
        except EvalError as error:
            values.append({"value": None, "error": error_message(error.code)})
        except ValueSyntaxError as error:
            values.append({"value": None, "error": str(error)})
    return {"type": str(checked.column), "pii": checked.column.pii, "values": values}


def compile_sql(document: str, definitions: list[str], environment: str) -> dict[str, Any]:
    """The Flink SQL that a deployment would run; None where the scenario has errors.

    Args:
        document: its text.
        definitions: the texts of the streams and fragments that it may name.
        environment: the text of the environment.
    """
    from filbert.runtime.compile import BindingError, compile_scenario
    from filbert.scenarios.environment import environment_of
    from filbert.scenarios.yaml_text import read_text

    _, validation, problems = _validated(document, definitions, environment)
    place = environment_of(read_text(environment))[0]
    if validation is None or validation.plan is None or place is None:
        return {"sql": None, "problems": problems}
    try:
        compiled = compile_scenario(validation.plan, place, "0" * 64)
    except BindingError as error:
        fault = {"code": error.code, "message": error.message, "hint": error.hint, "node": error.node}
        return {
            "sql": None,
            "problems": [
                *problems,
                {**fault, "severity": "error", "parameter": None, "from": None, "to": None},
            ],
        }
    inserts = "\n\n".join(f"{each};" for each in compiled.inserts)
    statements = "\n\n".join(f"{each};" for each in compiled.statements)
    return {
        "sql": f"{statements}\n\nEXECUTE STATEMENT SET\nBEGIN\n\n{inserts}\n\nEND;\n",
        "problems": problems,
    }


TASKS: Mapping[str, Callable[..., Any]] = {
    "check_scenario": check_scenario,
    "check_fragment": check_fragment,
    "check_cases": check_cases,
    "run_sample": run_sample,
    "run_cases": run_cases,
    "open_data": open_data,
    "generate": generate,
    "compile_version": compile_version,
    "evaluate": evaluate,
    "compile_sql": compile_sql,
}
"""The tasks by name."""
