"""How a problem is shown."""

from filbert.scenarios.problem import Problem, did_you_mean, in_order, render


def test_a_problem_is_one_line_and_the_line_it_is_about():
    problem = Problem(
        "E_TYPE",
        "expected BOOLEAN",
        "big",
        "condition",
        6,
        9,
        line=2,
        column=14,
        hint="compare it with something",
    )

    assert render(problem, "a.yaml", "x: 1\n  condition: fee + abc\n") == (
        "a.yaml:2:14: E_TYPE node 'big', condition: expected BOOLEAN (compare it with something)\n"
        "      condition: fee + abc\n"
        "                 ^^^"
    )


def test_what_is_not_known_is_left_out():
    assert render(Problem("E_EMPTY", "no nodes"), "a.yaml", "x: 1") == "a.yaml: E_EMPTY no nodes"
    assert Problem("E_EMPTY", "no nodes").to_json() == {
        "code": "E_EMPTY",
        "message": "no nodes",
        "severity": "error",
    }


def test_a_warning_says_so():
    assert (
        render(Problem("W_ORDER", "x", line=1, column=1, severity="warning"), "a.yaml")
        == "a.yaml:1:1: warning W_ORDER x"
    )


def test_a_problem_of_another_file_names_it():
    assert render(Problem("E_KEY", "x", line=3, column=1, file="s.yaml"), "a.yaml") == "s.yaml:3:1: E_KEY x"


def test_tabs_before_the_place_keep_the_caret_below_it():
    assert render(Problem("E", "x", line=1, column=3), "a", "\ta b").endswith("\n    \ta b\n    \t ^")


def test_a_long_line_is_cut_around_the_place():
    shown = render(Problem("E", "x", line=1, column=501), "a", "a" * 500 + "HERE" + "b" * 500).splitlines()

    assert len(shown[1]) == 124
    assert shown[1][shown[2].index("^") :][:4] == "HERE"


def test_the_carets_end_with_the_line():
    assert render(Problem("E", "x", start=0, end=50, line=1, column=2), "a", "abc").endswith("\n     ^^")


def test_a_place_beyond_the_file_shows_no_line():
    assert render(Problem("E", "x", line=9, column=1), "a", "abc") == "a:9:1: E x"


def test_control_characters_of_a_document_do_not_reach_the_terminal():
    assert render(Problem("E", "\x1b[31mred"), "a") == "a: E \\u001b[31mred"


def test_problems_come_in_order_of_place_each_once():
    first, second, nowhere = (
        Problem("B", "", line=1, column=9),
        Problem("A", "", line=2, column=1),
        Problem("C", ""),
    )

    assert [first, second, nowhere] == in_order([nowhere, second, first, second])


def test_a_hint_names_what_was_meant_or_what_there_is():
    assert did_you_mean("titel", ["title", "name"]) == "did you mean 'title'?"
    assert did_you_mean("zzz", ["title", "name"]) == "known are: title, name"
    assert did_you_mean("zzz", []) is None
