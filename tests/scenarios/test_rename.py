"""A variable gets another name, in its node and wherever it goes."""

from pathlib import Path

import pytest
from filbert.scenarios import Document, load_scenario, load_streams
from filbert.scenarios.rename import RenameError, Renaming, rename_variable
from filbert.scenarios.validate import validate

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
STREAMS = load_streams(EXAMPLES / "streams")


def scenario(nodes: str, edges: str) -> Document:
    """A scenario over the stream of calls, `calls`; a node may go on in an indented line."""
    return load_scenario(
        "filbert: 1\nname: test\nnodes:\n  - {id: calls, component: kafka, parameters: {stream: calls}}\n"
        + "".join(f"  - {line}\n" for line in nodes.strip().replace("\n  ", " ").splitlines())
        + "edges:\n"
        + "".join(
            f"  - {{from: {start}, to: {end}}}\n"
            for start, end in (edge.split(" > ") for edge in edges.split(", "))
        )
    )


def renamed(document: Document, node: str, name: str, new_name: str) -> Renaming:
    """What comes of it; the scenario was good before."""
    assert [each for each in validate(document, STREAMS).problems if each.severity == "error"] == []
    return rename_variable(document, node, name, new_name, STREAMS)


def changes(found: Renaming) -> list[tuple[str, str, str | None, str]]:
    """The changes in short."""
    return [(each.node, each.parameter, each.before, each.after) for each in found.changes]


def is_good(document: Document) -> bool:
    """Whether a scenario has no errors."""
    return validate(document, STREAMS).plan is not None


def test_definition_and_uses_of_every_kind() -> None:
    """Later assignments, conditions, templates, lists of columns; not texts, fields and aggregates of that name."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration * 2, double: total + total}}}
{id: f, component: filter, parameters: {condition: "total > 1 AND `total` < 9 AND caller <> 'total'"}}
{id: a, component: alert, parameters: {severity: low, subject: caller, title: "total {total} {{total}}",
  evidence: [total, double]}}
""",
        "calls > v, v > f, f > a",
    )

    found = renamed(document, "v", "total", "order")

    assert changes(found) == [
        ("v", "assignments.total", "total", "order"),
        ("v", "assignments.double", "total + total", "order + order"),
        (
            "f",
            "condition",
            "total > 1 AND `total` < 9 AND caller <> 'total'",
            "order > 1 AND order < 9 AND caller <> 'total'",
        ),
        ("a", "title", "total {total} {{total}}", "total {order} {{total}}"),
        ("a", "evidence.0", "total", "order"),
    ]
    assert found.problems == ()
    assert is_good(found.document)
    assert list(found.document.nodes[1].parameters["assignments"]) == ["order", "double"]


def test_a_name_that_is_a_word_of_the_language_is_quoted() -> None:
    """In expressions; where names are defined they stand as they are."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: f, component: filter, parameters: {condition: total > 1}}
{id: e, component: dead-end}
""",
        "calls > v, v > f, f > e",
    )

    found = renamed(document, "v", "total", "end")

    assert found.document.nodes[2].parameters == {"condition": "`end` > 1"}
    assert is_good(found.document)


def test_an_aggregate_is_renamed_and_its_state_kept() -> None:
    """Names are no part of the signature."""
    document = load_scenario(EXAMPLES / "sms-spam.yaml")
    node = next(each.id for each in document.nodes if each.component == "aggregate")

    found = renamed(document, node, "unique_recipients", "receivers")

    states = [
        {
            each.id: each.bound.state()
            for each in plan.nodes
            if each.component.id in {"aggregate", "deduplicate"}
        }
        for plan in (validate(document, STREAMS).plan, validate(found.document, STREAMS).plan)
        if plan is not None
    ]
    assert len(states) == 2
    assert states[0] == states[1]
    assert found.problems == ()
    assert "unique_recipients" not in str(found.document.nodes)


def test_a_select_ends_the_name() -> None:
    """What it defines anew under the old name is another column."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: s, component: select, parameters: {fields: {total: total, more: total + 1}}}
{id: f, component: filter, parameters: {condition: total > 1 AND more > 1}}
{id: e, component: dead-end}
""",
        "calls > v, v > s, s > f, f > e",
    )

    found = renamed(document, "v", "total", "sum")

    assert changes(found) == [
        ("v", "assignments.total", "total", "sum"),
        ("s", "fields.total", "total", "sum"),
        ("s", "fields.more", "total + 1", "sum + 1"),
    ]
    assert is_good(found.document)


def test_a_select_of_the_same_name_is_renamed_apart_from_what_it_reads() -> None:
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: s, component: select, parameters: {fields: {total: total}}}
{id: f, component: filter, parameters: {condition: total > 1}}
{id: e, component: dead-end}
""",
        "calls > v, v > s, s > f, f > e",
    )

    found = renamed(document, "s", "total", "sum")

    assert changes(found) == [
        ("s", "fields.total", "total", "sum"),
        ("f", "condition", "total > 1", "sum > 1"),
    ]
    assert is_good(found.document)


def test_branches_of_one_variable_come_together_under_the_new_name() -> None:
    """A union passes what all inputs have."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: f, component: filter, parameters: {condition: total > 1}}
{id: u, component: union}
{id: g, component: filter, parameters: {condition: total > 2}}
{id: e, component: dead-end}
""",
        "calls > v, v > f, f.true > u.yes, f.false > u.no, u > g, g > e",
    )

    found = renamed(document, "v", "total", "sum")

    assert [change[:2] for change in changes(found)] == [
        ("v", "assignments.total"),
        ("f", "condition"),
        ("g", "condition"),
    ]
    assert is_good(found.document)


def test_where_another_branch_keeps_the_name_a_mapping_does_so_here() -> None:
    """After the union nothing changes."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: w, component: variable, parameters: {assignments: {total: duration * 1}}}
{id: u, component: union, parameters: {mappings: {one: {who: caller}, two: {who: callee}}}}
{id: g, component: filter, parameters: {condition: total > 2}}
{id: e, component: dead-end}
""",
        "calls > v, calls > w, v > u.one, w > u.two, u > g, g > e",
    )

    found = renamed(document, "v", "total", "sum")

    assert changes(found) == [
        ("v", "assignments.total", "total", "sum"),
        ("u", "mappings.one.total", None, "sum"),
    ]
    assert found.document.nodes[3].parameters == {
        "mappings": {"one": {"who": "caller", "total": "sum"}, "two": {"who": "callee"}}
    }
    assert is_good(found.document)


def test_a_mapping_names_the_column_of_its_own_input() -> None:
    """Another input's column of that name is not meant."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: w, component: variable, parameters: {assignments: {total: duration * 1}}}
{id: u, component: union, parameters: {mappings: {one: {all: total}, two: {all: total}}}}
{id: s, component: select, parameters: {fields: {all: all}}}
{id: e, component: dead-end}
""",
        "calls > v, calls > w, v > u.one, w > u.two, u > s, s > e",
    )

    found = renamed(document, "w", "total", "sum")

    assert ("u", "mappings.two.all", "total", "sum") in changes(found)
    assert not any(change[:2] == ("u", "mappings.one.all") for change in changes(found))
    assert is_good(found.document)


def test_a_name_that_a_union_gives_is_renamed_on_every_input() -> None:
    """An input that has it by itself gets a mapping."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {who: caller}}}
{id: u, component: union, parameters: {mappings: {one: {who: callee}}}}
{id: f, component: filter, parameters: {condition: "who <> ''"}}
{id: e, component: dead-end}
""",
        "calls > u.one, calls > v, v > u.two, u > f, f > e",
    )

    found = renamed(document, "u", "who", "party")

    assert changes(found) == [
        ("u", "mappings.one.who", "who", "party"),
        ("u", "mappings.two.party", None, "who"),
        ("f", "condition", "who <> ''", "party <> ''"),
    ]
    assert is_good(found.document)


def test_the_way_of_errors_is_followed_too() -> None:
    """What leaves by `error` has the columns of the input."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: w, component: variable, parameters: {assignments: {ratio: 1 / total}}}
{id: f, component: filter, parameters: {condition: total > 2}}
{id: e, component: dead-end}
{id: d, component: dead-end}
""",
        "calls > v, v > w, w.error > f, f > e, w > d",
    )

    found = renamed(document, "v", "total", "sum")

    assert ("f", "condition", "total > 2", "sum > 2") in changes(found)
    assert is_good(found.document)


def test_a_taken_name_is_a_problem() -> None:
    """Before the variable, and after it."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: w, component: variable, parameters: {assignments: {sum: total}}}
{id: e, component: dead-end}
""",
        "calls > v, v > w, w > e",
    )

    after, before = renamed(document, "v", "total", "sum"), renamed(document, "v", "total", "caller")

    assert [(each.code, each.node) for each in after.problems] == [("E_SHADOW", "w")]
    assert ("E_SHADOW", "v") in [(each.code, each.node) for each in before.problems]


def test_a_use_that_no_text_names_is_a_problem() -> None:
    """A sink without fields takes columns by their names."""
    document = scenario(
        """
{id: s, component: select, parameters: {fields: {sender: caller, recipient: callee, sent_at: started_at, place: cell}}}
{id: v, component: variable, parameters: {assignments: {cell: place}}}
{id: k, component: kafka-sink, parameters: {stream: sms}}
""",
        "calls > s, s > v, v > k",
    )

    found = renamed(document, "v", "cell", "mast")

    assert [(each.code, each.node, each.message) for each in found.problems] == [
        ("E_RENAME", "k", "the node takes 'cell' by its name, without saying so")
    ]


@pytest.mark.parametrize(
    ("node", "name", "new_name", "message", "hint"),
    [
        ("x", "total", "sum", "there is no node 'x'", None),
        ("v", "total", "a b", "'a b' cannot be the name of a variable", "letters"),
        ("v", "total", "event_time", "'event_time' is reserved", "choose another name"),
        ("v", "total", "total", "it is called 'total' already", "choose another name"),
        ("v", "totl", "sum", "node 'v' defines no 'totl'", "total"),
        ("f", "total", "sum", "'total' is not defined in node 'f'", "rename it in 'v'"),
        ("calls", "caller", "who", "'caller' is a field of a stream", "select"),
        ("f", "true", "sum", "node 'f' defines no 'true'", None),
    ],
)
def test_what_cannot_be_renamed(node: str, name: str, new_name: str, message: str, hint: str | None) -> None:
    """With the reason, and what to do instead."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: f, component: filter, parameters: {condition: total > 1}}
{id: e, component: dead-end}
""",
        "calls > v, v > f, f > e",
    )

    with pytest.raises(RenameError) as refused:
        rename_variable(document, node, name, new_name, STREAMS)

    assert refused.value.message == message
    assert (hint or "") in (refused.value.hint or "")


def test_a_port_of_the_same_name_stays() -> None:
    """It is no column."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: s, component: switch, parameters: {cases: [{port: total, condition: total > 1}], otherwise: rest}}
{id: e, component: dead-end}
{id: d, component: dead-end}
""",
        "calls > v, v > s, s.total > e, s.rest > d",
    )

    found = renamed(document, "v", "total", "sum")

    assert changes(found)[1:] == [("s", "cases.0.condition", "total > 1", "sum > 1")]
    assert is_good(found.document)


def test_a_decision_table_is_renamed_with_its_cells() -> None:
    document = scenario(
        """
{id: t, component: decision-table, parameters: {inputs: {length: {expression: duration, operator: '='}},
  outputs: {risk: STRING}, rows: [{length: 1, risk: low}, {risk: high}]}}
{id: f, component: filter, parameters: {condition: "risk = 'high'"}}
{id: e, component: dead-end}
""",
        "calls > t, t > f, f > e",
    )

    found = renamed(document, "t", "risk", "danger")

    assert found.document.nodes[1].parameters["outputs"] == {"danger": "STRING"}
    assert found.document.nodes[1].parameters["rows"] == [{"length": 1, "danger": "low"}, {"danger": "high"}]
    assert found.document.nodes[2].parameters == {"condition": "danger = 'high'"}
    assert found.problems == ()


def test_a_scenario_with_faults_elsewhere_can_be_renamed_in() -> None:
    """They stay, and are not the new name's."""
    document = scenario(
        """
{id: v, component: variable, parameters: {assignments: {total: duration}}}
{id: f, component: filter, parameters: {condition: total > nothing}}
{id: e, component: dead-end}
""",
        "calls > v, v > f, f > e",
    )

    found = rename_variable(document, "v", "total", "sum", STREAMS)

    assert ("f", "condition", "total > nothing", "sum > nothing") in changes(found)
    assert found.problems == ()
