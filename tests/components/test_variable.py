"""`variable`: computed columns, in order."""

from filbert.components.testing import bind, context_of, run

COLUMNS = {"fee": "BIGINT", "parts": "BIGINT"}


def test_later_assignments_see_earlier_ones() -> None:
    parameters = {"assignments": {"unit": "fee / parts", "double": "unit * 2"}}

    out = run("variable", parameters, COLUMNS, [{"fee": 9, "parts": 3}])

    assert out.ports["out"] == [{"fee": 9, "parts": 3, "unit": 3, "double": 6}]


def test_the_failing_assignment_is_named() -> None:
    parameters = {"assignments": {"one": "1", "unit": "fee / parts"}}

    out = run("variable", parameters, COLUMNS, [{"fee": 9, "parts": 0}])

    assert out.failures == [("assignments.unit", "E_DIV0", 4)]
    assert out.ports["out"] == []


def test_a_name_in_scope_cannot_be_given_again() -> None:
    _, findings = bind("variable", {"assignments": {"fee": "1"}}, {"in": context_of(COLUMNS)})

    assert [(each.code, each.parameter) for each in findings] == [("E_SHADOW", "assignments.fee")]


def test_what_follows_a_broken_assignment_is_not_reported_again() -> None:
    bound, findings = bind(
        "variable", {"assignments": {"unit": "fee +", "double": "unit * 2"}}, {"in": context_of(COLUMNS)}
    )

    assert [each.parameter for each in findings] == ["assignments.unit"]
    assert bound is not None
    assert bound.outputs["out"].unknown == {"unit", "double"}
