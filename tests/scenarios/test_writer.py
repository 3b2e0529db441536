"""Writing a document and reading it back."""

from filbert.scenarios.document import Document, Edge, Node, Properties, load_scenario
from filbert.scenarios.json_text import write_json
from filbert.scenarios.text import UNPRINTABLE, Number
from filbert.scenarios.writer import dump_json, dump_yaml, plain
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = st.text(max_size=40).filter(lambda text: not UNPRINTABLE.search(text)) | st.sampled_from(
    [
        "", " ", "yes", "null", "~", "0.10", "0o17", "12:30", "- a", "a: b", "a #b", "a:", "{x}", "'", '"',
        "\\", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">", "a\n", "a\n\nb", " a\nb", "a\n b", "a \nb",
        "a\tb", "\ta", "a\r\nb", "---", "...", "--- a", "a\n---\nb", "a\n#b", "<<", "=", "?", "? a", "-",
        "é", "😀", "\u2028", "\u00a0", "a,b", "[a]", "unique_recipients >= 1000", "+", ".inf", "1_000", "1e3",
        "CASE WHEN a = 'x' THEN 1 END", "a" * 200,
    ]
)  # fmt: skip
NUMBERS = st.sampled_from(["0.10", "-0.0", "1e3", "1.50e-7", "123456789012345678901234567890.5"]).map(Number)
SCALARS = TEXTS | st.integers() | st.booleans() | st.none() | NUMBERS
VALUES = st.recursive(
    SCALARS, lambda each: st.lists(each, max_size=4) | st.dictionaries(TEXTS, each, max_size=4), max_leaves=12
)
IDS = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_-]{0,8}", fullmatch=True)
NODES = st.builds(
    Node,
    id=IDS,
    component=IDS,
    parameters=st.dictionaries(TEXTS, VALUES, max_size=4),
    name=st.none() | TEXTS,
    disabled=st.booleans(),
    note=st.none() | TEXTS,
)
PROPERTIES = st.builds(
    Properties,
    parallelism=st.integers(1, 128),
    delivery=st.sampled_from(["at-least-once", "exactly-once"]),
    state=st.sampled_from(["heap", "rocksdb"]),
    checkpoint_interval_ms=st.integers(1, 10**9),
)


PLACE = {"x": st.integers(-1_000_000, 1_000_000), "y": st.integers(-1_000_000, 1_000_000)}
COLOR = {"color": st.sampled_from(["grey", "blue", "amber", "plum", "green"])}
NOTES = st.fixed_dictionaries(
    {**PLACE, "text": TEXTS},
    optional={"width": st.integers(0, 2_000), "height": st.integers(0, 2_000), **COLOR},
)
GROUPS = st.fixed_dictionaries(
    {"title": TEXTS, "nodes": st.lists(TEXTS, max_size=3)},
    optional={"notes": st.lists(TEXTS, max_size=3), "collapsed": st.booleans(), **COLOR},
)
LAYOUTS = st.dictionaries(TEXTS, VALUES, max_size=3) | st.fixed_dictionaries(
    {
        "positions": st.dictionaries(TEXTS, st.fixed_dictionaries(PLACE), max_size=3),
        "notes": st.dictionaries(TEXTS, NOTES, max_size=3),
        "groups": st.dictionaries(TEXTS, GROUPS, max_size=3),
    }
)


@st.composite
def documents(draw):
    nodes = draw(st.lists(NODES, max_size=4, unique_by=lambda node: node.id))
    ends = st.sampled_from([node.id for node in nodes]) if nodes else st.nothing()
    ports = st.none() | st.sampled_from(["true", "error", "both"])
    edges = draw(
        st.lists(st.builds(Edge, ends, ends, ports, ports), max_size=4, unique=True) if nodes else st.just([])
    )
    return Document(
        name=draw(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)),
        nodes=tuple(nodes),
        edges=tuple(edges),
        title=draw(st.none() | TEXTS),
        properties=draw(PROPERTIES),
        layout=draw(LAYOUTS),
    )


@given(documents())
@settings(max_examples=200, deadline=None)
def test_what_is_written_as_yaml_reads_back_equal(document):
    written = dump_yaml(document)

    read = load_scenario(written)

    assert document == read
    assert write_json(plain(document)) == write_json(plain(read))


@given(documents())
@settings(max_examples=100, deadline=None)
def test_what_is_written_as_json_reads_back_equal(document):
    read = load_scenario(dump_json(document))

    assert document == read
    assert write_json(plain(document)) == write_json(plain(read))


def test_the_written_form_has_one_thing_a_line_and_a_fixed_order():
    text = """
layout: {sms: {x: 1, y: 2}}
edges:
- {to: big, from: sms}
nodes:
- component: kafka
  parameters: {stream: sms}
  id: sms
- {id: big, note: "first line\\nsecond line", component: filter,
   parameters: {condition: fee > 0.10, more: [on, [1]]}}
title: "Fees: the big ones"
properties: {state: rocksdb}
name: fees
filbert: 1
"""

    written = dump_yaml(load_scenario(text))

    assert (
        written
        == """\
filbert: 1
name: fees
title: "Fees: the big ones"
properties: {parallelism: 1, delivery: at-least-once, state: rocksdb}
nodes:
  - id: sms
    component: kafka
    parameters: {stream: sms}
  - id: big
    component: filter
    parameters:
      condition: fee > 0.10
      more:
        - on
        - [1]
    note: |-
      first line
      second line
edges:
  - {from: sms, to: big}
layout:
  sms: {x: 1, y: 2}
"""
    )


def test_changing_one_node_changes_its_lines_only():
    before = load_scenario(
        "filbert: 1\nname: a\nnodes:\n- {id: x, component: filter, parameters: {condition: a}}\n"
        "- {id: y, component: filter, parameters: {condition: b}}\n"
    )
    after = load_scenario(dump_yaml(before).replace("condition: b", "condition: c"))

    changed = set(dump_yaml(after).splitlines()) ^ set(dump_yaml(before).splitlines())

    assert {"    parameters: {condition: b}", "    parameters: {condition: c}"} == changed


def test_a_table_has_a_row_a_line():
    rows = """        - {country: PL, minutes: [0, 60], rate: 0.10}
        - {country: [PL, DE], minutes: [60, null], rate: 0.05}
        - {}
"""
    head = "filbert: 1\nname: a\nnodes:\n  - id: x\n    component: decision-table\n    parameters:\n      rows:\n"

    assert rows in dump_yaml(load_scenario(f"{head}{rows}edges: []\n"))
