"""Errors that happen while an expression is evaluated, and their fixed messages."""

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "E_DIV0": "division by zero",
        "E_OVERFLOW": "the result does not fit its type",
        "E_RANGE": "the result is outside the range of its type",
        "E_CAST": "the value cannot be converted to the wanted type",
        "E_JSON": "the text is not well-formed JSON",
        "E_LENGTH": "the text or list is too long",
        "E_ARGUMENT": "an argument is outside the range that the function accepts",
    }
)
"""What each runtime error means. The texts are part of the contract: both engines write them into error rows."""


class EvalError(Exception):
    """An expression could not be evaluated for one row.

    Attributes:
        code: stable code, one of `MESSAGES`.
        at: code point offset in the expression text that the error belongs to.
    """

    def __init__(self, code: str, at: int) -> None:
        super().__init__(code, at)
        self.code = code
        self.at = at

    def __str__(self) -> str:
        return f"{self.code} at {self.at}: {error_message(self.code)}"


def error_message(code: str) -> str:
    """Return the fixed message of a runtime error code.

    >>> error_message("E_DIV0")
    'division by zero'
    """
    return MESSAGES[code]
