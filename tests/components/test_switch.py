"""`switch`: the first case that holds, or all that hold."""

from filbert.components.testing import bind, context_of, run

CASES = [{"port": "big", "condition": "n > 10"}, {"port": "even", "condition": "n % 2 = 0"}]
COLUMNS = {"n": "BIGINT"}


def test_the_first_case_that_holds_takes_the_event() -> None:
    out = run("switch", {"cases": CASES, "otherwise": "rest"}, COLUMNS, [{"n": 12}, {"n": 4}, {"n": 3}])

    assert out.ports == {"big": [{"n": 12}], "even": [{"n": 4}], "rest": [{"n": 3}]}


def test_all_cases_that_hold_take_the_event_when_asked() -> None:
    out = run("switch", {"cases": CASES, "mode": "all"}, COLUMNS, [{"n": 12}, {"n": 3}])

    assert out.ports == {"big": [{"n": 12}], "even": [{"n": 12}]}


def test_a_case_after_the_one_that_holds_is_not_evaluated() -> None:
    cases = [{"port": "zero", "condition": "n = 0"}, {"port": "half", "condition": "8 / n > 3"}]

    out = run("switch", {"cases": cases}, COLUMNS, [{"n": 0}])

    assert out.ports["zero"] == [{"n": 0}]
    assert out.failures == []


def test_with_all_every_case_is_evaluated() -> None:
    cases = [{"port": "zero", "condition": "n = 0"}, {"port": "half", "condition": "8 / n > 3"}]

    out = run("switch", {"cases": cases, "mode": "all"}, COLUMNS, [{"n": 0}])

    assert out.failures == [("cases.1.condition", "E_DIV0", 2)]


def test_two_cases_may_share_a_port() -> None:
    cases = [{"port": "odd", "condition": "n = 1"}, {"port": "odd", "condition": "n = 3"}]

    out = run("switch", {"cases": cases}, COLUMNS, [{"n": 1}, {"n": 2}, {"n": 3}])

    assert out.ports == {"odd": [{"n": 1}, {"n": 3}]}


def test_the_name_of_the_error_output_is_taken() -> None:
    parameters = {"cases": [{"port": "error", "condition": "TRUE"}]}

    _, findings = bind("switch", parameters, {"in": context_of(COLUMNS)})

    assert "E_RESERVED" in [each.code for each in findings]
