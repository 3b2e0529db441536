"""`filter`: an event passes when its condition is true; NULL is not true."""

from filbert.components.testing import bind, context_of, run


def test_true_and_false_leave_by_their_own_ports() -> None:
    out = run("filter", {"condition": "n > 1"}, {"n": "BIGINT"}, [{"n": 1}, {"n": 2}])

    assert out.ports == {"true": [{"n": 2}], "false": [{"n": 1}]}


def test_null_goes_to_false() -> None:
    out = run("filter", {"condition": "n > 1"}, {"n": "BIGINT"}, [{"n": None}])

    assert out.ports == {"true": [], "false": [{"n": None}]}


def test_an_event_whose_condition_fails_leaves_the_path_with_its_place() -> None:
    out = run("filter", {"condition": "6 / n > 1"}, {"n": "BIGINT"}, [{"n": 0}, {"n": 2}])

    assert out.failures == [("condition", "E_DIV0", 2)]
    assert out.ports["true"] == [{"n": 2}]


def test_a_condition_that_is_no_condition_is_found_before_anything_runs() -> None:
    _, findings = bind("filter", {"condition": "n + 1"}, {"in": context_of({"n": "BIGINT"})})

    assert [(each.code, each.parameter) for each in findings] == [("E_TYPE", "condition")]


def test_a_scalar_may_stand_where_an_expression_is_expected() -> None:
    out = run("filter", {"condition": True}, {"n": "BIGINT"}, [{"n": 1}])

    assert out.ports["true"] == [{"n": 1}]


def test_the_error_of_a_node_before_passes_like_any_column() -> None:
    bound, _ = bind(
        "filter", {"condition": "n > 1"}, {"in": context_of({"n": "BIGINT", "error": "ROW<code STRING>"})}
    )

    assert bound is not None
    assert bound.needs({"true": frozenset({"error"})}) == {"in": {"n", "error"}}
    assert bound.needs({"error": frozenset({"error"})}) == {"in": {"n"}}
