"""Arithmetic as Flink does it, where Python differs: truncating division, exact decimals rounded half up.

Decimal operators and `abs()` round to 28 digits by the default context, so none is used on values here.
"""

import decimal
from decimal import Decimal
from typing import Final

from filbert.expressions.errors import EvalError

EXACT: Final = decimal.Context(
    prec=800, rounding=decimal.ROUND_HALF_UP, traps=[decimal.InvalidOperation], Emax=999_999, Emin=-999_999
)
DIVISION: Final = decimal.Context(
    prec=38, rounding=decimal.ROUND_HALF_UP, traps=[decimal.InvalidOperation], Emax=999_999, Emin=-999_999
)
UNITS: Final = tuple(Decimal(1).scaleb(-scale) for scale in range(39))
LIMITS: Final = tuple(Decimal(10) ** digits for digits in range(39))

add_decimals = EXACT.add
subtract_decimals = EXACT.subtract


def rescaled(value: Decimal, scale: int) -> Decimal:
    """Return the value with `scale` digits after the point, rounded half up; zero loses its sign."""
    return EXACT.plus(value.quantize(UNITS[scale], None, EXACT))


def fitted(value: Decimal, precision: int, scale: int) -> Decimal | None:
    """Return the value as DECIMAL(precision, scale), None if it has too many digits before the point."""
    result = rescaled(value, scale)
    return None if result.copy_abs() >= LIMITS[precision - scale] else result


def checked(value: Decimal, precision: int, scale: int, at: int) -> Decimal:
    """Return the value as DECIMAL(precision, scale).

    Raises:
        EvalError: E_OVERFLOW, it does not fit.
    """
    result = fitted(value, precision, scale)
    if result is None:
        raise EvalError("E_OVERFLOW", at)
    return result


def multiply_decimals(left: Decimal, right: Decimal) -> Decimal:
    """Return the exact product."""
    return EXACT.plus(EXACT.multiply(left, right))


def divide_decimals(left: Decimal, right: Decimal, precision: int, scale: int, at: int) -> Decimal:
    """Return the quotient as Flink rounds it: to 38 digits first, then to the scale."""
    if not right:
        raise EvalError("E_DIV0", at)
    return checked(DIVISION.divide(left, right), precision, scale, at)


def negate_decimal(value: Decimal) -> Decimal:
    """Return -value; zero has no sign."""
    return EXACT.minus(value)


def decimal_of(value: int | Decimal, scale: int) -> Decimal:
    """Widen to a decimal that is known to fit."""
    return rescaled(Decimal(value), scale)


def divide_integers(left: int, right: int, at: int) -> int:
    """Return the quotient without its fraction: -7 / 2 = -3."""
    if right == 0:
        raise EvalError("E_DIV0", at)
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def remainder(left: int, right: int, at: int) -> int:
    """Return the remainder, which has the sign of the dividend: -7 % 2 = -1."""
    if right == 0:
        raise EvalError("E_DIV0", at)
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def divide_doubles(left: float, right: float, at: int) -> float:
    """Return a finite quotient."""
    if right == 0.0:
        raise EvalError("E_DIV0", at)
    quotient = left / right
    if quotient - quotient != 0.0:
        raise EvalError("E_RANGE", at)
    return quotient


def round_double(value: float, digits: int) -> float:
    """Round half up on the shortest decimal text of the value: 1.005 to 2 digits is 1.01."""
    return float(Decimal(repr(value)).quantize(UNITS[digits], None, EXACT)) + 0.0


def double_to_integer(value: float) -> int | None:
    """Return the value without its fraction, None outside BIGINT."""
    return int(value) if -9.223372036854775808e18 <= value < 9.223372036854775808e18 else None


def double_to_decimal(value: float, precision: int, scale: int) -> Decimal | None:
    """Return the value as DECIMAL(precision, scale), None if it does not fit or is outside BIGINT.

    Fractions count by their shortest decimal text, whole numbers too large for one exactly: Java 17 writes some of
    those with more digits than needed.
    """
    if abs(value) < 2.0**53:
        return fitted(Decimal(repr(value)), precision, scale)
    return fitted(Decimal(value), precision, scale) if abs(value) < 2.0**63 else None


def decimal_to_integer(value: Decimal) -> int | None:
    """Return the value without its fraction, None outside BIGINT."""
    whole = int(value)
    return whole if -(2**63) <= whole <= 2**63 - 1 else None
