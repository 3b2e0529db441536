"""The registry: every function is documented, exemplified, and covered by the comparison of engines."""

import pytest
from filbert.expressions import check
from filbert.expressions.functions.entry import FUNCTIONS, Function
from filbert.expressions.testing.generation import expressions_using


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_example_gives_its_value(function: Function) -> None:
    """The example of the help is right."""
    text, expected = function.example

    assert check(text, {}).constant == (None if expected == "NULL" else check(expected, {}).constant)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_help_is_a_sentence(function: Function) -> None:
    """Help is shown beside the completion."""
    assert function.help[0].isupper()
    assert function.help.endswith(".")
    assert function.signature.startswith(f"{function.name}(")


def test_every_function_is_compared_between_the_engines() -> None:
    """A function without a line in the generator of random expressions would go untested."""
    assert expressions_using() == set(FUNCTIONS)
