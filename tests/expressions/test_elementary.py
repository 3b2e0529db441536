"""Our own elementary functions are as near to the true values as those of the C library, give or take a bit or two.

That Java gives the same bits is shown on Flink: corpus/calculation.md, and random calls in tests/conformance.
"""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from filbert.expressions import elementary
from hypothesis import given
from hypothesis import strategies as st


def bits_apart(value: float, expected: float) -> float:
    """The distance of two results in units of the last place."""
    return abs(value - expected) / math.ulp(expected)


@pytest.mark.parametrize(
    ("name", "low", "high", "bits"),
    [
        ("exp", -700.0, 709.0, 1),
        ("sin", -1e6, 1e6, 1),
        ("cos", -1e6, 1e6, 1),
        ("tan", -1e6, 1e6, 2),
        ("asin", -1.0, 1.0, 3),
        ("acos", -1.0, 1.0, 3),
        ("atan", -1e300, 1e300, 2),
    ],
)
def test_near_the_value_of_the_library(name: str, low: float, high: float, bits: int) -> None:
    function: Callable[[float], float] = getattr(elementary, name)
    expected: Callable[[float], float] = getattr(math, name)

    @given(st.floats(low, high))
    def near(x: float) -> None:
        assert bits_apart(function(x), expected(x)) <= bits

    near()


@given(st.floats(min_value=5e-324, allow_nan=False, allow_infinity=False))
def test_logarithms(x: float) -> None:
    for value, expected in ((elementary.ln(x), math.log(x)), (elementary.log10(x), math.log10(x))):
        assert value is not None
        assert bits_apart(value, expected) <= 1


@given(st.floats(1e-10, 1e10), st.floats(-30, 30))
def test_powers(x: float, y: float) -> None:
    value = elementary.power(x, y)

    assert value is not None
    assert bits_apart(value, math.pow(x, y)) <= 1


@pytest.mark.parametrize("base", [2, 3, 5, 10])
def test_whole_powers_and_their_logarithms_are_exact(base: int) -> None:
    """As far as a double holds them."""
    for exponent in range(40):
        exact = base**exponent
        if Fraction(float(exact)) == exact:
            assert elementary.power(float(base), float(exponent)) == exact
            assert elementary.log(float(base), float(exact)) == exponent


def test_the_logarithm_to_base_10_of_every_power_of_10_is_whole() -> None:
    assert [elementary.log10(float(f"1e{exponent}")) for exponent in range(-300, 309)] == list(
        range(-300, 309)
    )


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("ln", (0.0,)),
        ("log10", (-1.0,)),
        ("log", (1.0, 2.0)),
        ("sqrt", (-1e-300,)),
        ("exp", (709.9,)),
        ("power", (0.0, -1.0)),
        ("power", (-2.0, 0.5)),
        ("power", (1e200, 2.0)),
        ("power", (5e-324, -1.0)),
        ("asin", (1.5,)),
        ("acos", (-1.5,)),
        ("sin", (1_000_001.0,)),
    ],
)
def test_no_result(function: str, arguments: tuple[float, ...]) -> None:
    """Neither infinity nor NaN is ever a value."""
    assert getattr(elementary, function)(*arguments) is None
