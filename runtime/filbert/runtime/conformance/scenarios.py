"""Random scenarios of the built-in components over two streams, valid by construction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from filbert.components.spec import ALWAYS, ERROR
from filbert.expressions import Column, parse_type
from filbert.runtime.conformance.events import START_MS
from filbert.runtime.conformance.expressions import expression, paths
from filbert.scenarios.document import load_scenario
from filbert.scenarios.fragment import Fragment, fragment_of
from filbert.scenarios.stream import stream_of
from filbert.scenarios.validate import Validation, validate
from filbert.scenarios.yaml_text import read_text

if TYPE_CHECKING:
    from filbert.components.spec import Context
    from filbert.scenarios.document import Document
    from filbert.scenarios.stream import Stream

FIELDS = {
    "id": "STRING NOT NULL",
    "at": "TIMESTAMP NOT NULL",
    "n": "BIGINT",
    "small": "INT",
    "amount": "DECIMAL(10, 2)",
    "ratio": "DOUBLE",
    "flag": "BOOLEAN",
    "tag": "STRING",
    "day": "DATE",
    "place": "ROW<name STRING, lat DOUBLE, floor SMALLINT>",
}
OUT_OF_ORDERNESS = "2h"
"""More than any event is late by: what is late depends on the clock, and cannot be compared."""
KINDS = ("BOOLEAN", "BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP")
SIMPLE = frozenset(KINDS)
ATTEMPTS = 200


def parse_stream(definition: Mapping[str, Any]) -> Stream:
    """A stream of its definition."""
    stream, problems = stream_of(read_text(json.dumps(definition)))
    assert stream is not None, problems
    return stream


def input_streams() -> dict[str, Stream]:
    """The two streams that random scenarios read, and a table; they share most fields."""
    extra = {
        "left": {"only_left": "STRING"},
        "right": {"only_right": "BIGINT"},
        "table": {"parts": "ARRAY<DOUBLE>"},
    }
    return {
        name: parse_stream(
            {
                "stream": name,
                "format": "json",
                "key": "id",
                "event_time": {
                    "field": "at",
                    "out_of_orderness": OUT_OF_ORDERNESS,
                    "idleness": "30s",
                    "max_ahead": "10m",
                },
                "max_bytes": 2000,
                "fields": {**FIELDS, "tag": {"type": "STRING", "enum": ["a", "b", "zebra", "Ärger"]}, **more}
                if name == "right"
                else {**FIELDS, **more},
            }
        )
        for name, more in extra.items()
    }


@dataclass
class End:
    """An output that nothing follows yet."""

    node: str
    port: str | None
    in_order: bool
    """Whether events arrive in an order that both engines share."""


@dataclass
class RandomScenario:
    """A random scenario and the streams it reads and writes."""

    document: Document
    streams: dict[str, Stream]
    validation: Validation
    fragments: dict[str, Fragment]


class _NotValidError(Exception):
    """An expression always fails, for example; such a scenario is thrown away."""


@dataclass
class _Builder:
    random: Random
    name: str
    streams: dict[str, Stream] = field(default_factory=input_streams)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, str]] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    fragments: dict[str, Fragment] = field(default_factory=dict)

    def add(
        self, component: str, parameters: Mapping[str, Any], *sources: tuple[End, str | None], **more: Any
    ) -> str:
        node = f"{self.name.replace('-', '_')}_{component.replace('-', '_')}_{len(self.nodes)}"
        self.nodes.append({"id": node, "component": component, "parameters": dict(parameters), **more})
        for end, port in sources:
            start = end.node if end.port is None else f"{end.node}.{end.port}"
            self.edges.append({"from": start, "to": node if port is None else f"{node}.{port}"})
        return node

    def define(
        self, name: str, head: Mapping[str, Any], nodes: list[dict[str, Any]], ways: list[tuple[str, str]]
    ) -> None:
        """Define a fragment."""
        edges = [{"from": start, "to": end} for start, end in ways]
        text = json.dumps({"filbert": 1, "fragment": name, **head, "nodes": nodes, "edges": edges})
        fragment, problems = fragment_of(read_text(text))
        if fragment is None:
            raise _NotValidError(problems)
        self.fragments[name] = fragment

    def document(self) -> Document:
        text = {"filbert": 1, "name": self.name, "title": self.name, "nodes": self.nodes, "edges": self.edges}
        return load_scenario(json.dumps(text))

    def context(self, end: End) -> Context:
        checked = validate(self.document(), self.streams, None, self.fragments)
        ports = [port for node, port in checked.contexts if node == end.node]
        if not ports:
            raise _NotValidError(checked)
        return checked.contexts[end.node, end.port or ports[0]]

    def text(self, scope: Mapping[str, Column], kind: str) -> str:
        return expression(self.random, scope, kind)

    def fresh(self, prefix: str) -> str:
        return f"{prefix}{len(self.nodes)}"


def random_scenario(random: Random, name: str, size: int | None = None) -> RandomScenario:
    """A valid scenario of three to eight nodes, sources and sinks among them (a few more where branches must end)."""
    for _ in range(ATTEMPTS):
        builder = _Builder(random, name)
        try:
            document = _build(builder, size or random.randint(3, 8))
        except _NotValidError:
            continue
        validation = validate(document, builder.streams, None, builder.fragments)
        if validation.plan is not None:
            return RandomScenario(document, builder.streams, validation, builder.fragments)
    raise AssertionError(f"no valid scenario in {ATTEMPTS} attempts")


def _build(builder: _Builder, size: int) -> Document:
    random = builder.random
    for stream in random.sample(["left", "right"], random.choice([1, 1, 2])):
        node = builder.add("kafka", {"stream": stream})
        builder.ends.append(End(node, None, True))
    while len(builder.nodes) + len(builder.ends) < size:
        end = builder.ends.pop(random.randrange(len(builder.ends)))
        step = random.choice(STEPS)
        if step is _union and not builder.ends:
            step = _split
        step(builder, end)
        if len(builder.ends) > 4:
            break
    for end in builder.ends:
        random.choice(SINKS)(builder, end)
    return builder.document()


def _filter(builder: _Builder, end: End) -> None:
    scope = builder.context(end).scope
    node = builder.add(
        "filter", {"condition": builder.text(scope, "BOOLEAN")}, (end, None), **_sometimes_off(builder)
    )
    choices: list[list[str | None]] = [["true"], [None], ["true", "false"], ["true", "error"]]
    ports = builder.random.choice(choices)
    builder.ends += [End(node, port, end.in_order) for port in ports]


def _sometimes_off(builder: _Builder) -> dict[str, Any]:
    return {"disabled": True} if builder.random.random() < 0.05 else {}


def _switch(builder: _Builder, end: End) -> None:
    scope = builder.context(end).scope
    names = ["one", "two"][: builder.random.randint(1, 2)]
    cases = [{"port": name, "condition": builder.text(scope, "BOOLEAN")} for name in names]
    mode = builder.random.choice(["first", "all"])
    node = builder.add("switch", {"cases": cases, "otherwise": "other", "mode": mode}, (end, None))
    ports = builder.random.sample([*names, "other"], builder.random.randint(1, len(names) + 1))
    builder.ends += [End(node, port, end.in_order) for port in ports]


def _variable(builder: _Builder, end: End) -> None:
    scope = dict(builder.context(end).scope)
    assignments = {}
    for number in range(builder.random.randint(1, 3)):
        name = builder.fresh(f"v{number}_")
        kind = builder.random.choice(KINDS)
        assignments[name] = builder.text(scope, kind)
        if builder.random.random() < 0.5 and kind in {"BIGINT", "STRING", "BOOLEAN"}:
            scope[name] = parse_type(kind)
    node = builder.add("variable", {"assignments": assignments}, (end, None), **_sometimes_off(builder))
    builder.ends.append(End(node, None, end.in_order))


def _select(builder: _Builder, end: End) -> None:
    scope = builder.context(end).scope
    fields = {}
    for number in range(builder.random.randint(2, 5)):
        kind = builder.random.choice(KINDS)
        own = paths(scope, kind)
        fields[builder.fresh(f"s{number}_")] = (
            builder.random.choice(own) if own else builder.text(scope, kind)
        )
    node = builder.add("select", {"fields": fields}, (end, None))
    builder.ends.append(End(node, None, end.in_order))


CELLS: Mapping[str, list[Any]] = {
    "BOOLEAN": [True, False],
    "BIGINT": [-5, 0, 1, 2, 3, 7, 1000, 9223372036854775807],
    "DECIMAL": ["-2.25", "0.00", "0.1", "1.50", "99999999.99"],
    "DOUBLE": [-1.25, 0, 0.5, 3, 1e300],
    "STRING": ["", "a", "b", "zebra", "Ärger", "x'y", "😀", "12"],
    "DATE": ["1999-12-31", "2024-02-29", "2026-01-31", "2026-05-28"],
    "TIMESTAMP": ["2026-01-01T00:00:00Z", START_MS, START_MS + 600_000, START_MS + 3_600_000],
}
"""Literals of decision tables, in ascending order; some are values that events have."""


def _decision_table(builder: _Builder, end: End) -> None:
    random = builder.random
    scope = builder.context(end).scope
    policy = random.choice(["first", "first", "unique", "collect"])
    kinds = {builder.fresh(f"i{number}_"): random.choice(KINDS) for number in range(random.randint(1, 3))}
    inputs = {
        name: {"expression": builder.text(scope, kind), "operator": random.choice(_operators(kind))}
        for name, kind in kinds.items()
    }
    outputs = {
        builder.fresh(f"o{number}_"): random.choice([*KINDS, "DECIMAL(10, 2)"])
        for number in range(random.randint(1, 2))
    }
    outputs = {name: "DECIMAL(12, 3)" if kind == "DECIMAL" else kind for name, kind in outputs.items()}
    rows: list[dict[str, Any]] = []
    for _ in range(random.randint(1, 8)):
        cells = {
            name: _cell(random, kind, inputs[name]["operator"])
            for name, kind in kinds.items()
            if random.random() < 0.7
        }
        answers = {
            name: random.choice(CELLS[kind.partition("(")[0]])
            for name, kind in outputs.items()
            if random.random() < 0.9
        }
        rows.append({**cells, **answers})
    parameters: dict[str, Any] = {"hit_policy": policy, "inputs": inputs, "outputs": outputs, "rows": rows}
    if policy == "collect":
        parameters["collect_as"] = builder.fresh("c")
    node = builder.add("decision-table", parameters, (end, None), **_sometimes_off(builder))
    builder.ends.append(End(node, None, end.in_order))
    if policy == "unique" and random.random() < 0.5:
        builder.ends.append(End(node, "error", end.in_order))


def _operators(kind: str) -> list[str]:
    if kind == "BOOLEAN":
        return ["=", "<>", "in"]
    ordered = ["=", "<>", "<", "<=", ">", ">=", "between", "range", "in"]
    return [*ordered, "starts-with"] if kind == "STRING" else ordered


def _cell(random: Random, kind: str, operator: str) -> Any:
    values = CELLS[kind]
    if operator == "in":
        return random.sample(values, random.randint(1, len(values)))
    if operator in {"between", "range"}:
        low, high = sorted(random.sample(range(len(values)), 2))
        return random.choice([[values[low], values[high]], [values[low], None], [None, values[high]]])
    return random.choice(values)


def _fragment(builder: _Builder, end: End) -> None:
    """A call of a fragment of a few nodes, or of one that calls it in turn."""
    random = builder.random
    context = builder.context(end)
    number = len(builder.nodes)
    known = [name for name, column in context.columns.items() if column.type.kind in SIMPLE]
    columns = {name: str(context.columns[name].type) for name in random.sample(known, min(len(known), 3))}
    kind = random.choice(["BIGINT", "STRING", "DOUBLE"])
    columns[f"g{number}_"] = kind
    scope = {**ALWAYS, **{name: parse_type(text) for name, text in columns.items()}}
    added = builder.text(scope, "STRING")
    inner = [
        {"id": "more", "component": "variable", "parameters": {"assignments": {f"f{number}_": added}}},
        {
            "id": "again",
            "component": "deduplicate",
            "parameters": {"key": _key(builder, scope), "window": "10m", "order": _order(end)},
        },
        {
            "id": "chosen",
            "component": "filter",
            "parameters": {"condition": f"{builder.text(scope, 'BIGINT')} > parameter.limit"},
        },
    ]
    ways = [
        ("in", "more"),
        ("more", "again"),
        ("again", "chosen"),
        ("chosen.true", "yes"),
        ("chosen.false", "no"),
    ]
    name = f"part-{builder.name}-{number}"
    ports = {"inputs": {"in": columns}, "outputs": {"yes": {f"f{number}_": "STRING"}, "no": {}}}
    limit = {"limit": {"type": "BIGINT", "default": 1}}
    builder.define(name, {**ports, "parameters": limit}, inner, ways)
    if random.random() < 0.3:
        call = {"fragment": name, "arguments": {"limit": "parameter.limit + 1"}}
        outer = [{"id": "inside", "component": "fragment", "parameters": call}]
        ways = [("in", "inside"), ("inside.yes", "yes"), ("inside.no", "no")]
        name = f"{name}-outer"
        builder.define(name, {**ports, "parameters": limit}, outer, ways)
    parameters: dict[str, Any] = {
        "fragment": name,
        "mappings": {"in": {f"g{number}_": builder.text(context.scope, kind)}},
    }
    if random.random() < 0.5:
        parameters["arguments"] = {"limit": random.choice([0, 2, 100])}
    node = builder.add("fragment", parameters, (end, None))
    ports_read = random.choice([["yes"], ["no"], ["yes", "no"]])
    builder.ends += [End(node, port, end.in_order) for port in ports_read]


def _split(builder: _Builder, end: End) -> None:
    node = builder.add("split", {}, (end, None))
    builder.ends += [End(node, None, end.in_order) for _ in range(2)]


def _union(builder: _Builder, end: End) -> None:
    other = builder.ends.pop(builder.random.randrange(len(builder.ends)))
    mappings = {
        port: {"common": builder.text(builder.context(each).scope, "STRING")}
        for port, each in (("x", end), ("y", other))
    }
    taken = any("common" in builder.context(each).columns for each in (end, other))
    node = builder.add("union", {} if taken else {"mappings": mappings}, (end, "x"), (other, "y"))
    builder.ends.append(End(node, None, False))


def _key(builder: _Builder, scope: Mapping[str, Column]) -> list[str]:
    kinds = builder.random.sample(["STRING", "BIGINT", "BOOLEAN"], builder.random.choice([0, 1, 1, 1, 2]))
    return [builder.random.choice(paths(scope, kind) or [builder.text(scope, kind)]) for kind in kinds]


def _order(end: End) -> str:
    return "arrival" if end.in_order else "event-time"


def _aggregate(builder: _Builder, end: End) -> None:
    scope = builder.context(end).scope
    random = builder.random
    aggregates = []
    for number in range(random.randint(1, 3)):
        function = random.choice(
            ["count", "count_if", "count_distinct", "sum", "avg", "min", "max", "first", "last"]
        )
        kinds = {
            "count_if": ["BOOLEAN"],
            "sum": ["BIGINT", "DECIMAL", "DOUBLE"],
            "avg": ["BIGINT", "DECIMAL", "DOUBLE"],
        }
        each: dict[str, Any] = {"name": builder.fresh(f"a{number}_"), "function": function}
        if function != "count" or random.random() < 0.5:
            each["value"] = builder.text(scope, random.choice(kinds.get(function, list(KINDS))))
        if random.random() < 0.3:
            each["where"] = builder.text(scope, "BOOLEAN")
        aggregates.append(each)
    parameters: dict[str, Any] = {
        "key": _key(builder, scope),
        "window": {"kind": "sliding", "length": random.choice(["1ms", "7s", "10m", "1h"])},
        "aggregates": aggregates,
        "order": _order(end),
    }
    if random.random() < 0.3:
        parameters["lateness"] = random.choice(["0s", "5s", "1h"])
    if random.random() < 0.3:
        parameters["resolution"] = random.choice(["1s", "1m"])
    node = builder.add("aggregate", parameters, (end, None), **_sometimes_off(builder))
    builder.ends.append(End(node, None, end.in_order and _order(end) == "arrival"))
    if random.random() < 0.2:
        builder.ends.append(End(node, "error", False))


def _previous(builder: _Builder, end: End) -> None:
    scope = builder.context(end).scope
    values = {
        builder.fresh(f"p{number}_"): builder.text(scope, builder.random.choice(KINDS)) for number in range(2)
    }
    parameters: dict[str, Any] = {"key": _key(builder, scope), "values": values, "order": _order(end)}
    if builder.random.random() < 0.5:
        parameters["time_to_live"] = builder.random.choice(["1s", "10m"])
    node = builder.add("previous", parameters, (end, None))
    builder.ends.append(End(node, None, end.in_order))


def _deduplicate(builder: _Builder, end: End) -> None:
    scope = builder.context(end).scope
    parameters = {
        "key": _key(builder, scope),
        "window": builder.random.choice(["1s", "10m", "1h"]),
        "order": _order(end),
    }
    node = builder.add("deduplicate", parameters, (end, None))
    ports = builder.random.choice([["first"], ["duplicate"], ["first", "duplicate"]])
    builder.ends += [End(node, port, end.in_order) for port in ports]


def _join_latest(builder: _Builder, end: End) -> None:
    random = builder.random
    scope = builder.context(end).scope
    name = builder.fresh("j")
    parameters = {
        "key": random.choice(
            [random.choice(paths(scope, "STRING") or ["'a'"]), builder.text(scope, "STRING")]
        ),
        "stream": "table",
        "name": name,
        "missing": random.choice(["keep", "drop"]),
        # In order of arrival it is not certain which of two topics comes first.
        "order": "event-time",
    }
    node = builder.add("join-latest", parameters, (end, None), **_sometimes_off(builder))
    builder.ends.append(End(node, None, False))
    if parameters["missing"] == "drop" and random.random() < 0.5:
        builder.ends.append(End(node, "missing", False))
    if random.random() < 0.2:
        builder.ends.append(End(node, "error", False))


def _kafka_sink(builder: _Builder, end: End) -> None:
    columns = builder.context(end).columns
    random = builder.random
    chosen = [
        name
        for name, column in columns.items()
        if column.type.kind in {*SIMPLE, "ROW", "ARRAY"} and name != ERROR
    ]
    chosen = random.sample(chosen, min(len(chosen), random.randint(1, 6)))
    if not chosen:
        _dead_end(builder, end)
        return
    name = f"out-{builder.name}-{len(builder.nodes)}"
    fields = {each: str(columns[each].type) for each in chosen}
    if random.random() < 0.2 and columns[chosen[0]].type.kind == "BIGINT":
        fields[chosen[0]] = "SMALLINT NOT NULL"
    node_parameters: dict[str, Any] = {"stream": name}
    if ERROR in columns:
        told = {"error_code": "error.code", "error_at": "error.at", "error_parameter": "error.parameter"}
        node_parameters["fields"] = {**{each: f"`{each}`" for each in chosen}, **told}
        fields |= {"error_code": "STRING", "error_at": "BIGINT", "error_parameter": "STRING"}
    if random.random() < 0.5:
        node_parameters["key"] = builder.text(builder.context(end).scope, "STRING")
    builder.streams[name] = parse_stream(
        {"stream": name, "format": "json", "max_bytes": random.choice([300, 100_000]), "fields": fields}
    )
    builder.add("kafka-sink", node_parameters, (end, None))


def _alert(builder: _Builder, end: End) -> None:
    context = builder.context(end)
    texts = paths(context.scope, "STRING") or ["'nobody'"]
    evidence = [name for name, column in context.columns.items() if column.type.kind in SIMPLE][:3]
    numbers = paths(context.scope, builder.random.choice(KINDS)) or ["1"]
    parameters = {
        "severity": builder.random.choice(["low", "high"]),
        "subject": builder.random.choice(texts),
        "title": f"{{{{x}}}} {{{builder.random.choice(numbers)}}} of {{{builder.random.choice(texts)}}}",
        "evidence": evidence,
    }
    builder.add("alert", parameters, (end, None))


def _action(builder: _Builder, end: End) -> None:
    random = builder.random
    context = builder.context(end)
    payload = {
        f"p{number}": builder.text(context.scope, random.choice(KINDS))
        for number in range(random.randint(0, 3))
    }
    parameters: dict[str, Any] = {
        "kind": random.choice(["block", "limit", "notify", "offer", "webhook"]),
        "subject": builder.text(context.scope, "STRING"),
        "payload": payload,
    }
    if random.random() < 0.5:
        parameters["expires"] = random.choice(["1ms", "10m", "3650d"])
    builder.add("action", parameters, (end, None), **_sometimes_off(builder))


def _dead_end(builder: _Builder, end: End) -> None:
    builder.add("dead-end", {}, (end, None))


STEPS: list[Callable[[_Builder, End], None]] = [
    _filter,
    _switch,
    _variable,
    _select,
    _decision_table,
    _decision_table,
    _fragment,
    _fragment,
    _split,
    _union,
    _union,
    _aggregate,
    _aggregate,
    _previous,
    _deduplicate,
    _join_latest,
    _join_latest,
]
SINKS: list[Callable[[_Builder, End], None]] = [
    _kafka_sink,
    _kafka_sink,
    _kafka_sink,
    _alert,
    _action,
    _dead_end,
]
