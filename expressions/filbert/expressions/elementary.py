"""Exponentials, logarithms and angles by addition, multiplication, division and square roots alone.

The mathematical libraries of Python and Java differ in the last bit of some results, and between machines. The four
operations and the root are exact by IEEE 754, so these functions, which Java has in the same steps
(`filbert.functions.Elementary`), give the same bits everywhere. Products and sums are carried in pairs of a double
and its error (Dekker, Knuth), so that logarithms and powers are rounded correctly but for very rare cases.

All take finite numbers. None stands for a result that is not finite, or an argument that is not accepted.
"""

import math
from typing import Final

Pair = tuple[float, float]
"""A number as a double and what that leaves out."""

SPLITTER: Final = 134217729.0
ROOT_OF_HALF: Final = 0.7071067811865476
LN2_HIGH: Final = 0.6931471803691238
LN2_LOW: Final = 1.9082149292705877e-10
INVERSE_LN2: Final = 1.4426950408889634
INVERSE_LN10: Final[Pair] = (0.4342944819032518, 1.098319650216765e-17)
HIGHEST_EXPONENT: Final = 710.0
LOWEST_EXPONENT: Final = -746.0

LARGEST_ANGLE: Final = 1_000_000.0
PI: Final = 3.141592653589793
HALF_PI: Final = 1.5707963267948966
QUARTER_PI: Final = 0.7853981633974483
HALF_PI_LOW: Final = 6.123233995736766e-17
HALF_PI_PARTS: Final = (1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21)
INVERSE_HALF_PI: Final = 0.6366197723675814
SMALL: Final = 1e-8

ATANH_TERMS: Final = tuple(1.0 / n for n in range(25, 1, -2))
EXP_TERMS: Final = tuple(1.0 / math.factorial(n) for n in range(17, 1, -1))
SINE_TERMS: Final = tuple((-1.0) ** n / math.factorial(2 * n + 1) for n in range(10, 0, -1))
COSINE_TERMS: Final = tuple((-1.0) ** n / math.factorial(2 * n) for n in range(10, 1, -1))
ATAN_TERMS: Final = tuple((-1.0) ** n / (2 * n + 1) for n in range(22, 0, -1))


def _polynomial(terms: tuple[float, ...], x: float) -> float:
    """Evaluate terms from the highest power down to the constant one."""
    value = 0.0
    for term in terms:
        value = value * x + term
    return value


def _sum(a: float, b: float) -> Pair:
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _sum_of_larger(a: float, b: float) -> Pair:
    total = a + b
    return total, b - (total - a)


def _product(a: float, b: float) -> Pair:
    product = a * b
    scaled = SPLITTER * a
    a_high = scaled - (scaled - a)
    a_low = a - a_high
    scaled = SPLITTER * b
    b_high = scaled - (scaled - b)
    b_low = b - b_high
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _logarithm(x: float) -> Pair:
    """Return the natural logarithm of a positive number: 2 artanh((x - 1) / (x + 1)), after taking out powers of 2."""
    mantissa, exponent = math.frexp(x)
    if mantissa < ROOT_OF_HALF:
        mantissa *= 2.0
        exponent -= 1
    rest = mantissa - 1.0
    divisor, divisor_low = _sum(2.0, rest)
    quotient = rest / divisor
    product, error = _product(quotient, divisor)
    quotient, quotient_low = _sum_of_larger(
        quotient, (((rest - product) - error) - quotient * divisor_low) / divisor
    )
    square = quotient * quotient
    tail = 2.0 * quotient * (square * _polynomial(ATANH_TERMS, square))
    high, low = _sum(exponent * LN2_HIGH, 2.0 * quotient)
    return _sum_of_larger(high, low + (exponent * LN2_LOW + (2.0 * quotient_low + tail)))


def _exponential(high: float, low: float) -> float | None:
    if high > HIGHEST_EXPONENT:
        return None
    if high < LOWEST_EXPONENT:
        return 0.0
    exponent = math.floor(high * INVERSE_LN2 + 0.5)
    rest, rest_low = _sum(high - exponent * LN2_HIGH, -(exponent * LN2_LOW))
    rest, rest_low = _sum_of_larger(rest, rest_low + low)
    tail = rest * rest * _polynomial(EXP_TERMS, rest)
    total, error = _sum_of_larger(1.0, rest)
    try:
        return math.ldexp(total + (error + (rest_low * (total + tail) + tail)), exponent)
    except OverflowError:
        return None


def exp(x: float) -> float | None:
    """Return e to the power of x."""
    return _exponential(x, 0.0)


def ln(x: float) -> float | None:
    """Return the natural logarithm."""
    return None if x <= 0.0 else sum(_logarithm(x))


def log10(x: float) -> float | None:
    """Return the logarithm to the base 10."""
    if x <= 0.0:
        return None
    high, low = _logarithm(x)
    product, error = _product(high, INVERSE_LN10[0])
    return product + (error + (high * INVERSE_LN10[1] + low * INVERSE_LN10[0]))


def log(base: float, x: float) -> float | None:
    """Return the logarithm to any base."""
    if base <= 0.0 or base == 1.0 or x <= 0.0:
        return None
    high, low = _logarithm(x)
    base_high, base_low = _logarithm(base)
    quotient = high / base_high
    product, error = _product(quotient, base_high)
    rest = ((high - product) - error) + (low - quotient * base_low)
    return quotient + rest / base_high


def power(x: float, y: float) -> float | None:
    """Return x to the power of y."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if x == 0.0:
        return 0.0 if y > 0.0 else None
    if x < 0.0:
        if y != math.floor(y):
            return None
        size = power(-x, y)
        return -size if size is not None and y % 2.0 == 1.0 else size
    if y == 1.0:
        return x
    if y == 2.0:
        return _finite(x * x)
    if y == 0.5:
        return math.sqrt(x)
    if y == -1.0:
        return _finite(1.0 / x)
    high, low = _logarithm(x)
    if y * high > HIGHEST_EXPONENT:
        return None
    if y * high < LOWEST_EXPONENT:
        return 0.0
    product, error = _product(y, high)
    return _exponential(product, error + y * low)


def sqrt(x: float) -> float | None:
    """Return the square root."""
    return None if x < 0.0 else math.sqrt(x)


def _finite(x: float) -> float | None:
    return x if x - x == 0.0 else None


def _reduced(x: float) -> tuple[int, float, float]:
    """Return which quarter an angle lies in, and what remains of it, as a pair from -π/4 to π/4."""
    quarters = math.floor(x * INVERSE_HALF_PI + 0.5)
    first, second, third = HALF_PI_PARTS
    high, low = _sum(x - quarters * first, -(quarters * second))
    return quarters % 4, *_sum_of_larger(high, low - quarters * third)


def _sine(high: float, low: float) -> float:
    square = high * high
    return high + (low * (1.0 - 0.5 * square) + high * (square * _polynomial(SINE_TERMS, square)))


def _cosine(high: float, low: float) -> float:
    square = high * high
    return 1.0 - (0.5 * square - (square * square * _polynomial(COSINE_TERMS, square) - high * low))


def sin(x: float) -> float | None:
    """Return the sine of an angle in radians, up to a million."""
    if abs(x) > LARGEST_ANGLE:
        return None
    quarter, high, low = _reduced(x)
    value = _cosine(high, low) if quarter % 2 else _sine(high, low)
    return -value if quarter >= 2 else value


def cos(x: float) -> float | None:
    """Return the cosine of an angle in radians, up to a million."""
    if abs(x) > LARGEST_ANGLE:
        return None
    quarter, high, low = _reduced(x)
    value = _sine(high, low) if quarter % 2 else _cosine(high, low)
    return -value if quarter in {1, 2} else value


def tan(x: float) -> float | None:
    """Return the tangent of an angle in radians, up to a million."""
    sine, cosine = sin(x), cos(x)
    return None if sine is None or cosine is None else sine / cosine


def atan(x: float) -> float:
    """Return the angle whose tangent is given; halved, so that few terms do."""
    size = abs(x)
    inverted = size > 1.0
    part = 1.0 / size if inverted else size
    if part == 1.0:
        part = QUARTER_PI
    elif part >= SMALL:
        part /= 1.0 + math.sqrt(1.0 + part * part)
        square = part * part
        part = 2.0 * (part + part * (square * _polynomial(ATAN_TERMS, square)))
    if inverted:
        part = HALF_PI - (part - HALF_PI_LOW)
    return -part if x < 0.0 else part


def asin(x: float) -> float | None:
    """Return the angle whose sine is given."""
    if abs(x) > 1.0:
        return None
    if abs(x) == 1.0:
        return HALF_PI * x
    return atan(x / math.sqrt((1.0 - x) * (1.0 + x)))


def acos(x: float) -> float | None:
    """Return the angle whose cosine is given."""
    if abs(x) > 1.0:
        return None
    return PI if x == -1.0 else 2.0 * atan(math.sqrt((1.0 - x) / (1.0 + x)))


def atan2(y: float, x: float) -> float:
    """Return the angle of a point, from -π to π."""
    if x == 0.0:
        return 0.0 if y == 0.0 else HALF_PI if y > 0.0 else -HALF_PI
    quotient = y / x
    angle = (HALF_PI if quotient > 0.0 else -HALF_PI) if quotient - quotient != 0.0 else atan(quotient)
    if x > 0.0:
        return angle
    return angle - PI if y < 0.0 else angle + PI
