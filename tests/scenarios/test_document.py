"""The structure of a scenario: what is read, and which faults are found."""

import json
from pathlib import Path

import pytest
from filbert.scenarios.document import (
    Document,
    Edge,
    Node,
    Properties,
    load_scenario,
    locate,
    placed,
    read_scenario,
)
from filbert.scenarios.problem import DocumentError, Problem
from filbert.scenarios.text import Number
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = """\
filbert: 1
name: big-fees
title: Big fees
properties: {parallelism: 2, delivery: exactly-once, state: rocksdb, checkpoint_interval: 5s}
nodes:
  - {id: sms, component: kafka, parameters: {stream: sms}}
  - id: big
    name: Only the big ones
    component: filter
    note: agreed in March
    parameters:
      condition: >-
        fee > 0.10
        AND fee < oops
  - {id: unit, component: variable, parameters: {assignments: {unit: fee / parts, "a.b": 0.10}}}
  - id: total
    component: aggregate
    parameters:
      key: [sender, "recipient"]
      aggregates:
        - {name: fees, function: sum, value: fee}
        - {name: calls, function: count}
  - {id: alert, component: alert, disabled: true}
edges:
  - {from: sms, to: big}
  - {from: big.true, to: unit}
  - {from: unit, to: total}
  - {from: total.error, to: alert.in}
layout: {sms: {x: 1, y: 2}}
"""


def with_lines(text):
    return "filbert: 1\nname: a\n" + text


def problems_of(text):
    return [(each.code, each.line, each.column, each.message, each.hint) for each in read_scenario(text)[1]]


def test_a_document_is_read_as_it_is_written():
    document = load_scenario(SMALL)

    assert document.name == "big-fees"
    assert Properties(2, "exactly-once", "rocksdb", 5_000) == document.properties
    assert [node.id for node in document.nodes] == ["sms", "big", "unit", "total", "alert"]
    assert (
        Node("sms", "kafka", {"stream": "sms"}),
        Node("alert", "alert", disabled=True),
    ) == (document.node("sms"), document.node("alert"))
    assert (document.node("big").name, document.node("big").note) == ("Only the big ones", "agreed in March")
    assert Edge("total", "alert", "error", "in") == document.edges[3]
    assert (document.edges[3].start, document.edges[3].end) == ("total.error", "alert.in")
    assert document.layout == {"sms": {"x": 1, "y": 2}}


def test_a_number_keeps_the_digits_that_were_written():
    value = load_scenario(SMALL).node("unit").parameters["assignments"]["a.b"]

    assert isinstance(value, Number)
    assert str(value) == "0.10"


def test_a_document_says_the_same_as_json_wherever_it_stands():
    text = (
        '{"filbert": 1, "name": "a", "nodes": [{"id": "x", "component": "kafka", "parameters": {"p": 0.10}}]}'
    )

    document = load_scenario(text)

    assert Document("a", (Node("x", "kafka", {"p": Number("0.10")}),)) == document
    assert (
        load_scenario("name: a\nfilbert: 1\n\nnodes: [{component: kafka, id: x, parameters: {p: 0.1}}]\n")
        == document
    )


def test_a_file_is_read_by_its_path(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(SMALL)

    assert load_scenario(file).name == "big-fees"
    assert load_scenario(str(file)).name == "big-fees"


def test_a_file_that_is_not_there_is_no_fault_of_a_document():
    with pytest.raises(FileNotFoundError):
        load_scenario(Path("nowhere.yaml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: a\nnodes: []\n", ("E_MISSING", 1, 1, "'filbert' is missing", None)),
        (
            "filbert: 2\nname: a\nnodes: []\n",
            ("E_VERSION", 1, 10, "the number 2 is not a version of the format", "write 'filbert: 1'"),
        ),
        (
            "filbert: true\nname: a\nnodes: []\n",
            ("E_VERSION", 1, 10, "true is not a version of the format", "write 'filbert: 1'"),
        ),
        (
            "filbert: 1\nname: Big Fees\nnodes: []\n",
            (
                "E_NAME",
                2,
                7,
                "'Big Fees' is not a name",
                "lower case letters, digits and '-', a letter first, at most 63",
            ),
        ),
        (
            "filbert: 1\nname: " + "a" * 64 + "\nnodes: []\n",
            (
                "E_NAME",
                2,
                7,
                "'" + "a" * 64 + "' is not a name",
                "lower case letters, digits and '-', a letter first, at most 63",
            ),
        ),
        (
            "filbert: 1\nname: 7\nnodes: []\n",
            ("E_TYPE", 2, 7, "expected a text in 'name', found the number 7", "put it in quotes"),
        ),
        (
            with_lines("titel: x\nnodes: []\n"),
            ("E_KEY", 3, 1, "unknown key 'titel'", "did you mean 'title'?"),
        ),
        (
            with_lines("nodes: []\nproperties: {stat: heap}\n"),
            ("E_KEY", 4, 14, "unknown key 'properties.stat'", "did you mean 'state'?"),
        ),
        (
            with_lines("nodes: []\nproperties: {parallelism: 0}\n"),
            ("E_RANGE", 4, 27, "the number 0 in 'properties.parallelism' is too small", "the least is 1"),
        ),
        (
            with_lines("nodes: []\nproperties: {parallelism: 2.0}\n"),
            (
                "E_TYPE",
                4,
                27,
                "expected a whole number in 'properties.parallelism', found the number 2.0",
                None,
            ),
        ),
        (
            with_lines("nodes: []\nproperties: {delivery: exactly-onse}\n"),
            (
                "E_VALUE",
                4,
                24,
                "'exactly-onse' in 'properties.delivery' is none of at-least-once, exactly-once",
                "did you mean 'exactly-once'?",
            ),
        ),
        (
            with_lines("nodes: []\nproperties: {checkpoint_interval: 5 s}\n"),
            (
                "E_DURATION",
                4,
                35,
                "'5 s' is not a duration; write a whole number and a unit, for example 150ms, 5s, 10m, 4h or 30d",
                None,
            ),
        ),
        (
            with_lines("nodes: {a: 1}\n"),
            ("E_TYPE", 3, 8, "expected a list in 'nodes', found a mapping", None),
        ),
        (with_lines("nodes:\n- x\n"), ("E_TYPE", 4, 3, "expected a mapping in 'nodes[0]', found 'x'", None)),
        (with_lines("nodes:\n- {component: kafka}\n"), ("E_MISSING", 4, 3, "'nodes[0].id' is missing", None)),
        (with_lines("nodes:\n- {id: a}\n"), ("E_MISSING", 4, 3, "'nodes[0].component' is missing", None)),
        (
            with_lines("nodes:\n- {id: a b, component: kafka}\n"),
            (
                "E_ID",
                4,
                8,
                "'a b' is not an id for a node",
                "letters, digits, '_' and '-', a letter or '_' first, at most 128",
            ),
        ),
        (
            with_lines("nodes:\n- {id: 'żaba', component: kafka}\n"),
            (
                "E_ID",
                4,
                8,
                "'żaba' is not an id for a node",
                "letters, digits, '_' and '-', a letter or '_' first, at most 128",
            ),
        ),
        (
            with_lines("nodes:\n- {id: true, component: kafka}\n"),
            ("E_TYPE", 4, 8, "expected a text in 'nodes[0].id', found true", "put it in quotes"),
        ),
        (
            with_lines("nodes:\n- {id: a, component: kafka, disabled: yes}\n"),
            ("E_TYPE", 4, 39, "expected true or false in 'nodes[0].disabled', found 'yes'", None),
        ),
        (
            with_lines("nodes:\n- {id: a, component: kafka, parameters: [1]}\n"),
            ("E_TYPE", 4, 41, "expected a mapping in 'nodes[0].parameters', found a list", None),
        ),
        (
            with_lines("nodes:\n- {id: a, component: kafka, paramters: {}}\n"),
            ("E_KEY", 4, 29, "unknown key 'nodes[0].paramters'", "did you mean 'parameters'?"),
        ),
        (
            with_lines("nodes:\n- {id: a, component: x}\n- {id: a, component: y}\n"),
            ("E_DUPLICATE", 5, 8, "two nodes have the id 'a'", "the first is in line 4; choose another id"),
        ),
        (
            with_lines("nodes:\n- {id: sms, component: x}\nedges:\n- {from: sns, to: sms}\n"),
            ("E_EDGE", 6, 10, "there is no node 'sns' for this edge", "did you mean 'sms'?"),
        ),
        (
            with_lines("nodes:\n- {id: sms, component: x}\nedges:\n- {from: sms.a.b, to: sms}\n"),
            ("E_EDGE", 6, 10, "'sms.a.b' is not an end of an edge", "write a node's id, or id.port"),
        ),
        (
            with_lines("nodes:\n- {id: sms, component: x}\nedges:\n- {from: sms}\n"),
            ("E_MISSING", 6, 3, "'edges[0].to' is missing", None),
        ),
        (
            with_lines("nodes:\n- {id: a, component: x}\nedges:\n- {from: a, to: a}\n- {from: a, to: a}\n"),
            ("E_DUPLICATE", 7, 3, "the edge from 'a' to 'a' stands here twice", "remove one"),
        ),
        ("- 1\n- 2\n", ("E_TYPE", 1, 1, "expected a mapping, found a list", None)),
    ],
)
def test_a_fault_of_structure_has_a_code_a_place_and_a_hint(text, expected):
    assert [expected] == problems_of(text)


def test_all_faults_are_found_at_once_in_order_of_the_file():
    text = with_lines(
        "titel: x\nnodes:\n- {id: a b, component: x}\n- {id: c, component: x, id: d}\n- text\n"
        "edges:\n- {from: c, to: nowhere}\nlayout: 3\n"
    )

    assert [(code, line) for code, line, *_ in problems_of(text)] == [
        ("E_KEY", 3),
        ("E_ID", 5),
        ("E_DUPLICATE", 6),
        ("E_TYPE", 7),
        ("E_EDGE", 9),
        ("E_TYPE", 10),
    ]


def test_notes_and_groups_are_bounded():
    notes = "".join(f"    n{number}: {{x: 0, y: 0, text: a}}\n" for number in range(201))
    groups = "".join(f"    g{number}: {{nodes: [a]}}\n" for number in range(101))

    found = problems_of(with_lines(f"nodes: []\nlayout:\n  notes:\n{notes}  groups:\n{groups}"))

    assert [(code, line) for code, line, *_ in found] == [("E_VALUE", 6), ("E_VALUE", 208)]


def test_what_a_note_or_a_group_says_is_checked():
    text = with_lines(
        "nodes: []\n"
        "layout:\n"
        "  anything: [1]\n"
        "  notes:\n"
        f"    a: {{x: 0, y: 0, text: {'a' * 4_001}}}\n"
        "    b: {x: 2000000, y: 0.5, text: b}\n"
        "    c: {x: 0, y: 0, text: c, colour: plum}\n"
        "  groups:\n"
        "    d: {title: d, color: red, nodes: [nowhere]}\n"
        f"    e: {{title: {'e' * 201}, nodes: e}}\n"
    )

    assert [(code, line) for code, line, *_ in problems_of(text)] == [
        ("E_VALUE", 7),
        ("E_RANGE", 8),
        ("E_KEY", 9),
        ("E_VALUE", 11),
        ("E_VALUE", 12),
        ("E_TYPE", 12),
    ]


def test_a_fault_inside_a_node_names_it():
    _, [problem] = read_scenario(with_lines("nodes:\n- {id: a, component: kafka, note: 3}\n"))

    assert problem.node == "a"


def test_what_could_not_be_read_is_not_reported_as_missing_too():
    _, problems = read_scenario(with_lines("title: !x y\nnodes: *somewhere\n"))

    assert [problem.code for problem in problems] == ["E_SYNTAX", "E_SYNTAX"]


def test_what_is_sound_is_given_beside_the_problems():
    document, problems = read_scenario(
        with_lines(
            "nodes:\n- {id: a, component: x, nots: 1}\n- {id: b c, component: x}\nedges:\n- {from: a, to: b c}\n"
        )
    )

    assert [node.id for node in document.nodes] == ["a"]
    assert document.edges == ()
    assert [problem.code for problem in problems] == ["E_KEY", "E_ID", "E_EDGE"]


def test_loading_raises_every_problem():
    with pytest.raises(DocumentError) as caught:
        load_scenario(with_lines("nodes: 1\nedges: 2\n"))

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("node", "parameter", "offset", "word"),
    [
        ("big", "condition", 0, "fee > 0.10"),
        ("big", "condition", 21, "oops"),
        ("unit", "assignments.unit", 6, "parts"),
        ("unit", "assignments.a.b", 0, "0.10}}"),
        ("total", "key.0", 0, "sender,"),
        ("total", "key.1", 0, "recipient"),
        ("total", "aggregates.fees.value", 0, "fee}"),
        ("total", "aggregates.calls", 0, "{name: calls"),
        ("total", "aggregates[1].function", 0, "count}"),
        ("total", "window.length", 0, "key: [sender"),
        ("alert", "severity", 0, "alert, disabled"),
        ("big", None, 0, "big\n    name"),
    ],
)
def test_a_parameter_is_located_in_the_file_or_what_is_around_it(node, parameter, offset, word):
    before = SMALL[: SMALL.index(word)].split("\n")

    assert (len(before), len(before[-1]) + 1) == locate(load_scenario(SMALL), node, parameter, offset)


def test_a_number_is_an_index_whatever_the_elements_hold():
    text = with_lines(
        "nodes:\n- {id: t, component: decision-table, parameters: {rows: [{name: '1'}, {name: b}]}}\n"
    )

    assert locate(load_scenario(text), "t", "rows.1.name") == (
        text[: text.index("b}]")].count("\n") + 1,
        text.split("\n")[text[: text.index("b}]")].count("\n")].index("b}]") + 1,
    )


def test_a_node_that_is_not_there_has_no_place():
    assert locate(load_scenario(SMALL), "nobody") == (None, None)


def test_a_problem_gets_its_place_from_its_span():
    document = load_scenario(SMALL)
    problem = Problem("E_NAME", "there is no 'oops'", "big", "condition", 21, 25)

    assert (placed(document, problem).line, placed(document, problem).column) == (14, 19)


def test_ten_thousand_nodes_are_refused_soon():
    text = with_lines("nodes:\n" + "- {id: n, component: filter, parameters: {condition: a}}\n" * 10_000)

    _, [problem] = read_scenario(text)

    assert (problem.code, problem.line) == ("E_LIMIT", 3)
    assert problem.message == "a scenario has at most 2,000 nodes, not 10,000"


def test_very_many_edges_are_refused():
    _, [problem] = read_scenario(with_lines("nodes: []\nedges: [" + "{}," * 10_001 + "]\n"))

    assert (problem.code, problem.line) == ("E_LIMIT", 4)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            "nodes:\n"
            + "".join(f"- {{id: n{n:050}, component: c}}\n" for n in range(2_000))
            + "edges:\n"
            + "".join(f"- {{from: m{n:050}, to: m{n:050}}}\n" for n in range(2_000)),
            4_000,
        ),
        (
            "nodes:\n- {id: a, component: c, " + ", ".join(f"nod{n:050}: 1" for n in range(20_000)) + "}\n",
            20_000,
        ),
        ("nodes: [" + "{id: a, component: c, parameters: &x 1}," * 2_000 + "]\n", 3_999),
        (f"nodes:\n- {{id: {'a' * 1_000_000}, component: {'b' * 1_000_000}}}\n", 2),
        (f"nodes: []\n{'t' * 1_000_000}: 1\n", 1),
    ],
    ids=["hints for edges", "hints for keys", "anchors", "long names", "long keys"],
)
def test_looking_for_what_was_meant_does_not_take_for_ever(text, count):
    _, problems = read_scenario(with_lines(text))

    assert count == len(problems)


def test_a_thousand_nodes_are_no_problem():
    nodes = "".join(f"- {{id: n{number}, component: filter}}\n" for number in range(1_000))
    edges = "".join(f"- {{from: n{number}, to: n{number + 1}}}\n" for number in range(999))

    document = load_scenario(with_lines(f"nodes:\n{nodes}edges:\n{edges}"))

    assert (len(document.nodes), len(document.edges)) == (1_000, 999)


KEYS = st.sampled_from(
    [
        "filbert",
        "name",
        "nodes",
        "edges",
        "id",
        "component",
        "parameters",
        "from",
        "to",
        "properties",
        "layout",
        "x",
        "",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | KEYS,
    lambda each: st.lists(each, max_size=4) | st.dictionaries(KEYS, each, max_size=6),
)
NEARLY = st.fixed_dictionaries(
    {"filbert": st.just(1) | ANYTHING, "name": st.just("a") | ANYTHING},
    optional={
        "nodes": ANYTHING | st.lists(ANYTHING | st.fixed_dictionaries({"id": KEYS, "component": KEYS})),
        "edges": ANYTHING | st.lists(st.fixed_dictionaries({"from": KEYS | ANYTHING, "to": KEYS})),
        "properties": ANYTHING,
    },
)


@given(ANYTHING | NEARLY)
@settings(max_examples=300, deadline=None)
def test_any_structure_is_a_document_or_has_problems_with_a_place(value):
    document, problems = read_scenario(json.dumps(value, indent=1) + "\n")

    assert document is not None or problems
    assert all(problem.line is not None and problem.message for problem in problems)
